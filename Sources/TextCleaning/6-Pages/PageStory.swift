import Stories

/// A story of a page while it is being put together.
struct PageStory {
    /// The lines of its body, paragraph by paragraph.
    private(set) var paragraphs: [[Int]] = []
    /// What bylines on lines of their own say.
    private(set) var byline = Byline()
    /// Whether its text so far ends in mid-sentence.
    private(set) var isOpen = false
    /// Whether a byline behind it said that it is complete, or a jump line that the rest is elsewhere.
    private(set) var isClosed = false
    /// What its bylines say besides the names.
    private(set) var leftovers: [Leftover] = []
    /// The pieces it is made of.
    private(set) var pieces: [Int] = []
    /// The lines of its headline.
    var headline: [Range<Int>] = []

    /// Adds a piece: its first paragraph goes on with the last one when that was left open.
    mutating func append(_ piece: Layout.BodyBlock, number: Int, goesOn: Bool) {
        var added = piece.paragraphs
        if goesOn, !paragraphs.isEmpty, !added.isEmpty { paragraphs[paragraphs.count - 1] += added.removeFirst() }
        paragraphs += added
        byline.merge(piece.before)
        byline.merge(piece.behind)
        leftovers += piece.leftovers
        isOpen = piece.isOpen
        isClosed = piece.closes || piece.endsInJump
        pieces.append(number)
    }

    /// The glyphs of the body.
    func text(_ sheet: TextLines) -> Glyphs {
        var text: Glyphs = []
        for line in paragraphs.joined() { text += sheet.text(line) }
        return text
    }

    /// The story as lines of its page.
    func draft(_ sheet: TextLines) -> ArticleDraft {
        ArticleDraft(
            sheet: sheet, headline: headline, body: [], paragraphs: paragraphs, byline: byline, leftovers: leftovers)
    }
}
