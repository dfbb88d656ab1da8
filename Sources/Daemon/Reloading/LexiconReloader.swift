import Classification
import Logging
import Pipeline
import Stories

/// Keeps the lexicon in force: puts another in its place when the editors' files change, or on demand.
///
/// The new one is loaded beside the old one, whole, and held against its examples; only then it takes the old one's
/// place, between two batches. One that cannot be loaded or fails an example is refused, and the old one stays.
actor LexiconReloader {
    private var folder: String
    private let logger: Logger
    private var watch: FolderWatch
    /// What is in force, for those who look on from other threads.
    nonisolated let inForce: ActiveLexicon

    /// Loads the first lexicon from a folder.
    ///
    /// A daemon has to start after a night's power cut with whatever the editors left: failed examples keep a later
    /// lexicon from being put into force, but not this one. The log and the status tell of them.
    ///
    /// - Throws: ``CommandError`` of code 78 when it cannot be loaded.
    init(folder: String, logger: Logger) throws(CommandError) {
        self.folder = folder
        self.logger = logger
        // Before the files are read: what is written meanwhile is a change.
        watch = FolderWatch(folder: folder, files: Self.files)
        let first: ExaminedLexicon
        do { first = try ExaminedLexicon.load(from: folder) } catch { throw CommandError(.configuration, "\(error)") }
        inForce = ActiveLexicon(first.classifier)
        guard !first.findings.isEmpty else { return }
        for finding in first.findings { logger.warning("\(finding)") }
        inForce.refuse("\(first.findings.count) of \(first.examples) examples are judged wrongly: \(first.findings[0])")
    }

    private static let files = [Lexicon.settingsFile, Lexicon.termsFile, Lexicon.examplesFile]

    /// Looks whether the files have changed, and if so, reloads.
    func look() {
        if watch.look() { reload(because: "its files have changed") }
    }

    /// Loads the lexicon again, whether or not its files have changed.
    ///
    /// - Parameter other: Another folder to load it from, and to look at from now on, if it is not refused.
    /// - Returns: Whether what is there is in force.
    @discardableResult
    func reload(from other: String? = nil, because cause: String) -> Bool {
        let folder = other ?? folder
        var watch = FolderWatch(folder: folder, files: Self.files)
        defer { if folder == self.folder { self.watch = watch } }
        watch.markSeen()
        do {
            let classifier = try ExaminedLexicon.proven(in: folder)
            let version = classifier.lexicon.version
            let isNew = inForce.replace(by: classifier)
            logger.notice(
                isNew ? "lexicon \(version) is in force" : "lexicon \(version) stays in force: it is the same",
                metadata: [
                    "event": "lexicon-in-force", "terms": "\(classifier.lexicon.terms.count)", "cause": "\(cause)",
                ])
            self.folder = folder
            return true
        } catch {
            inForce.refuse("\(error)")
            logger.error(
                "lexicon refused, \(inForce.state.classifier.lexicon.version) stays in force: \(error)",
                metadata: ["event": "lexicon-refused", "cause": "\(cause)"])
            return false
        }
    }
}
