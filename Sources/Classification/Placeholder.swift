package import Stories
package struct LexiconError: Error { package var description: String { "" } }
package struct Lexicon: Sendable {
    package init() {}
    package init(yaml: [UInt8], terms: [UInt8]) throws(LexiconError) {}
    package static func load(from folder: String) throws(LexiconError) -> Lexicon { Lexicon() }
    package var classes: [String] { ["politics", "economy", "unclassified"] }
    package var terms: [Int] { [] }
    package var version: LexiconVersion { LexiconVersion(name: "stub", version: "0") }
}
package struct Classifier: Sendable {
    package let lexicon: Lexicon
    package init(_ lexicon: Lexicon) { self.lexicon = lexicon }
    package func verdict(on article: Article) -> Verdict {
        Verdict(
            category: "unclassified", confidence: 50, labels: [], lexicon: LexiconVersion(name: "stub", version: "0"))
    }
}
