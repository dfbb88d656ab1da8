/// Puts the words of a letter-spaced line in Latin letters together: `T h e  c i t y  c o u n c i l`.
enum LetterSpacing {
    /// The line as words.
    ///
    /// Every glyph must stand alone, eight of them letters; words are told apart by their wider gaps, so a line without any
    /// stays as it is.
    ///
    /// - Parameter wideGaps: The positions of spaces that were wider than one.
    /// - Complexity: O(glyphs), and O(1) for nearly every line.
    static func closed(_ line: ArraySlice<Glyph>, wideGaps: [Int]) -> Glyphs? {
        guard !wideGaps.isEmpty, line.count.isMultiple(of: 2) == false else { return nil }
        let isSpaced = line.indices.allSatisfy { ($0 - line.startIndex).isMultiple(of: 2) == (line[$0] != .space) }
        guard isSpaced, line.count(where: \.isLetter) >= 8 else { return nil }
        var gaps = wideGaps[...]
        return line.indices.filter { i in
            guard line[i] == .space else { return true }
            gaps = gaps.drop { $0 < i }
            return gaps.first == i
        }.map { line[$0] }
    }
}
