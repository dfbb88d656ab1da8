package import Stories
package struct Lexicon: Sendable { package init() {} }
package struct Classifier: Sendable {
    package init(_ lexicon: Lexicon) {}
    package var categories: [String] { ["politics", "economy"] }
    package func verdict(on article: Article) -> Verdict {
        Verdict(category: "unclassified", confidence: 50, labels: [], lexicon: LexiconVersion(name: "stub", version: "0"))
    }
}
