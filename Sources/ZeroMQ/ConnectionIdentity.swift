import CZeroMQ

/// One connection for as long as it lasts: never another that gets its descriptor later, as a ``PeerConnection`` may.
public struct ConnectionIdentity: Hashable, Sendable {
    /// The connection.
    public let connection: PeerConnection
    private let cookie: UInt64

    /// The connection that has a descriptor now; `nil` when none has.
    public init?(_ connection: PeerConnection) {
        self.connection = connection
        cookie = wiredesk_cookie(connection.descriptor)
        if cookie == 0 { return nil }
    }

    /// Whether it is still there. Cost: a call of the system.
    public var isOpen: Bool { wiredesk_cookie(connection.descriptor) == cookie }
}
