import CheckedYAML
import Foundation
package import Stories

/// A labelled story that a lexicon must judge right, from `examples.ndjson`.
package struct LexiconExample: Hashable, Sendable {
    /// The line of the file, from 1.
    package let line: Int
    /// The clean story.
    package let article: Article
    /// The category that the verdict must name; ``Verdict/unclassified`` when none.
    package let label: String
    /// Why the example is there.
    package let note: String

    package init(line: Int, article: Article, label: String, note: String = "") {
        self.line = line
        self.article = article
        self.label = label
        self.note = note
    }

    /// An example with the verdict that proved it wrong.
    package struct FailedExample: Hashable, Sendable {
        /// The example.
        package let example: LexiconExample
        /// What the lexicon says instead.
        package let verdict: Verdict
    }
}

extension LexiconExample {
    private struct ExampleLine: Decodable {
        var headline: String?
        var body: String?
        var label: String
        var note: String?
    }

    /// Loads the examples of a lexicon's folder; without the file there are none.
    ///
    /// - Throws: All findings at once; a label that is no category of the lexicon is one.
    package static func load(from folder: String, for lexicon: Lexicon) throws(LexiconError) -> [LexiconExample] {
        let path = Lexicon.path(folder, Lexicon.examplesFile)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        var findings: [Diagnostic] = []
        guard let bytes = Lexicon.contents(of: path, &findings) else { throw LexiconError(findings) }
        return try examples(bytes, for: lexicon, file: path)
    }

    /// Reads examples from newline-delimited JSON: `{"headline":…,"body":…,"label":…,"note":…}`.
    ///
    /// The text is taken as clean. The label `other` means ``Verdict/unclassified``.
    package static func examples(
        _ bytes: [UInt8], for lexicon: Lexicon, file: String = Lexicon.examplesFile
    ) throws(LexiconError) -> [LexiconExample] {
        var findings: [Diagnostic] = []
        var examples: [LexiconExample] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { continue }
            guard let decoded = try? JSONDecoder().decode(ExampleLine.self, from: Data(line)) else {
                let reason = "the line is no JSON object with headline, body and label"
                findings.append(Diagnostic(file, line: index + 1, reason))
                continue
            }
            let label = decoded.label == "other" ? Verdict.unclassified : decoded.label
            if !lexicon.classes.contains(label) {
                let hint = suggestion(for: label, among: lexicon.classes)
                findings.append(Diagnostic(file, line: index + 1, "unknown label \"\(label)\"\(hint)"))
            }
            let headline = decoded.headline ?? ""
            let article = Article(
                headline: headline.isEmpty ? nil : headline, body: decoded.body ?? "", language: .undetermined)
            examples.append(
                LexiconExample(line: index + 1, article: article, label: label, note: decoded.note ?? ""))
        }
        guard findings.isEmpty else { throw LexiconError(findings) }
        return examples
    }
}

extension Classifier {
    /// The examples that this lexicon judges wrongly, in their order.
    package func failures(of examples: [LexiconExample]) -> [LexiconExample.FailedExample] {
        examples.compactMap { example in
            let verdict = verdict(on: example.article)
            return verdict.category == example.label
                ? nil : LexiconExample.FailedExample(example: example, verdict: verdict)
        }
    }
}
