import Hashing
package import ZeroMQ

/// A CURVE certificate: a public key, what is said about it, and the secret key where the holder has it.
///
/// On disk it is what czmq's `zcert` and pyzmq read and write; ``text(withSecret:)`` gives the layout.
package struct Certificate: Hashable, Sendable {
    /// The public key, by which others know its holder.
    package var publicKey: CurveKey
    /// The secret key; `nil` in a public certificate.
    package var secretKey: CurveKey?
    /// What is said about it, in the order of the file.
    package var metadata: [CertificateField]

    /// A thing that is said.
    package struct CertificateField: Hashable, Sendable {
        /// What it is about: letters, digits, `-`, `.` and `_`.
        package var name: String
        /// What is said.
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(publicKey: CurveKey, secretKey: CurveKey? = nil, metadata: [CertificateField] = []) {
        self.publicKey = publicKey
        self.secretKey = secretKey
        self.metadata = metadata
    }

    /// What is said under a name; the last word counts. Setting it to `nil` takes it out.
    package subscript(name: String) -> String? {
        get { metadata.last { $0.name == name }?.value }
        set {
            metadata.removeAll { $0.name == name }
            if let newValue { metadata.append(CertificateField(name: name, value: newValue)) }
        }
    }

    /// The name that its holder is called by.
    package var name: String? { self["name"] }

    /// What tells its holder from all others.
    package var fingerprint: Fingerprint { Fingerprint(of: publicKey) }

    /// Both keys.
    package var keys: CurveKeyPair? {
        get throws(ZeroMQError) {
            guard let secretKey else { return nil }
            return try CurveKeyPair(secretKey: secretKey)
        }
    }
}

/// The first 16 bytes of the SHA-256 of a public key's 32 bytes, as 32 hexadecimal digits. A story that came from the
/// key's holder has it as its source.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The fingerprint of a key.
    package init(of key: CurveKey) {
        description = SHA256.hexadecimal(SHA256.digest(of: key.bytes).prefix(16))
    }
}
