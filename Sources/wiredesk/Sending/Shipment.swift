import Stories
import Wires

/// Pieces of copy on their way to a submit intake, and what is said about them on the way.
struct Shipment: ~Copyable {
    private var submitter: Submitter
    private let logbook: Logbook
    private let printsJSON: Bool
    private var progress: ProgressBar
    private var waybills: [Int: Waybill] = [:]
    private var pieces: [String: Int] = [:]

    /// What is known of a piece that is on its way.
    private struct Waybill {
        let file: String
        let line: Int?
        let place: String
        let index: Int
        let bytes: Int
    }

    /// How often the progress is drawn while nothing happens.
    private static let tick = Duration.milliseconds(250)

    init(by submitter: consuming Submitter, _ logbook: Logbook, printsJSON: Bool, totalBytes: Int) {
        self.submitter = submitter
        self.logbook = logbook
        self.printsJSON = printsJSON
        progress = ProgressBar(total: totalBytes, unit: .messages, besideOutput: printsJSON)
    }

    /// Sends a piece, when there is room for it, unless an earlier run has.
    mutating func send(_ piece: CopyInput.Piece) throws(Failure) {
        let index = pieces[piece.file, default: 0]
        pieces[piece.file] = index + 1
        guard index >= logbook.piecesBefore(of: piece.file) else {
            return progress.advance(by: piece.payload.count + 1, items: 0)
        }
        while !submitter.hasRoom(for: piece.payload) { try book(within: Self.tick) }
        waybills[try submitter.submit(piece.payload)] = Waybill(
            file: piece.file, line: piece.line, place: piece.place, index: index, bytes: piece.payload.count)
        try book(within: .zero)
    }

    /// Waits until everything is settled.
    mutating func finish() throws(Failure) {
        while submitter.unsettled > 0 { try book(within: Self.tick) }
    }

    /// Leaves the progress bar behind.
    mutating func endProgress() { progress.finish() }

    private mutating func book(within time: Duration) throws(Failure) {
        for settled in try submitter.settled(within: time) {
            guard let waybill = waybills.removeValue(forKey: settled.number) else { continue }
            try logbook.enter(settled.reply.status, file: waybill.file, index: waybill.index)
            try report(settled.reply, of: waybill)
            progress.advance(by: waybill.bytes + 1, items: 1)
        }
        let (tally, busy, trouble) = (logbook.tally, submitter.busyReplies, submitter.trouble)
        progress.say {
            let parts = [
                "\(tally.stored) stored", "\(tally.duplicates) duplicate", "\(tally.rejected) rejected",
                busy > 0 ? "\(busy) busy" : nil, trouble.map { "(\($0))" },
            ]
            return parts.compactMap { $0 }.joined(separator: "  ")
        }
    }

    private func report(_ reply: SubmitReply, of waybill: Waybill) throws(Failure) {
        if printsJSON {
            var json = JSONWriter()
            json.object {
                $0.field("file", waybill.file)
                if let line = waybill.line { $0.field("line", line) }
                reply.writeFields(to: &$0)
            }
            try OutputStream.standardOutput.write(json.bytes + [0x0A])
        }
        if reply.status == .rejected {
            progress.interrupt("\(waybill.place): \(reply.reason ?? "rejected")")
        }
    }
}
