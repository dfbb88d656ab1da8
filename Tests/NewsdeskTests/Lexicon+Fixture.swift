import Classification

extension Lexicon {
    /// A tiny lexicon.
    static func fixture() throws -> Lexicon { Lexicon() }
}
