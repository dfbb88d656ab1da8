import Stories

/// Text as the search index's words are made of it.
///
/// FTS5 takes a run of letters for a word, and Chinese is one long run. With every Chinese character (and kana and hangul) a word
/// of its own, a Chinese word is a phrase of them, and a phrase query finds it wherever it stands. The trigram tokenizer
/// finds no word of two characters, which most Chinese words are.
enum SearchWords {
    /// Whether a code point is a word of its own.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2E80...0x2FDF, 0x3005...0x3006, 0x3040...0x30FF, 0xAC00...0xD7A3, 0x323B0...0x3FFFD: true
        default: scalar.isChineseCharacter
        }
    }

    /// The text with blanks around every character that is a word of its own.
    ///
    /// - Complexity: O(bytes).
    static func spaced(_ text: String) -> String {
        var spaced = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isWord(scalar) {
                spaced.append(" ")
                spaced.append(scalar)
                spaced.append(" ")
            } else {
                spaced.append(scalar)
            }
        }
        return String(spaced)
    }

    /// The words of a text, as FTS5 takes them apart.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var run = ""
        func belongsToWord(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar.properties.generalCategory == .nonspacingMark
        }
        for scalar in text.unicodeScalars {
            let isOwn = isWord(scalar)
            if isOwn || !belongsToWord(scalar) {
                if !run.isEmpty { words.append(run) }
                run = ""
            }
            if isOwn { words.append(String(scalar)) } else if belongsToWord(scalar) { run.unicodeScalars.append(scalar) }
        }
        return run.isEmpty ? words : words + [run]
    }
}
