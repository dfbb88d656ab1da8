/// What the oddities of a setting cost: about the logarithms of how much rarer they make a reading.
///
/// The figures were fitted on generated pages whose truth is known (`Benchmarks/pages`).
enum LineCosts {
    // MARK: - Words

    /// A function word in a headline, and for each column the lack of any in prose.
    static let particle = 0.5
    static let withoutParticle = 0.015
    /// Columns of prose between two pauses, and the most that their lack costs.
    static let pauseColumns = 26.0
    static let withoutPause = 1.33
    /// A headline without pauses, and with each of them.
    static let display = 0.22
    static let displayMark = 1.5

    // MARK: - Columns

    /// A headline that fills the column of the prose around it.
    static let displayFills = 0.67
    /// A headline of the width of the body line behind it.
    static let displayIsEven = 1.2
    /// Body text wider than its column.
    static let exceeds = 1.5
    /// A change of the column's width inside a paragraph.
    static let widthChanges = 1.5
    /// A line in mid-sentence that leaves much of its column empty.
    static let leavesEmpty = 1.33

    // MARK: - Paragraphs

    /// A paragraph of a few characters.
    static let shortParagraph = 1.2
    /// A paragraph without the page's indent: surely, and perhaps.
    static let unindented = 1.33
    static let hardlyIndented = 1.8
    /// A paragraph as wide as its column where nothing is known of indents, and a narrow one where there are none.
    static let wideParagraph = 0.3
    static let narrowParagraph = 0.5
    /// A paragraph that ends with a full line.
    static let endsFull = 0.13
    /// A paragraph that goes on although a sentence ended with 8, 4, 2 columns left empty.
    static let goesOnAfter8 = 4.0
    static let goesOnAfter4 = 2.5
    static let goesOnAfter2 = 0.8
    /// One that goes on with an indent, behind a sentence or inside it, or over a blank line.
    static let goesOnIndented = 1.6
    static let goesOnIndentedInside = 1.5
    static let goesOnOverBlank = 1.33
    static let goesOnOverBlankInside = 0.5

    /// One that goes on behind a jump line, which ends the piece of a story or begins one.
    static let goesOnOverJump = 6.0

    // MARK: - Changes

    /// The first line of a headline, and each further one.
    static let headline = 1.6
    static let headlineGoesOn = 0.3
    /// Body text right behind a headline without a blank line.
    static let unspaced = 0.45
    /// Two characters that stand together elsewhere on the page, torn apart before body text: as a pair, as a part
    /// of three, and the lack of that.
    static let tornPair = 1.05
    static let tornPhrase = 1.2
    static let tornNothing = -0.6
    /// The same inside a text that something interrupts.
    static let interruptedPair = 0.67
    static let interruptedPhrase = 1.5
    static let interruptedNothing = 0.0
    /// A sentence that something interrupts, and that a byline does.
    static let interrupted = 2.13
    static let interruptedByMark = 2.25
    /// It stops at a pause, or without a blank line, or a new text begins at once.
    static let interruptedAtPause = 1.5
    static let interruptedUnspaced = 1.2
    static let interruptedByText = 1.0
}
