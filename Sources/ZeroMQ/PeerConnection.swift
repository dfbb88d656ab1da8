import CZeroMQ
import Glibc

/// A TCP connection that libzmq has accepted, known by its descriptor.
///
/// The descriptor is libzmq's, and may mean another connection by the time it is used: what is asked and done here is
/// always about the connection that has it now. Closing it is left to libzmq, which notices that it was cut.
public struct PeerConnection: Hashable, Sendable {
    /// The descriptor.
    public let descriptor: Int32

    /// Names a connection.
    public init(descriptor: Int32) { self.descriptor = descriptor }

    /// Bytes that it has received since it was accepted on a port; `nil` when the descriptor is no such connection.
    public func bytesReceived(onPort port: Int) -> Int? {
        var bytes: UInt64 = 0
        guard unsafe wiredesk_bytes_received(descriptor, UInt16(clamping: port), &bytes) == 0 else { return nil }
        return Int(clamping: bytes)
    }

    /// Ends the connection when it is one that was accepted at a place: the peer is reset, and what it has sent and nobody
    /// has read yet is gone.
    ///
    /// - Returns: Whether it was.
    @discardableResult
    public func cut(ifAt place: ListeningPlace) -> Bool {
        isAccepted(at: place) && wiredesk_reset(descriptor) == 0
    }

    /// Whether it is a connection that was accepted at a place.
    public func isAccepted(at place: ListeningPlace) -> Bool {
        switch place {
        case .port(let port): bytesReceived(onPort: port) != nil
        case .path(let path): unsafe wiredesk_is_at_path(descriptor, path) != 0
        }
    }

    /// Bytes that were received and that nobody has read yet; `nil` when there is no such connection.
    public var bytesUnread: Int? {
        let count = wiredesk_bytes_unread(descriptor)
        return count < 0 ? nil : Int(count)
    }

    /// Bytes that were handed to the system and that the peer has not taken; `nil` when there is no such connection.
    public var bytesUnsent: Int? {
        let count = wiredesk_bytes_unsent(descriptor)
        return count < 0 ? nil : Int(count)
    }

    /// Bytes that the peer has acknowledged since it was accepted; `nil` when there is no such connection.
    public var bytesAcknowledged: Int? {
        let count = wiredesk_bytes_acknowledged(descriptor)
        return count < 0 ? nil : Int(clamping: count)
    }

    /// Says to the peer, when it was accepted at a place, that nothing more will come, whereupon libzmq on its side closes the
    /// connection, keeps what it has not sent yet, and connects anew. What it had sent still arrives here.
    ///
    /// libzmq on our side reads on until the peer has closed, but loses what is unread in the system at that moment when its
    /// queue is full: hang up when nothing is unread.
    /// - Returns: Whether it was.
    @discardableResult
    public func hangUp(ifAt place: ListeningPlace) -> Bool {
        isAccepted(at: place) && shutdown(descriptor, Int32(SHUT_WR)) == 0
    }

    /// Gives memory back to the system that libzmq's queues held and hold no more. Cost: milliseconds, as much memory as
    /// there is to give back.
    public static func returnMemory() { malloc_trim(0) }
}
