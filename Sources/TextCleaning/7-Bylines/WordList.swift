extension String {
    /// The words of a list that white space separates: how the vocabularies of bylines, labels and notices are written.
    var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }

    /// The same as glyphs.
    var glyphWords: [Glyphs] { words.map(\.glyphs) }
}
