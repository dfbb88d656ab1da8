import CCrypto

/// SHA-256, by OpenSSL's libcrypto.
///
/// One hash serves every purpose (ids, lexicon versions, row checksums), shortened where a few bytes are enough.
package enum SHA256 {
    /// The 32 bytes of the hash of some bytes.
    ///
    /// - Complexity: O(bytes); more than 1 GB/s where the processor has SHA instructions.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBufferPointer { digest(of: $0) }
    }

    /// The 32 bytes of the hash of some bytes that lie one after the other, without a copy of them.
    package static func digest(of bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
            _ = CCrypto.SHA256(bytes.baseAddress, bytes.count, buffer.baseAddress)
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }

    /// The first `length` lower-case hexadecimal digits of the hash, at most 64.
    package static func hex(of bytes: [UInt8], length: Int) -> String {
        String(hexadecimal(digest(of: bytes)).prefix(length))
    }

    /// Two lower-case hexadecimal digits a byte.
    package static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[index * 2] = digit(byte >> 4)
                text[index * 2 + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// The first 8 bytes of the hash as an integer, big end first: a row checksum or a hash-table key.
    package static func word(of bytes: [UInt8]) -> UInt64 {
        digest(of: bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
