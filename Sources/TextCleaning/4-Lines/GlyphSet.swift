/// A fixed set of characters, asked of nearly every character of a text: a bit for each one up to the highest.
///
///     private static let pauses: GlyphSet = "，、；,;"
struct GlyphSet: ExpressibleByStringLiteral, Sendable {
    private let bits: [UInt64]

    /// The set of the scalars of a text.
    ///
    /// Takes a bit for each scalar up to the highest one: 8 KB for Chinese characters and marks.
    init(_ glyphs: some Sequence<Glyph>) {
        var bits: [UInt64] = []
        for glyph in glyphs {
            let word = Int(glyph >> 6)
            if word >= bits.count { bits += [UInt64](repeating: 0, count: word + 1 - bits.count) }
            bits[word] |= 1 << UInt64(glyph & 63)
        }
        self.bits = bits
    }

    init(stringLiteral text: String) { self.init(text.glyphs) }

    /// - Complexity: O(1)
    func contains(_ glyph: Glyph) -> Bool {
        let word = Int(glyph >> 6)
        return word < bits.count && bits[word] >> UInt64(glyph & 63) & 1 != 0
    }
}
