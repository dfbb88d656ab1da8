import Daemon
import ArgumentParser
import Foundation
import Journaling
import Pipeline
import TextCleaning
import Stories

/// Stories that a lexicon is tried on: those of a journal, or of files.
struct StoryChoice: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take the stories of this journal, as they stand now.",
            discussion: "A running daemon is not disturbed.", valueName: "file"))
    var journal: String?

    @Option(help: ArgumentHelp("How many of the journal's newest records to look at.", valueName: "count"))
    var last = 10_000

    /// A story, and the category it belongs to when somebody has said.
    struct Tried {
        let id: String
        let article: Article
        let label: String?
    }

    func validate() throws {
        guard last > 0 else { throw ValidationError("--last takes a number from 1") }
    }

    /// Goes through the stories of the journal, if one was named, and of files.
    func forEach(in files: [String], _ body: (Tried) throws(CommandError) -> Void) throws(CommandError) {
        if let journal { try forEach(inJournal: journal, body) }
        guard !files.isEmpty else { return }
        let parser = ArticleParser()
        try CopyInput(files: files, format: .auto).forEachBatch { (pieces) throws(CommandError) in
            for piece in pieces {
                let copies: [ArticleCopy]
                do { copies = try parser.parse(piece.payload).copies } catch {
                    throw CommandError(.data, "\(piece.place): \(error)")
                }
                for copy in copies where !copy.isWithdrawal {
                    let label = copy.label == "other" ? Verdict.unclassified : copy.label
                    try body(Tried(id: copy.id ?? piece.place, article: copy.article, label: label))
                }
            }
        }
    }

    private func forEach(inJournal path: String, _ body: (Tried) throws(CommandError) -> Void) throws(CommandError) {
        let reader: JournalReader
        let extent: (first: Int, last: Int)
        do {
            reader = try JournalReader(path: path)
            extent = try reader.extent()
        } catch { throw CommandError(error) }
        var next = max(extent.first, extent.last - last + 1)
        while next <= extent.last {
            let current: JournalReader.Current
            do {
                current = try reader.current(from: next, through: extent.last, atMost: 1000, bytes: 8 << 20)
            } catch { throw CommandError(error) }
            for (seq, bytes) in current.records {
                let record: PublishedRecord
                do { record = try PublishedRecord(json: bytes) } catch {
                    throw CommandError(.data, "\(path): record \(seq) cannot be read")
                }
                try body(Tried(id: record.id, article: record.article, label: nil))
            }
            next = current.next
        }
    }
}
