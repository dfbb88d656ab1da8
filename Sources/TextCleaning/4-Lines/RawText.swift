import Foundation

/// Text before it is read into lines: what was read in a wrong encoding is put right, codes of an extractor are gone,
/// letters are composed with their marks (NFC).
///
/// Ordinary text is looked through once and stays as it is.
struct RawText {
    private(set) var text: String
    /// What makes the text unreadable, as a clause; `nil` when it can be read.
    private(set) var damage: String?
    /// Whether U+0085 ends lines, as in text from a mainframe: when nothing else does, there is no other such control,
    /// and none stands where only an ellipsis can, before a single space or a closing mark. Else it is the `…` of
    /// Windows-1252.
    private(set) var hasNextLines = false
    /// Whether it may have lost characters (U+FFFD), or full-width marks whose meaning depends on their neighbours.
    private(set) var mayHaveLost = false
    private(set) var mayHaveWideMarks = false

    /// Looks through a text and repairs it.
    ///
    /// - Complexity: O(bytes)
    init(_ raw: String) {
        text = raw
        var marks = TextMarks.marks(of: text)
        if marks.contains(.misread) {
            let glyphs = text.glyphs
            if let meant = MisreadLatin.repaired(glyphs) {
                text = String(meant)
                marks = TextMarks.marks(of: text)
            } else if MisreadLatin.isLost(glyphs) {
                damage = "it looks like UTF-8 that was read as Latin-1, and some of its characters are lost"
            }
        }
        if marks.contains(.hyphens) { text = Hyphenation.mended(text) }
        if marks.contains(.glyphCodes) {
            let (kept, count) = GlyphCodes.removed(from: text.glyphs)
            let visible = kept.count { if case .keep = Folding.fold($0) { true } else { false } }
            if count >= 4, count > visible {
                damage = "it looks like a font without a character map: \(count) glyphs (cid:…)"
            }
            text = String(kept)
        }
        if marks.contains(.composable), !hasLongRunOfMarks { text = text.precomposedStringWithCanonicalMapping }
        (mayHaveLost, mayHaveWideMarks) = (marks.contains(.lost), marks.contains(.wideMarks))
        hasNextLines = marks.contains(.misread) && marks.isDisjoint(with: [.lineEnds, .controls]) && !hasEllipses
    }

    /// Whether more marks follow a letter than any language writes: putting them in order takes time that grows with
    /// their square, so such text is left as it is. 30 is the bound of Unicode's stream-safe format.
    private var hasLongRunOfMarks: Bool {
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
            if run > 30 { return true }
        }
        return false
    }

    private var hasEllipses: Bool {
        let glyphs = text.glyphs
        return glyphs.indices.dropLast().contains { i in
            guard glyphs[i] == 0x85 else { return false }
            let next = glyphs[i + 1]
            return next.isCloser || next.endsSentence || next.isPause
                || next == .space && i + 2 < glyphs.count && glyphs[i + 2] != .space
        }
    }
}
