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

    /// Ends the connection when it is one that was accepted on a port: the peer is reset, and what it has sent and nobody
    /// has read yet is gone.
    ///
    /// A shutdown would not do: the kernel goes on taking what a peer sends, and libzmq reads it, as long as it pours.
    /// - Returns: Whether it was.
    @discardableResult
    public func cut(ifOnPort port: Int) -> Bool {
        guard bytesReceived(onPort: port) != nil else { return false }
        return wiredesk_reset(descriptor) == 0
    }

    /// Gives memory back to the system that libzmq's queues held and hold no more. Cost: milliseconds, as much memory as
    /// there is to give back.
    public static func returnMemory() { malloc_trim(0) }
}
