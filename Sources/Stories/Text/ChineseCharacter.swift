/// What a Chinese character is: a CJK unified ideograph, one of its compatibility forms, or 〇.
///
/// By ranges, since the standard library's property of the same meaning is looked up in a table, ten times as slow; a test holds
/// the two together.
@usableFromInline
package enum ChineseCharacter {
    /// Whether a code point is one.
    @inlinable
    package static func contains(_ codePoint: UInt32) -> Bool {
        (0x4E00...0x9FFF).contains(codePoint) || (0x3400...0x4DBF).contains(codePoint) || codePoint == 0x3007
            || (0xF900...0xFAFF).contains(codePoint) || (0x20000...0x323AF).contains(codePoint)
    }
}

extension Unicode.Scalar {
    /// Whether it is a Chinese character.
    @inlinable
    package var isChineseCharacter: Bool { ChineseCharacter.contains(value) }
}
