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

    /// Ends the connection, in both directions, when it is one that was accepted on a port.
    ///
    /// - Returns: Whether it was.
    @discardableResult
    public func cut(ifOnPort port: Int) -> Bool {
        guard bytesReceived(onPort: port) != nil else { return false }
        return shutdown(descriptor, Int32(SHUT_RDWR)) == 0
    }
}
