import Stories

/// A newspaper page as an extractor gives it, split into its stories.
///
/// A page is read in four steps, each linear in its size:
/// 1. ``Setting`` tells body lines from lines on display, and where paragraphs begin.
/// 2. Bylines, datelines and displays cut the body into ``Piece``s.
/// 3. Pieces become stories: one with a byline or dateline begins a story; one without goes on with the story whose
///    sentence was left open or whose words it shares, or is a story of its own.
/// 4. Each line on display goes to the story with which it shares rare pairs of characters, or to none.
struct Page {
    private let sheet: Sheet

    /// Takes a page.
    init(_ sheet: Sheet) {
        var sheet = sheet
        sheet.mend()
        self.sheet = sheet
    }

    /// The stories in the order in which their bodies begin.
    ///
    /// - Complexity: O(glyphs)
    func manuscripts() -> [Manuscript] {
        let lines = sheet.lines.indices.map { PageLine($0, of: sheet) }
        let layout = Layout(lines, Setting(lines, Echoes(sheet)))
        let assembly = Assembly(layout, sheet)
        var stories = assembly.stories
        let headlines = Headlines(sheet, displays: assembly.layout.displays, stories: stories).assigned
        return stories.indices.map { i in
            stories[i].headline = headlines[i] ?? []
            return stories[i].manuscript(sheet)
        }
    }

    /// Whether text bears the marks of a page: several datelines, or several bylines with a body behind each.
    static func isLikely(_ sheet: Sheet) -> Bool {
        var datelines = 0
        var bylines = 0
        var last: Byline?
        for line in sheet.lines.indices {
            let text = sheet.text(line)
            if let credit = Extraction.credit(text) {
                last = credit
                continue
            }
            if Dateline.find(in: text) != nil { datelines += 1 }
            if let credit = last, credit.photographers.isEmpty, !(credit.reporters + credit.correspondents).isEmpty {
                bylines += 1
            }
            last = nil
            if datelines > 1 || bylines > 1 { return true }
        }
        return false
    }
}
