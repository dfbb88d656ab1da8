import TextCleaning
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

    package init(article: Article, label: String, source: String = "", id: String = "") {
        self.article = article
        self.label = label
        self.source = source
        self.id = id
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
    /// Reads newline-delimited JSON as an intake reads its copy, so that training and judging see the same text: each
    /// line is an article with a `label`. The label `other` is ``Verdict/unclassified``.
    ///
    /// - Throws: ``TrainingError`` that names the file and line of a row that is no article or has no label.
    package static func rows(fromNDJSON bytes: [UInt8], file: String) throws(TrainingError) -> [TrainingRow] {
        let parser = ArticleParser(format: .json)
        var rows: [TrainingRow] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { continue }
            let copies: [ArticleCopy]
            do { copies = try parser.parse(Array(line)).copies } catch {
                throw TrainingError(.malformedRow, "\(file):\(index + 1): \(error)")
            }
            for copy in copies {
                guard let label = copy.label, !label.isEmpty else {
                    throw TrainingError(.malformedRow, "\(file):\(index + 1): the row has no label")
                }
                rows.append(
                    TrainingRow(
                        article: copy.article, label: label == "other" ? Verdict.unclassified : label,
                        source: copy.source ?? "", id: copy.id ?? ""))
            }
        }
        return rows
    }
}
