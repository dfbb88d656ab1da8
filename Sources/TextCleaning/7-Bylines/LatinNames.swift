/// What the names of people in Latin letters are made of, and what stands beside them: titles and whom they work for.
///
/// Both readers ask it: ``EnglishCredit`` of lines of a story, ``AuthorList`` of what a producer says.
enum LatinNames {
    /// Whether a word may be part of a name: with a capital, or one of those that names join with (de, van, al).
    static func isPart(_ word: some StringProtocol) -> Bool {
        guard let first = word.unicodeScalars.first?.value else { return false }
        return first.isUpper || first >= 0xC0 && first.isLetter || particles.contains(String(word))
    }

    /// Whether a word stands behind a name and belongs to it: `Jr.`, `III`, `Ph.D.`.
    static func isSuffix(_ word: some StringProtocol) -> Bool {
        suffixes.contains(word.lowercased().filter(\.isLetter))
    }

    private static let particles = Set("de da di la le van von der den al bin el dos du ten ter y e del".words)
    private static let suffixes = Set("jr sr ii iii iv md phd esq".words)

    /// What people of a newsroom are.
    static let jobs = Set(
        """
        reporter reporters writer writers correspondent correspondents editor editors staff bureau columnist
        contributor contributors photographer intern desk
        """.words)

    /// Words that names of papers and services end with.
    static let outletEnds = Set(
        """
        press news times post daily herald tribune journal gazette agency service chronicle courier telegraph examiner
        inquirer sentinel bulletin argus
        """.words)

    /// Agencies of one word.
    static let agencies = Set(
        "reuters ap afp xinhua upi dpa bloomberg tass efe ansa kyodo cnn bbc ians pti ani yonhap jiji anadolu".words)
}
