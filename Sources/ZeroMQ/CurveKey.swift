import CZeroMQ

/// One half of a CURVE key pair: 32 bytes, written as 40 characters of Z85 (ZeroMQ RFC 32).
public struct CurveKey: Hashable, Sendable {
    /// The key in Z85.
    public let text: String

    /// Reads a key.
    ///
    /// - Returns: `nil` when the text is not 32 bytes in Z85.
    public init?(_ text: String) {
        let characters = text.utf8.map { CChar(bitPattern: $0) }
        guard characters.count == 40 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 32)
        // It writes its result only where all characters are of the alphabet.
        guard unsafe zmq_z85_decode(&bytes, characters + [0]) != nil else { return nil }
        self.text = text
    }

    /// Reads the 32 bytes of a key, as ZAP tells them.
    ///
    /// - Returns: `nil` when there are not 32 of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        var characters = [CChar](repeating: 0, count: 41)
        guard unsafe zmq_z85_encode(&characters, bytes, 32) != nil else { return nil }
        text = String(decoding: characters.prefix(40).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        _ = unsafe zmq_z85_decode(&bytes, text.utf8.map { CChar(bitPattern: $0) } + [0])
        return bytes
    }
}

/// A public key and the secret that belongs to it.
public struct CurveKeyPair: Hashable, Sendable {
    /// What others may know.
    public let publicKey: CurveKey
    /// What nobody else may know.
    public let secretKey: CurveKey

    /// A new pair, from the system's source of randomness.
    ///
    /// - Throws: ``ZeroMQError`` where libzmq was built without CURVE.
    public static func generate() throws(ZeroMQError) -> CurveKeyPair {
        var (publicText, secretText) = ([CChar](repeating: 0, count: 41), [CChar](repeating: 0, count: 41))
        try calling("zmq_curve_keypair") { unsafe zmq_curve_keypair(&publicText, &secretText) }
        guard let publicKey = CurveKey(zeroEnded: publicText), let secretKey = CurveKey(zeroEnded: secretText) else {
            throw ZeroMQError("zmq_curve_keypair", code: EINVAL)
        }
        return CurveKeyPair(publicKey: publicKey, secretKey: secretKey)
    }

    /// The pair that a secret key belongs to.
    public init(secretKey: CurveKey) throws(ZeroMQError) {
        var text = [CChar](repeating: 0, count: 41)
        let secret = secretKey.text.utf8.map { CChar(bitPattern: $0) } + [0]
        try calling("zmq_curve_public") { unsafe zmq_curve_public(&text, secret) }
        guard let publicKey = CurveKey(zeroEnded: text) else { throw ZeroMQError("zmq_curve_public", code: EINVAL) }
        self.init(publicKey: publicKey, secretKey: secretKey)
    }

    private init(publicKey: CurveKey, secretKey: CurveKey) {
        self.publicKey = publicKey
        self.secretKey = secretKey
    }
}

extension CurveKey {
    fileprivate init?(zeroEnded characters: [CChar]) {
        self.init(String(decoding: characters.prefix(40).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}

extension Socket {
    /// Lets in only peers that know the public half of our keys, and encrypts all they say; set before `bind`.
    ///
    /// Which of them may stay is for the ZAP handler of the context to say, under the domain of ``SocketOption/zapDomain``.
    public func serveCurve(with keys: CurveKeyPair) throws(ZeroMQError) {
        try set(SocketOption<Int32>(ZMQ_CURVE_SERVER, "ZMQ_CURVE_SERVER"), to: 1)
        try set(SocketOption<String>(ZMQ_CURVE_SECRETKEY, "ZMQ_CURVE_SECRETKEY"), to: keys.secretKey.text)
    }

    /// Speaks only to a server that has the secret half of a key, and proves to it who we are; set before `connect`.
    public func useCurve(as keys: CurveKeyPair, towards server: CurveKey) throws(ZeroMQError) {
        try set(SocketOption<String>(ZMQ_CURVE_SERVERKEY, "ZMQ_CURVE_SERVERKEY"), to: server.text)
        try set(SocketOption<String>(ZMQ_CURVE_PUBLICKEY, "ZMQ_CURVE_PUBLICKEY"), to: keys.publicKey.text)
        try set(SocketOption<String>(ZMQ_CURVE_SECRETKEY, "ZMQ_CURVE_SECRETKEY"), to: keys.secretKey.text)
    }
}
