import Foundation
package import Journaling
package import Stories

extension Journal {
    /// A new journal in a folder of its own.
    package static func temporary() throws -> Journal {
        try Journal(path: TemporaryFolder.make().appending(path: "journal.sqlite").path)
    }

    /// Journals a story for each category, in one batch.
    ///
    /// - Returns: The stored entries.
    @discardableResult
    package func add(storiesIn categories: [String]) throws -> [PublishedEntry] {
        let first = head + 1
        return try append(
            categories.enumerated().map { [PendingStory(.sample("Story \(first + $0).", category: $1))] }
        ).flatMap { $0 }.compactMap { if case .stored(let entry) = $0 { entry } else { nil } }
    }
}

extension Story {
    /// A story of a given text and category.
    package static func sample(
        _ body: String, id: String? = nil, version: Int? = nil, category: String = "economy", labels: [String] = [],
        source: String? = nil, receivedAt: Int64 = 5, embargo: Int64? = nil, isWithdrawal: Bool = false
    ) -> Story {
        Story(
            copy: ArticleCopy(
                article: Article(body: body, language: .english), id: id, version: version, source: source,
                embargoedUntil: embargo.map(Timestamp.init(milliseconds:)), isWithdrawal: isWithdrawal),
            intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: receivedAt),
            verdict: Verdict(
                category: category, confidence: 50,
                labels: labels.map { Label(category: $0, confidence: 40, score: 1, mediaTopics: [], evidence: []) },
                lexicon: LexiconVersion(name: "test", version: "000000000000")))
    }
}
