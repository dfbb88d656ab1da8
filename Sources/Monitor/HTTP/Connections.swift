import NIOCore
import Threads

/// The connections of the monitor, and how many there may be.
///
/// Beyond those for clients there are a few for programs that watch over the daemon: short ones, which only answer how it
/// stands. So health and metrics are known while every place for clients is taken. Who wants anything else waits there a moment
/// for a place.
final class Connections: Sendable {
    /// Places beyond those for clients.
    static let reserved = 64

    private let clientsMax: Int
    private let state = Locked(OpenConnections())

    private struct OpenConnections {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var reserved: Set<ObjectIdentifier> = []
        var isClosed = false
    }

    init(clientsMax: Int) { self.clientsMax = clientsMax }

    /// Connections that are open.
    var count: Int { state.withLock { $0.channels.count } }

    /// Takes down a new connection.
    ///
    /// - Returns: Whether it has one of the reserved places.
    func open(_ channel: any Channel) -> Bool {
        let (isReserved, isLate) = state.withLock { state in
            let isReserved = state.channels.count - state.reserved.count >= clientsMax
            state.channels[ObjectIdentifier(channel)] = channel
            if isReserved { state.reserved.insert(ObjectIdentifier(channel)) }
            return (isReserved, state.isClosed)
        }
        if isLate { channel.close(promise: nil) }
        return isReserved
    }

    /// A connection has ended.
    func forget(_ channel: any Channel) {
        state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            state.reserved.remove(ObjectIdentifier(channel))
        }
    }

    /// Whether a connection has one of the reserved places.
    func isReserved(_ channel: any Channel) -> Bool {
        state.withLock { $0.reserved.contains(ObjectIdentifier(channel)) }
    }

    /// Gives a connection in a reserved place one of those for clients, when one is free.
    ///
    /// - Returns: Whether it has one now.
    func promote(_ channel: any Channel) -> Bool {
        state.withLock { state in
            guard state.reserved.contains(ObjectIdentifier(channel)) else { return true }
            guard state.channels.count - state.reserved.count < clientsMax else { return false }
            state.reserved.remove(ObjectIdentifier(channel))
            return true
        }
    }

    /// Ends all connections, whatever their clients are doing.
    func closeAll() {
        let channels = state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
