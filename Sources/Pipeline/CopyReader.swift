package import Classification
import Journaling
package import TextCleaning
package import Stories

/// Edits and judges copy as the daemon does, without intake and journal: the stories that commands print.
package struct CopyReader: Sendable {
    package let articleParser: ArticleParser
    package let classifier: Classifier

    /// The name that records of commands give for their intake.
    private static let intake = "command"

    package init(articleParser: ArticleParser, classifier: Classifier) {
        self.articleParser = articleParser
        self.classifier = classifier
    }

    /// What a piece of copy holds, judged, or why it is refused.
    ///
    /// - Parameter place: Where it came from; the channel of its records.
    package func message(in payload: [UInt8], from place: String) -> Result<JudgedCopy, Rejection> {
        Result { () throws(Rejection) in
            let message = try articleParser.parse(payload)
            let stories = message.copies.map { copy in
                Story(
                    copy: copy, intake: Self.intake, channel: place, receivedAt: .now(),
                    verdict: classifier.verdict(on: copy.article))
            }
            return JudgedCopy(stories: stories, leftovers: message.leftovers, pages: message.pages, notes: message.notes)
        }
    }
}

/// A piece of copy as commands print it: its stories, and what is left besides.
package struct JudgedCopy: Sendable {
    package let stories: [Story]
    package let leftovers: [Leftover]
    /// Its pages; one with everything for a single story.
    package let pages: [ParsedPage]
    package let notes: [CopyNote]

    /// The records, a line each: those of the stories of a page, then that of the page when it was one or when anything is left.
    package var printedRecords: [[UInt8]] {
        pages.flatMap { page in
            let stories = stories[page.stories]
            var lines = stories.map(\.printedRecord)
            let storyID = page.leftovers.isEmpty ? nil : stories.first.map(PendingStory.id(of:))
            if let id = page.id ?? storyID {
                lines.append(
                    PageRecord.bytes(
                        id: id, stories: stories.map(PendingStory.id(of:)), leftovers: Array(leftovers[page.leftovers]))
                        + [UInt8(ascii: "\n")])
            }
            return lines
        }
    }
}

extension Story {
    /// The record as commands print it, with its newline: without a place in a journal.
    package var printedRecord: [UInt8] {
        let opening = RecordOpening(
            place: nil, event: copy.isWithdrawal ? .kill : .new, id: PendingStory.id(of: self),
            version: copy.version ?? 1
        )
        return Record.line(opening, self)
    }
}
