/// What a client of a server with keys needs: its own keys, and the server's public one.
public struct CurveClient: Hashable, Sendable {
    /// The client's own keys, which the server must allow.
    public let keys: CurveKeyPair
    /// The server's public key.
    public let server: CurveKey

    /// Makes the credentials of a client.
    public init(keys: CurveKeyPair, server: CurveKey) {
        self.keys = keys
        self.server = server
    }
}
