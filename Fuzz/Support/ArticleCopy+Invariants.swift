package import Stories

extension ArticleCopy {
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

    fileprivate static func isClean(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory != .control || scalar == "\n"
    }
}

extension ParsedMessage {
    /// Checks what holds for leftovers and notes of any payload: they are clean, and bounded.
    package func checkRest() {
        for leftover in leftovers {
            invariant(!leftover.text.isEmpty, "a leftover has text")
            invariant(leftover.text.unicodeScalars.allSatisfy(ArticleCopy.isClean), "a leftover is clean")
        }
        invariant(notes.count <= 128, "notes are few")
        for note in notes {
            let texts = [note.key, note.detail]
            invariant(texts.allSatisfy { $0.utf8.count <= 16_384 }, "a note is short")
            invariant(texts.joined().unicodeScalars.allSatisfy(ArticleCopy.isClean), "a note is clean")
        }
    }
}
