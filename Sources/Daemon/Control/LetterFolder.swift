import Classification
import Foundation
package import Journaling
import Logging
package import Pipeline
import TextCleaning
import Stories

/// The dead letters of a configuration's journal, read beside a running daemon or without one.
package struct LetterFolder {
    private let reader: JournalReader

    package init(_ settings: Settings) throws(CommandError) {
        do { reader = try JournalReader(path: settings.journal.path) } catch { throw CommandError(error) }
    }

    /// Letters after a number, oldest first.
    package func letters(after number: Int) throws(CommandError) -> [FiledLetter] {
        do { return try reader.deadLetters(after: number) } catch { throw CommandError(error) }
    }

    /// One letter; `nil` when there is none of that number.
    package func letter(_ number: Int) throws(CommandError) -> FiledLetter? {
        do { return try reader.deadLetter(number) } catch { throw CommandError(error) }
    }
}

/// What `dead list --json` prints of a letter.
package struct LetterReport: Codable {
    let number: Int
    let receivedAt: String
    let intake: String
    let channel: String?
    let sender: String?
    let stage: String
    let reason: String
    let detail: String
    let bytes: Int
    let kept: Int

    package init(_ filed: FiledLetter) {
        let letter = filed.letter
        number = filed.number
        receivedAt = letter.receivedAt.description
        intake = letter.intake
        channel = letter.channel
        sender = letter.sender
        stage = letter.stage.rawValue
        reason = letter.rejection.reason.rawValue
        detail = letter.rejection.detail
        bytes = letter.payloadBytes
        kept = letter.payload.count
    }
}

/// Tries dead letters again without a daemon: the same path, without outlets; followers find the stories in the
/// journal.
package struct OfflineRetry {
    private let settings: Settings

    package init(_ settings: Settings) { self.settings = settings }

    package func retry(_ numbers: [Int], _ correction: LetterCorrection?) throws(CommandError) -> [RetriedLetter] {
        do {
            let journal = try Journal(path: settings.journal.path)
            let intake = RetryIntake(LetterRetry(of: numbers, in: journal, correction: correction))
            try StoryPipeline(
                intakes: [intake], articleParsers: settings.articleParsers,
                lexicon: ActiveLexicon(Classifier(try Lexicon.loaded(from: settings.lexiconPath))), journal: journal,
                outlets: [],
                logger: Logger(label: "wiredesk") { _ in SwiftLogNoOpLogHandler() }
            ).run()
            return intake.results.sorted { $0.key < $1.key }.map(RetriedLetter.init)
        } catch {
            throw CommandError(error)
        }
    }
}
