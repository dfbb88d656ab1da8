/// Lines that were drawn several times for a bold look, of which an extractor gives every character two, three or four
/// times: `防防汛汛工工作作`, `FFllooooddss hhiitt`.
enum DoubledType {
    /// How often each character of a line is there; 1 in any other line.
    ///
    /// Every word must be made of such groups, five of them in the line, mostly letters or Chinese characters: `高高兴兴`
    /// and `11 22 33` are text.
    ///
    /// - Complexity: O(1) for nearly every line, else O(glyphs)
    static func factor(of line: ArraySlice<Glyph>) -> Int {
        guard let first = line.first, line.count >= 10, line[line.startIndex + 1] == first else { return 1 }
        return [4, 3, 2].first { isRepeated(line, $0) } ?? 1
    }

    /// Leaves one of each group.
    ///
    /// - Returns: The line without repetition.
    static func undoubled(_ line: ArraySlice<Glyph>, _ factor: Int) -> Glyphs {
        var single: Glyphs = []
        var i = line.startIndex
        while i < line.endIndex {
            single.append(line[i])
            i += line[i] == .space ? 1 : factor
        }
        return single
    }

    private static func isRepeated(_ line: ArraySlice<Glyph>, _ factor: Int) -> Bool {
        var (groups, letters, words) = (0, 0, 1)
        var i = line.startIndex
        while i < line.endIndex {
            if line[i] == .space {
                words += 1
                i += 1
                continue
            }
            let group = line[i...].prefix(factor)
            guard group.count == factor, group.allSatisfy({ $0 == line[i] }) else { return false }
            groups += 1
            if line[i].isLetter || line[i].isChineseCharacter || line[i].isKana { letters += 1 }
            i += factor
        }
        // `AA BB CC` is a row of ratings.
        return groups >= 5 && letters * 10 >= groups * 6 && groups >= words * 2
    }
}
