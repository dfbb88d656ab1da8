/// Closes up letter-spaced capitals in Chinese text: `I P O 放缓`, `G D P`.
enum SpacedCapitals {
    /// The line without the spaces inside such words; `nil` when there are none.
    ///
    /// Three single capitals or more in a row are one word, unless they follow each other in the alphabet (`A B C 三组`);
    /// two are only when they are a word that everyone writes so.
    ///
    /// - Complexity: O(glyphs)
    static func closed(_ line: ArraySlice<Glyph>) -> Glyphs? {
        guard line.count > 4, line.contains(where: \.isChineseCharacter) else { return nil }
        var closed: Glyphs = []
        var i = line.startIndex
        while i < line.endIndex {
            let end = endOfRun(line, from: i)
            let letters = line[i..<end].filter { $0 != .space }
            if isWord(letters) { closed += letters } else { closed += line[i..<end] }
            i = end
        }
        return closed.count == line.count ? nil : closed
    }

    /// The end of the capitals that stand alone from a position on, one space between them; at least one glyph further.
    private static func endOfRun(_ line: ArraySlice<Glyph>, from start: Int) -> Int {
        guard line[start].isUpper, start == line.startIndex || !isPartOfWord(line[start - 1]) else { return start + 1 }
        var end = start + 1
        while end + 1 < line.endIndex, line[end] == .space, line[end + 1].isUpper,
            end + 2 == line.endIndex || !isPartOfWord(line[end + 2])
        {
            end += 2
        }
        return end < line.endIndex && isPartOfWord(line[end]) ? start + 1 : end
    }

    private static func isPartOfWord(_ glyph: Glyph) -> Bool { glyph.isLetter || glyph.isDigit }

    private static func isWord(_ letters: Glyphs) -> Bool {
        if letters.count == 2 { return pairs.contains(letters) }
        return letters.count >= 3 && zip(letters, letters.dropFirst()).contains { $1 != $0 + 1 }
    }

    private static let pairs = Set(["AI", "IT", "TV", "PK", "QQ", "VR", "AR", "EU", "UN", "US", "UK"].map(\.glyphs))
}
