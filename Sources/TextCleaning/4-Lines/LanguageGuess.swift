import Stories

extension Language {
    /// The language of a text by its script: Chinese characters are words, so a few of them outweigh many letters.
    ///
    /// - Complexity: O(bytes), of at most the first 8 192.
    init(script text: String) {
        var ideographs = 0
        var latin = 0
        var other = 0
        for scalar in text.unicodeScalars.prefix(8192) {
            let glyph = scalar.value
            if glyph < 0x80 {
                latin += glyph.isUpper || glyph.isLower ? 1 : 0
            } else if glyph.isChineseCharacter {
                ideographs += 1
            } else if glyph.isKana || (0xAC00...0xD7A3).contains(glyph) || glyph.isLetter {
                other += 1
            }
        }
        if ideographs > 0, ideographs * 3 >= latin, ideographs > other * 2 {
            self = .chinese
        } else if latin >= 2, latin > other * 4, latin > ideographs * 3 {
            self = .english
        } else {
            self = .undetermined
        }
    }

    /// The language of a BCP 47 tag, by its first part.
    init(tag: String) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        self = Language(rawValue: primary) ?? .undetermined
    }
}
