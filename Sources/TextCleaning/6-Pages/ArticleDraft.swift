import Stories

/// One story as lines of a sheet, and what is already known of it; makes the clean article.
struct ArticleDraft {
    let sheet: TextLines
    /// The lines of its headline, as ranges of the sheet's glyphs.
    var headline: [Range<Int>] = []
    /// The lines of its body, in order; bylines may stand among them.
    var body: [Int] = []
    /// The lines of its body, paragraph by paragraph, where they are known already; no bylines stand among them.
    var paragraphs: [[Int]] = []
    /// What a byline elsewhere said.
    var byline = Byline()
    /// What that byline said besides the names.
    var leftovers: [Leftover] = []

    /// Where its text begins on the sheet.
    var position: Int {
        let first = (body + paragraphs.joined()).first.map { sheet.lines[$0].range.lowerBound } ?? 0
        return headline.first.map { min($0.lowerBound, first) } ?? first
    }

    /// The clean article, and what was taken out of its text and stands in none of its fields.
    ///
    /// - Parameter language: What the producer said; otherwise the script decides.
    /// - Complexity: O(glyphs)
    func article(language: Language? = nil) -> (article: Article, leftovers: [Leftover]) {
        var byline = byline
        var paragraphs: [Glyphs] = []
        var leftovers = leftovers
        let flow = Reflow(sheet)
        var run: [Int] = []
        var isBelowByline = false
        for line in body {
            let text = sheet.text(line)
            if byline.count >= Byline.peopleMax, BylineExtraction.credit(text) != nil {
                leftovers.append(Leftover(.label, String(text)))
            } else if let credit = BylineExtraction.credit(text) {
                byline.merge(credit)
                if let leftover = BylineExtraction.leftover(of: text, saying: credit) { leftovers.append(leftover) }
                paragraphs += flow.paragraphs(run)
                run = []
                isBelowByline = true
            } else if isBelowByline, EnglishCredit.isTitle(text) {
                leftovers.append(Leftover(.label, String(text)))
            } else {
                run.append(line)
                isBelowByline = false
            }
        }
        paragraphs += flow.paragraphs(run)
        paragraphs += self.paragraphs.map(flow.joined)
        let extraction = BylineExtraction(paragraphs, byline: byline)
        var texts = extraction.paragraphs
        var title: Glyphs = []
        // `新华社北京1月5日电 题：…`: the headline stands behind the dateline.
        if headline.isEmpty, extraction.dateline != nil, texts.count > 1, let first = texts.first, first.count <= 60,
            first.first == 0x9898, first.dropFirst().first == 0xFF1A || first.dropFirst().first == 0x3A,
            !first[...].endsSentence
        {
            title = Glyphs(texts.removeFirst().dropFirst(2).drop { $0 == .space })
        }
        let heads = headline.isEmpty && !title.isEmpty ? [title] : headline.map { Glyphs(sheet.glyphs[$0]) }
        let head = heads.map { String(Spacing.close($0, .headline)) }.joined(separator: "\n")
        let text = texts.map { String(Spacing.close($0, .body)) }.joined(separator: "\n")
        let article = Article(
            headline: head.isEmpty ? nil : head, body: text, byline: extraction.byline,
            dateline: extraction.dateline.map { String(Spacing.close($0, .body)) },
            language: language ?? Language(script: head + text))
        return (article, leftovers + extraction.leftovers)
    }
}
