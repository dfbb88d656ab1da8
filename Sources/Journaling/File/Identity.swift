import GRDB
import Hashing

/// What a story is looked up by: 128 bits of the SHA-256 of its source and id, so that two stories are never
/// taken for one, in two integers, so that the index is small. All versions of a story have the same.
package struct Identity: Hashable, Sendable {
    let word: Int64
    let rest: Int64

    init(word: Int64, rest: Int64) {
        self.word = word
        self.rest = rest
    }

    /// The identity of a producer's id.
    ///
    /// - Parameter source: Whose ids it is one of.
    package init(source: String, id: String) {
        let digest = SHA256.digest(of: Array(source.utf8) + [0] + Array(id.utf8))
        func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
            Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
        }
        word = integer(digest[0..<8])
        rest = integer(digest[8..<16])
    }

    /// As it stands in a row; `nil` when it is not what was stored.
    init?(sound row: Row) {
        guard let word = row.sound("identity", as: Int64.self), let rest = row.sound("identity_rest", as: Int64.self)
        else { return nil }
        self.word = word
        self.rest = rest
    }

    /// The story's name for the world: a URN with a UUID of version 8 (RFC 9562) made of 122 of the bits.
    package var uri: String {
        let high = UInt64(bitPattern: word) & ~0xF000 | 0x8000
        let low = UInt64(bitPattern: rest) & ~(3 << 62) | 2 << 62
        let digits = Array(Self.hexadecimal(high) + Self.hexadecimal(low))
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return "urn:uuid:" + parts.joined(separator: "-")
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
