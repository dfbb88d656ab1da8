import Stories

/// One story as lines of a sheet, and what is already known of it; makes the clean article.
struct Manuscript {
    let sheet: Sheet
    /// The lines of its headline, as ranges of the sheet's glyphs.
    var headline: [Range<Int>] = []
    /// The lines of its body, in order; bylines may stand among them.
    var body: [Int] = []
    /// The lines of its body, paragraph by paragraph, where they are known already; no bylines stand among them.
    var paragraphs: [[Int]] = []
    /// What a byline elsewhere said.
    var byline = Byline()

    /// The clean article.
    ///
    /// - Parameter language: What the producer said; otherwise the script decides.
    /// - Complexity: O(glyphs)
    func article(language: Language? = nil) -> Article {
        var byline = byline
        var paragraphs: [Glyphs] = []
        let flow = Flow(sheet)
        var run: [Int] = []
        for line in body {
            if let credit = Extraction.credit(sheet.text(line)) {
                byline.merge(credit)
                paragraphs += flow.paragraphs(run)
                run = []
            } else {
                run.append(line)
            }
        }
        paragraphs += flow.paragraphs(run)
        paragraphs += self.paragraphs.map(flow.joined)
        let extraction = Extraction(paragraphs, byline: byline)
        let head = headline.map { String(Spacing.close(Glyphs(sheet.glyphs[$0]), .headline)) }.joined(separator: "\n")
        let text = extraction.paragraphs.map { String(Spacing.close($0, .body)) }.joined(separator: "\n")
        return Article(
            headline: head.isEmpty ? nil : head, body: text, byline: extraction.byline,
            dateline: extraction.dateline.map { String(Spacing.close($0, .body)) },
            language: language ?? Language(script: head + text))
    }
}
