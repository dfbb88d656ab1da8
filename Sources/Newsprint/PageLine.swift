import Stories

/// What the splitter notices about one line of a page.
struct PageLine {
    /// The byline that the line is, when it is nothing else.
    let credit: Byline?
    /// Whether a dateline, or a byline in brackets, begins it.
    let opens: Bool
    /// Whether a byline in brackets ends it.
    let closes: Bool
    let endsSentence: Bool
    /// Whether it ends in a mark after which a sentence goes on.
    let endsInPause: Bool
    let first: Glyph
    let last: Glyph
    let width: Int
    let isBlankBefore: Bool
    let indent: Int
    /// Pauses and sentence ends in the line, which prose has and headlines seldom have.
    let proseMarks: Int
    /// Whether a list or box mark stands before a byline.
    let isMarked: Bool

    init(_ line: Int, of sheet: Sheet) {
        let text = sheet.text(line)
        let place = sheet.lines[line]
        credit = Extraction.credit(text)
        let head = Extraction.bracketed(atStartOf: text)
        opens = credit == nil && (head.map { $0.end < text.endIndex } ?? false || Dateline.find(in: text) != nil)
        closes = credit == nil && Extraction.credit(atEndOf: text) != nil
        endsSentence = text.endsSentence || closes
        last = text.last ?? 0
        first = text.first ?? 0
        endsInPause = last.isPause
        width = place.width
        isBlankBefore = place.blanksBefore > 0
        indent = place.indent
        proseMarks = text.count { $0 == 0xFF0C || $0 == 0x3002 || $0 == 0xFF1B || $0 == 0x3001 }
        isMarked = first.isBullet
    }
}
