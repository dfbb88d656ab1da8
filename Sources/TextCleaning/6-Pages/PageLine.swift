import Stories

/// What the splitter notices about one line of a page.
struct PageLine {
    /// The byline that the line is, when it is nothing else.
    let credit: Byline?
    /// What that byline says besides the names that are published; `nil` when nothing.
    let unpublished: Leftover?
    /// Whether a dateline, or a byline in brackets, begins it.
    let opens: Bool
    /// Whether a byline in brackets ends it.
    let closes: Bool
    /// Whether the byline that begins or ends it names an author.
    let opensNamed: Bool
    let closesNamed: Bool
    let endsSentence: Bool
    /// Whether it ends in a mark after which a sentence goes on.
    let endsInPause: Bool
    let first: Glyph
    let last: Glyph
    let width: Int
    /// Columns that its first word takes, which is a number or Latin word or one Chinese character.
    let firstWordWidth: Int
    let isBlankBefore: Bool
    let indent: Int
    /// Pauses and sentence ends in the line, which prose has and headlines seldom have.
    let proseMarks: Int
    /// Commas of a list, which headlines have too.
    let listMarks: Int
    /// Function words, which prose has and headlines seldom have.
    let particles: Int
    /// Whether a list or box mark stands before a byline.
    let isMarked: Bool

    init(_ line: Int, of sheet: TextLines) {
        let text = sheet.text(line)
        let place = sheet.lines[line]
        let credit = BylineExtraction.credit(text)
        self.credit = credit
        unpublished = credit.flatMap { BylineExtraction.leftover(of: text, saying: $0) }
        let head = BylineExtraction.bracketed(atStartOf: text)
        let dateline = Dateline.find(in: text)
        opens = credit == nil && (head.map { $0.end < text.endIndex } ?? false || dateline != nil)
        // A byline right behind the dateline ends nothing.
        let tail = credit == nil ? BylineExtraction.credit(atEndOf: text) : nil
        closes = tail.map { $0.start > (dateline?.end ?? text.startIndex) + 2 } ?? false
        closesNamed = closes && tail?.byline.hasAuthors ?? false
        let rest = dateline.map { text[$0.end...].drop { $0 == .space } } ?? text
        opensNamed = opens && (BylineExtraction.bracketed(atStartOf: rest) ?? BylineExtraction.inline(atStartOf: rest)) != nil
        endsSentence = text.endsSentence || closes
        last = text.last ?? 0
        first = text.first ?? 0
        endsInPause = last.isPause
        width = place.width
        firstWordWidth = max(first.columns, text.prefix { $0.isDigit || $0.isLetter || $0 == 0x2E || $0 == 0x25 }.count)
        isBlankBefore = place.blanksBefore > 0
        indent = place.indent
        proseMarks = text.count { $0 == 0xFF0C || $0 == 0x3002 || $0 == 0xFF1B }
        listMarks = text.count { $0 == 0x3001 }
        particles = text.count { Self.particles.contains($0) }
        isMarked = first.isBullet
    }

    private static let particles: GlyphSet = "的了是到这也他她它们等从于此还就都被把着而"
}

extension Byline {
    /// Whether it names anybody but editors.
    var hasAuthors: Bool { !(reporters.isEmpty && correspondents.isEmpty && photographers.isEmpty) }
}
