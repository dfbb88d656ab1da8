import CheckedYAML
import Foundation
import Hashing
import Stories

extension Lexicon {
    /// The file of a lexicon's folder with its name, categories and scoring parameters.
    package static let settingsFile = "lexicon.yaml"
    /// The file with the terms and their weights.
    package static let termsFile = "terms.tsv"
    /// The file with labelled examples that must stay right; it may be absent.
    package static let examplesFile = "examples.ndjson"

    /// Loads a lexicon from a folder with ``settingsFile`` and ``termsFile``.
    ///
    /// - Throws: All findings at once, with the paths of the files.
    /// - Complexity: O(size); 20 000 terms take a few hundredths of a second.
    package static func load(from folder: String) throws(LexiconError) -> Lexicon {
        let paths = (yaml: path(folder, settingsFile), terms: path(folder, termsFile))
        var findings: [Diagnostic] = []
        let yaml = contents(of: paths.yaml, &findings)
        let terms = contents(of: paths.terms, &findings)
        guard let yaml, let terms else { throw LexiconError(findings) }
        return try Lexicon(yaml: yaml, terms: terms, yamlFile: paths.yaml, termsFile: paths.terms)
    }

    /// Reads a lexicon from the bytes of its two files.
    ///
    /// The version is the hash of both; the examples do not change verdicts, and so do not change the version.
    ///
    /// - Throws: All findings at once.
    package init(
        yaml: [UInt8], terms: [UInt8], yamlFile: String = Lexicon.settingsFile, termsFile: String = Lexicon.termsFile
    ) throws(LexiconError) {
        var findings: [Diagnostic] = []
        let settings = LexiconSettings(yaml, file: yamlFile, findings: &findings)
        let sheet = TermSheet(terms, file: termsFile, categories: settings.categories.map(\.name), findings: &findings)
        guard findings.isEmpty else { throw LexiconError(findings) }
        // The length keeps bytes from moving between the files without a trace.
        let content = Array("\(yaml.count)\n".utf8) + yaml + terms
        self.init(
            version: LexiconVersion(name: settings.name, version: SHA256.hex(of: content, length: 12)),
            categories: settings.categories, terms: sheet.terms, scoring: settings.scoring)
    }

    // MARK: - Files

    static func path(_ folder: String, _ file: String) -> String {
        folder.hasSuffix("/") ? folder + file : folder + "/" + file
    }

    /// The bytes of a file; `nil` with a finding when it cannot be read.
    static func contents(of path: String, _ findings: inout [Diagnostic]) -> [UInt8]? {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch CocoaError.fileReadNoSuchFile {
            findings.append(Diagnostic(path, "the file is missing"))
        } catch {
            findings.append(Diagnostic(path, "the file cannot be read: \(error.localizedDescription)"))
        }
        return nil
    }
}
