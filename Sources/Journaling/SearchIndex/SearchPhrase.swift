/// What somebody looks for, as it is typed: words that must all be there.
///
///     消防 演练        both, each in one piece
///     "city council"   in one piece
///     coun*            words that begin so
///     headline:消防    in the headline
///     -演习            not that
package struct SearchPhrase: Hashable, Sendable {
    /// The same as FTS5 puts it. It holds nothing of what was typed but letters and digits, inside quotes.
    let match: String

    /// Reads what was typed.
    ///
    /// - Returns: `nil` when it holds no word that must be there.
    package init?(_ typed: String) {
        var wanted: [String] = []
        var unwanted: [String] = []
        for piece in Self.pieces(of: typed) {
            guard let phrase = Self.phrase(of: piece) else { continue }
            if piece.isUnwanted { unwanted.append(phrase) } else { wanted.append(phrase) }
        }
        guard !wanted.isEmpty else { return nil }
        match = ([wanted.joined(separator: " AND ")] + unwanted).joined(separator: " NOT ")
    }

    /// A part of what was typed, up to a blank or between quotes.
    private struct PhrasePart {
        var text = ""
        var isUnwanted = false
        var isQuoted = false
    }

    private static func pieces(of typed: String) -> [PhrasePart] {
        var pieces: [PhrasePart] = []
        var piece = PhrasePart()
        var isOpen = false
        for character in typed.prefix(256) {
            switch character {
            case "\"", "“", "”":
                isOpen.toggle()
                piece.isQuoted = true
            case _ where character.isWhitespace && !isOpen:
                pieces.append(piece)
                piece = PhrasePart()
            case "-" where piece.text.isEmpty && !isOpen: piece.isUnwanted = true
            default: piece.text.append(character)
            }
        }
        return pieces + [piece]
    }

    private static func phrase(of piece: PhrasePart) -> String? {
        var text = Substring(piece.text)
        var column = ""
        for (prefix, name) in [("headline:", "headline"), ("body:", "body")] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            column = "{\(name)} : "
        }
        let words = SearchWords.words(of: String(text))
        guard let last = words.last?.unicodeScalars.first else { return nil }
        let isPrefix = text.last == "*" && !SearchWords.isWord(last)
        return "(\(column)\"\(words.joined(separator: " "))\"\(isPrefix ? " *" : ""))"
    }
}
