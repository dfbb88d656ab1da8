import Foundation
import Stories

extension ArticleCopy {
    /// Checks that a record of the copy is JSON in the eyes of another reader, and says what the copy says.
    func checkRecord() {
        let story = Story(
            copy: self, intake: "fuzz", channel: nil, receivedAt: Timestamp(milliseconds: 0), verdict: Self.verdict)
        let opening = RecordOpening(place: nil, event: .new, id: id ?? "sha256:0", version: version ?? 1)
        let bytes = Record.bytes(opening, tail: Record.tail(of: story))
        guard let record = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
            return invariant(false, "a record is a JSON object")
        }
        checkFields(of: record, opening)
    }

    private static let verdict = Verdict(
        category: Verdict.unclassified, confidence: 0, labels: [], lexicon: LexiconVersion(name: "none", version: "0"))

    private func checkFields(of record: [String: Any], _ opening: RecordOpening) {
        let byline = record["byline"] as? [String: [String]] ?? [:]
        let page = record["page"] as? [String: Any]
        let pairs: [(String, String?, String?)] = [
            ("id", record["id"] as? String, opening.id),
            ("headline", record["headline"] as? String, article.headline),
            ("body", record["body"] as? String, article.body),
            ("dateline", record["dateline"] as? String, article.dateline),
            ("page.id", page?["id"] as? String, self.page?.id),
            ("publishedAt", record["publishedAt"] as? String, publishedAt?.description),
        ]
        for (key, read, written) in pairs { invariant(Self.same(read, written), "\(key) survives a record") }
        let lists = [
            ("reporters", article.byline.reporters), ("correspondents", article.byline.correspondents),
            ("photographers", article.byline.photographers),
        ]
        for (key, written) in lists {
            let read = byline[key] ?? []
            invariant(
                read.count == written.count && zip(read, written).allSatisfy { Self.same($0, $1) },
                "\(key) survive a record")
        }
        invariant(record["version"] as? Int == opening.version, "version survives a record")
    }

    /// Whether two texts have the same scalars; `==` would take a composed character for its parts.
    private static func same(_ a: String?, _ b: String?) -> Bool {
        a.map { Array($0.unicodeScalars) } == b.map { Array($0.unicodeScalars) }
    }
}
