import Glibc
import Threads
package import ZeroMQ

/// The listeners of a process, by their endpoints: each is used by one ZeroMQ socket at a time, and outlives it as long as
/// somebody holds it.
package final class Listeners: Sendable {
    private let entries = Locked<[String: ListenerEntry]>([:])

    private struct ListenerEntry {
        let listener: Listener
        /// What libzmq was given, and has not closed yet as far as is known.
        var given: Listener.DescriptorCopy?
        var isTaken = false
        var holds = 0
    }

    /// Milliseconds that libzmq may take to close what it was given.
    private static let closingMax = 2000

    /// Knows no listener yet.
    package init() {}

    /// Keeps the listeners on endpoints open, those that there are, until ``release(_:)``.
    ///
    /// - Returns: The endpoints that are held.
    package func hold(_ endpoints: [String]) -> [String] {
        entries.withLock { entries in
            endpoints.filter { endpoint in
                guard entries[endpoint] != nil else { return false }
                entries[endpoint]?.holds += 1
                return true
            }
        }
    }

    /// Holds listeners no longer.
    package func release(_ endpoints: [String]) {
        for endpoint in endpoints { letGo(endpoint) { $0.holds -= 1 } }
    }

    /// Lets a socket, whose options are set, listen on an endpoint; on its thread.
    ///
    /// What another socket accepted connections from before is waited for until libzmq has let go of it.
    /// - Parameters:
    ///   - receiveBuffer: Bytes of the kernel's receive buffer of each connection; `nil` for the system's choice.
    ///   - mode: As for ``Listener``.
    /// - Returns: The endpoint with the port that the system chose, and what ``leave(_:)`` is to be called with.
    package func bind(
        _ socket: borrowing Socket, to endpoint: String, receiveBuffer: Int32? = nil, mode: UInt32? = nil
    ) throws(ZeroMQError) -> (endpoint: String, key: String) {
        // Within the process there is nothing to listen on.
        if endpoint.hasPrefix("inproc://") {
            try socket.bind(endpoint)
            return (endpoint, endpoint)
        }
        let (key, listener, given) = try take(endpoint, mode)
        do throws(ZeroMQError) {
            guard waitUntilClosed(listener, given) else { throw ZeroMQError.addressInUse(endpoint) }
            let copy = try socket.bind(listener, receiveBuffer: receiveBuffer)
            entries.withLock { $0[key]?.given = copy }
            return (listener.endpoint, key)
        } catch {
            leave(key)
            throw error
        }
    }

    /// Says that the socket which listened on an endpoint has been closed.
    package func leave(_ key: String) { letGo(key) { $0.isTaken = false } }

    private func take(
        _ endpoint: String, _ mode: UInt32?
    ) throws(ZeroMQError) -> (key: String, Listener, Listener.DescriptorCopy?) {
        try entries.withLock { entries throws(ZeroMQError) in
            if let entry = entries[endpoint] {
                guard !entry.isTaken else {
                    guard endpoint.hasSuffix(":*") || endpoint.hasSuffix(":0") else {
                        throw ZeroMQError.addressInUse(endpoint)
                    }
                    // Several ends may ask for any port of an address, and get one each.
                    let listener = try Listener(endpoint, mode: mode)
                    entries[listener.endpoint] = ListenerEntry(listener: listener, isTaken: true)
                    return (listener.endpoint, listener, nil)
                }
                entries[endpoint]?.isTaken = true
                return (endpoint, entry.listener, entry.given)
            }
            let listener = try Listener(endpoint, mode: mode)
            entries[endpoint] = ListenerEntry(listener: listener, isTaken: true)
            return (endpoint, listener, nil)
        }
    }

    private func letGo(_ endpoint: String, _ change: (inout ListenerEntry) -> Void) {
        let gone = entries.withLock { entries -> ListenerEntry? in
            guard var entry = entries[endpoint] else { return nil }
            change(&entry)
            let isUsed = entry.isTaken || entry.holds > 0
            entries[endpoint] = isUsed ? entry : nil
            return isUsed ? nil : entry
        }
        // Only then is the address free.
        if let gone { _ = waitUntilClosed(gone.listener, gone.given) }
    }

    /// Waits until libzmq has closed what it was given. It does so on a thread of its own and tells nobody, so it is looked at
    /// each millisecond.
    ///
    /// - Returns: Whether it has.
    private func waitUntilClosed(_ listener: Listener, _ given: Listener.DescriptorCopy?) -> Bool {
        guard let given else { return true }
        for _ in 0..<Self.closingMax {
            guard listener.isOpen(given) else { return true }
            usleep(1000)
        }
        return false
    }
}
