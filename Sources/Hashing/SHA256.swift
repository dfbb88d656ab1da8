import CCrypto

/// SHA-256, by OpenSSL's libcrypto.
///
/// One hash serves every purpose (ids, lexicon versions, row checksums), shortened where a few bytes are enough.
package enum SHA256 {
    /// The 32 bytes of the hash of some bytes.
    ///
    /// - Complexity: O(bytes); more than 1 GB/s where the processor has SHA instructions.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
            _ = CCrypto.SHA256(bytes, bytes.count, buffer.baseAddress)
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }

    /// The first `length` lower-case hexadecimal digits of the hash, at most 64.
    package static func hex(of bytes: [UInt8], length: Int) -> String {
        String(hexadecimal(digest(of: bytes)).prefix(length))
    }

    /// Two lower-case hexadecimal digits a byte.
    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The first 8 bytes of the hash as an integer, big end first: a row checksum or a hash-table key.
    package static func word(of bytes: [UInt8]) -> UInt64 {
        digest(of: bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
