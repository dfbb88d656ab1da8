package import CheckedYAML
import Stories

/// A lexicon as it is put into force: loaded whole from its folder, and held against its examples.
package struct ExaminedLexicon: Sendable {
    /// The classifier made of it.
    package let classifier: Classifier
    /// How many examples there are.
    package let examples: Int
    /// Each example that it judges wrongly.
    package let failures: [LexiconExample.FailedExample]
    private let file: String

    /// The same as sentences, with file and line.
    package var findings: [Diagnostic] {
        failures.map { failure in
            Diagnostic(
                file, line: failure.example.line,
                "the example for \(failure.example.label) is judged \(failure.verdict.category), "
                    + "confidence \(failure.verdict.confidence)")
        }
    }

    /// Loads a lexicon from a folder and judges its examples.
    ///
    /// - Throws: All findings at once, when it cannot be loaded or its examples cannot be read. An example that it
    ///   judges wrongly does not keep it from being loaded.
    /// - Complexity: O(size of the folder); about a tenth of a second for 20 000 terms.
    package static func load(from folder: String) throws(LexiconError) -> ExaminedLexicon {
        let lexicon = try Lexicon.load(from: folder)
        let examples = try LexiconExample.load(from: folder, for: lexicon)
        let classifier = Classifier(lexicon)
        return ExaminedLexicon(
            classifier: classifier, examples: examples.count, failures: classifier.failures(of: examples),
            file: Lexicon.path(folder, Lexicon.examplesFile))
    }

    /// The classifier of a lexicon that judges every example right.
    ///
    /// - Throws: All findings at once: what keeps it from being loaded, or the examples it judges wrongly.
    package static func proven(in folder: String) throws(LexiconError) -> Classifier {
        let lexicon = try load(from: folder)
        guard lexicon.failures.isEmpty else { throw LexiconError(lexicon.findings) }
        return lexicon.classifier
    }
}
