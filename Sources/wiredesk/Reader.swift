import Classification
import Newsdesk
import Newsprint
import Stories

/// Edits and judges copy as the daemon does, without intake and journal: the stories that commands print.
struct Reader: Sendable {
    let copyDesk: CopyDesk
    let classifier: Classifier

    /// The name that records of commands give for their intake.
    static let intake = "command"

    /// The stories in a piece of copy, or why there are none.
    func stories(in piece: CopyInput.Piece) -> Result<[Story], Rejection> {
        Result { () throws(Rejection) in
            try copyDesk.edit(piece.payload).map { copy in
                Story(
                    copy: copy, intake: Self.intake, channel: piece.file, receivedAt: .now(),
                    verdict: classifier.verdict(on: copy.article))
            }
        }
    }
}
