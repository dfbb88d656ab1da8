import Foundation
import Newsprint
package import Stories

/// One labelled story.
package struct TrainingRow: Sendable {
    /// The clean story.
    package var article: Article
    /// The name of a category, or ``Verdict/unclassified``.
    package var label: String
    /// Who published it; training gives every source the same say. Empty when the row does not tell.
    package var source: String
    /// The row's id, from which its fold is drawn; empty when the row has none.
    package var id: String
    /// The date, if the row has one, as the data writes it: `20200131` or `2020-01-31`.
    package var date: String

    /// Makes a row.
    package init(article: Article, label: String, source: String = "", id: String = "", date: String = "") {
        self.article = article
        self.label = label
        self.source = source
        self.id = id
        self.date = date
    }

    /// The story without its body; `nil` when it has no headline, or is one already.
    package var headlineOnly: TrainingRow? {
        guard let headline = article.headline, !article.body.isEmpty else { return nil }
        var copy = self
        copy.article = Article(headline: headline, body: "", language: article.language)
        return copy
    }

    /// A number in 0..<`count` that depends on nothing but the row and the seed.
    package func fold(of count: Int, seed: UInt64 = 0) -> Int {
        let text = id.isEmpty ? (article.headline ?? "") + article.body : id
        // FNV-1a, then one multiplication more, whose high bits are well mixed.
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Int(((hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15) >> 40) % count
    }
}

// MARK: - Reading

extension TrainingRow {
    /// The keys that the copy desk does not know.
    private struct Extra: Decodable {
        var label: String?
        var date: String?
        var source: String?
    }

    /// Reads newline-delimited JSON: objects with `label` and `headline` (or `title`), `body` (or `text`), and if they
    /// like `id`, `source`, `language`, `date`. The label `other` is ``Verdict/unclassified``.
    package static func rows(fromNDJSON bytes: [UInt8], file: String) throws(TrainingError) -> [TrainingRow] {
        var rows: [TrainingRow] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { continue }
            rows.append(try row(Array(line), at: "\(file):\(index + 1)"))
        }
        return rows
    }

    /// Reads one row; its text goes over the same desk as everything that is judged.
    private static func row(_ line: [UInt8], at place: String) throws(TrainingError) -> TrainingRow {
        guard let extra = try? JSONDecoder().decode(Extra.self, from: Data(line)) else {
            throw TrainingError(.malformedRow, "\(place): not a JSON object of a story")
        }
        guard let label = extra.label, !label.isEmpty else {
            throw TrainingError(.malformedRow, "\(place): the row has no label")
        }
        let copies: [Copy]
        do {
            copies = try CopyDesk(format: .json).edit(line)
        } catch {
            throw TrainingError(.malformedRow, "\(place): \(error)")
        }
        guard let copy = copies.first else { throw TrainingError(.malformedRow, "\(place): the row has no text") }
        return TrainingRow(
            article: copy.article, label: label == "other" ? Verdict.unclassified : label,
            source: copy.source ?? extra.source ?? "", id: copy.id ?? "", date: extra.date ?? "")
    }
}
