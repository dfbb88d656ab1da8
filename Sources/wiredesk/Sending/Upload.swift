import JSON
import Daemon
import Stories
import Endpoints

/// Pieces of copy on their way to a submit intake, and what is said about them on the way.
struct Upload: ~Copyable {
    private var submitter: Submitter
    private let resumeFile: ResumeFile
    private let printsJSON: Bool
    private var progress: ProgressBar
    private var waybills: [Int: InFlight] = [:]
    private var pieces: [String: Int] = [:]

    /// What is known of a piece that is on its way.
    private struct InFlight {
        let file: String
        let line: Int?
        let place: String
        let index: Int
        let bytes: Int
    }

    /// How often the progress is drawn while nothing happens.
    private static let tick = Duration.milliseconds(250)

    init(by submitter: consuming Submitter, _ resumeFile: ResumeFile, printsJSON: Bool, totalBytes: Int) {
        self.submitter = submitter
        self.resumeFile = resumeFile
        self.printsJSON = printsJSON
        progress = ProgressBar(total: totalBytes, unit: .messages, besideOutput: printsJSON)
    }

    /// Sends a piece, when there is room for it, unless an earlier run has.
    mutating func send(_ piece: CopyInput.InputPiece) throws(CommandError) {
        let index = pieces[piece.file, default: 0]
        pieces[piece.file] = index + 1
        guard index >= resumeFile.piecesBefore(of: piece.file) else {
            return progress.advance(by: piece.payload.count + 1, items: 0)
        }
        while !submitter.hasRoom(for: piece.payload) { try book(within: Self.tick) }
        waybills[try submitter.submit(piece.payload)] = InFlight(
            file: piece.file, line: piece.line, place: piece.place, index: index, bytes: piece.payload.count)
        try book(within: .zero)
    }

    /// Waits until everything is settled.
    mutating func finish() throws(CommandError) {
        while submitter.unsettled > 0 { try book(within: Self.tick) }
    }

    /// Leaves the progress bar behind.
    mutating func endProgress() { progress.finish() }

    private mutating func book(within time: Duration) throws(CommandError) {
        var (bytes, items) = (0, 0)
        for settled in try submitter.settled(within: time) {
            guard let inFlight = waybills.removeValue(forKey: settled.number) else { continue }
            try resumeFile.enter(settled.reply.status, file: inFlight.file, index: inFlight.index)
            try report(settled.reply, of: inFlight)
            bytes += inFlight.bytes + 1
            items += 1
        }
        let (tally, busy, trouble) = (resumeFile.tally, submitter.busyReplies, submitter.trouble)
        progress.advance(by: bytes, items: items) {
            let parts = [
                "\(tally.stored) stored", "\(tally.duplicates) duplicate", "\(tally.rejected) rejected",
                busy > 0 ? "\(busy) busy" : nil, trouble.map { "(\($0))" },
            ]
            return parts.compactMap { $0 }.joined(separator: "  ")
        }
    }

    private func report(_ reply: SubmitReply, of inFlight: InFlight) throws(CommandError) {
        if printsJSON {
            var json = JSONWriter()
            json.object {
                $0.field("file", inFlight.file)
                if let line = inFlight.line { $0.field("line", line) }
                reply.writeFields(to: &$0)
            }
            try OutputStream.standardOutput.write(json.bytes + [0x0A])
        }
        if reply.status == .rejected {
            progress.interrupt("\(inFlight.place): \(reply.reason ?? "rejected")")
        }
    }
}
