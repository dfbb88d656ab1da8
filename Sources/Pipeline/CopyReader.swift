import Classification
import Journaling
import Pipeline
import TextCleaning
import Stories

/// Edits and judges copy as the daemon does, without intake and journal: the stories that commands print.
struct Reader: Sendable {
    let articleParser: ArticleParser
    let classifier: Classifier

    /// The name that records of commands give for their intake.
    static let intake = "command"

    /// What a piece of copy holds, judged, or why it is refused.
    func message(in piece: CopyInput.Piece) -> Result<JudgedCopy, Rejection> {
        Result { () throws(Rejection) in
            let message = try articleParser.parse(piece.payload)
            let stories = message.copies.map { copy in
                Story(
                    copy: copy, intake: Self.intake, channel: piece.file, receivedAt: .now(),
                    verdict: classifier.verdict(on: copy.article))
            }
            return JudgedCopy(stories: stories, leftovers: message.leftovers, notes: message.notes)
        }
    }
}

/// A piece of copy as commands print it: its stories, and what is left besides.
struct JudgedCopy: Sendable {
    let stories: [Story]
    let leftovers: [Leftover]
    let notes: [CopyNote]

    /// The records, a line each: those of the stories, then that of the page when it was one or when anything is left.
    var printedRecords: [[UInt8]] {
        var lines = stories.map(\.printedRecord)
        let page = stories.first?.copy.page?.id
        guard let id = page ?? (leftovers.isEmpty ? nil : stories.first.map(PendingStory.id(of:))) else { return lines }
        lines.append(
            PageRecord.bytes(id: id, stories: stories.map(PendingStory.id(of:)), leftovers: leftovers)
                + [UInt8(ascii: "\n")])
        return lines
    }
}

extension Story {
    /// The record as commands print it, with its newline: without a place in a journal.
    var printedRecord: [UInt8] {
        let opening = RecordOpening(
            place: nil, event: copy.isWithdrawal ? .kill : .new, id: PendingStory.id(of: self),
            version: copy.version ?? 1
        )
        return Record.line(opening, self)
    }
}
