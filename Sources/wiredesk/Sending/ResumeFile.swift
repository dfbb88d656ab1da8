import Daemon
import Foundation
import Threads
import Endpoints

/// What became of the pieces that were sent, and how many leading pieces of each file need not be sent again.
///
/// With a path it is kept on disk: `{"<file>":<pieces>,…}`, written at most once a second. All is guarded by its lock,
/// because an interruption closes it from another thread.
final class ResumeFile: Sendable {
    private let path: String?
    private let state: Locked<ResumeState>

    private struct ResumeState {
        let before: [String: Int]
        var leading: [String: Int]
        /// Pieces behind the leading ones that are answered already.
        var ahead: [String: Set<Int>] = [:]
        var tally = SendTally()
        var writtenAt = ContinuousClock.now
    }

    private static let writeEvery = Duration.seconds(1)

    /// Opens a logbook, and goes on in the one that an interrupted run left at the path.
    ///
    /// - Throws: ``CommandError`` of code 65 when what lies there is none, of code 74 when it cannot be read.
    init(at path: String?) throws(CommandError) {
        self.path = path
        var before: [String: Int] = [:]
        if let path, FileManager.default.fileExists(atPath: path) {
            let data: Data
            do { data = try Data(contentsOf: URL(filePath: path)) } catch {
                throw CommandError(.io, "\(path): \(error.reason)")
            }
            do { before = try JSONDecoder().decode([String: Int].self, from: data) } catch {
                throw CommandError(.data, "\(path): not the file of an interrupted send")
            }
        }
        state = Locked(ResumeState(before: before, leading: before))
    }

    /// How many leading pieces of a file an earlier run saw answered.
    func piecesBefore(of file: String) -> Int { state.withLock { $0.before[file] ?? 0 } }

    /// What became of the pieces of this run.
    var tally: SendTally { state.withLock { $0.tally } }

    /// Enters the reply to a piece.
    ///
    /// - Parameter index: The piece's place in its file, from 0.
    func enter(_ status: SubmitReply.Status, file: String, index: Int) throws(CommandError) {
        try state.withLock { state throws(CommandError) in
            state.tally.count(status)
            state.ahead[file, default: []].insert(index)
            while state.ahead[file]?.remove(state.leading[file] ?? 0) != nil { state.leading[file, default: 0] += 1 }
            guard path != nil, ContinuousClock.now - state.writtenAt >= Self.writeEvery else { return }
            state.writtenAt = .now
            try write(state.leading)
        }
    }

    /// Writes it, for a run that goes on where this one ends.
    func write() throws(CommandError) {
        try state.withLock { state throws(CommandError) in try write(state.leading) }
    }

    /// Removes it: there is nothing to go on with.
    func remove() throws(CommandError) {
        guard let path, FileManager.default.fileExists(atPath: path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch {
            throw CommandError(.io, "\(path): \(error.reason)")
        }
    }

    private func write(_ leading: [String: Int]) throws(CommandError) {
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { try encoder.encode(leading).write(to: URL(filePath: path), options: .atomic) } catch {
            throw CommandError(.io, "\(path): \(error.reason)")
        }
    }
}
