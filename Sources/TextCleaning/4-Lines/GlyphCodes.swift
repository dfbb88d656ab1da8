/// The codes that extractors of PDF write for glyphs of fonts without a character map: `(cid:123)`.
enum GlyphCodes {
    /// The text without them, and how many there were.
    ///
    /// - Complexity: O(glyphs)
    static func removed(from text: Glyphs) -> (text: Glyphs, count: Int) {
        var kept: Glyphs = []
        kept.reserveCapacity(text.count)
        var count = 0
        var i = 0
        while i < text.count {
            if text[i] == open, let end = end(of: text, from: i) {
                count += 1
                i = end
            } else {
                kept.append(text[i])
                i += 1
            }
        }
        return (kept, count)
    }

    private static let open: Glyph = 0x28
    private static let close: Glyph = 0x29
    private static let start = "(cid:".glyphs

    private static func end(of text: Glyphs, from position: Int) -> Int? {
        guard text.has(start, at: position) else { return nil }
        let digits = text[(position + start.count)...].prefix(8).prefix(while: \.isDigit)
        guard !digits.isEmpty, digits.endIndex < text.count, text[digits.endIndex] == close else { return nil }
        return digits.endIndex + 1
    }
}
