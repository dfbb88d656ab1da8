package import Stories

extension Copy {
    /// Checks what holds for copy from any payload: its text is clean, and survives a record.
    package func checkInvariants() {
        for (part, text) in texts {
            invariant(text.unicodeScalars.allSatisfy(Self.isClean), "\(part) has no control character but newline")
        }
        checkRecord()
    }

    /// Every text of the article, with the name of its key.
    package var texts: [(part: String, text: String)] {
        let byline = article.byline
        let people = byline.reporters + byline.correspondents + byline.photographers + byline.editors
        let named = [("headline", article.headline), ("dateline", article.dateline)].compactMap { part, text in
            text.map { (part, $0) }
        }
        return named + [("body", article.body)] + people.map { ("byline", $0) }
    }

    private static func isClean(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory != .control || scalar == "\n"
    }
}
