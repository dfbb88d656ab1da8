/// Tells the parts of one number from two numbers.
enum Numerals {
    /// Whether the space between two words of Chinese text has broken a number: before or behind a decimal point
    /// (`701 .3`), before three digits that end it (`1 286`), before a per cent sign.
    ///
    /// Two numbers that stand side by side, as in `0579 85123456`, stay apart.
    static func isBroken(between left: ArraySlice<Glyph>, _ right: ArraySlice<Glyph>) -> Bool {
        guard let last = left.last, let first = right.first else { return false }
        if first == point { return last.isDigit && right.dropFirst().first?.isDigit ?? false }
        if first == 0x25 { return last.isDigit }
        guard first.isDigit else { return false }
        if last == point { return left.dropLast().last?.isDigit ?? false }
        return last.isDigit && isThousands(left, right)
    }

    /// Whether a comma parts thousands: one to three digits before it, or a group that another comma parts, and exactly
    /// three behind it.
    static func isThousands(in glyphs: Glyphs, at comma: Int) -> Bool {
        let head = glyphs[..<comma].suffix(4).reversed().prefix(while: \.isDigit)
        let group = glyphs[(comma + 1)...].prefix(4).prefix(while: \.isDigit)
        return (1...3).contains(head.count) && head.last != 0x30 && group.count == 3
    }

    private static let point: Glyph = 0x2E

    /// Whether the left word ends in one to three digits and the right one begins with exactly three.
    private static func isThousands(_ left: ArraySlice<Glyph>, _ right: ArraySlice<Glyph>) -> Bool {
        let head = left.suffix(4).reversed().prefix(while: \.isDigit)
        guard head.count <= 3, head.last != 0x30, right.prefix(4).prefix(while: \.isDigit).count == 3 else {
            return false
        }
        let before = left.dropLast(head.count).last ?? .space
        let after = right.dropFirst(3).first ?? .space
        return !isPartOfCode(before) && (after == point || !isPartOfCode(after))
    }

    /// A letter, or a mark that divides the digits of a date, a code or another number.
    private static func isPartOfCode(_ glyph: Glyph) -> Bool {
        glyph.isLetter || [point, 0x2C, 0x2D, 0x2F, 0x3A].contains(glyph)
    }
}
