import Foundation

/// A message of the daemon.
enum FeedAnswer {
    case story(seq: Int, record: [UInt8])
    case damaged(seq: Int, reason: String)
    /// Every story that was asked for has been sent, up to a sequence number.
    case alive(seq: Int, stream: String)
    case gone(oldest: Int, stream: String)
    case error(reason: String)

    /// Reads the frames of a message.
    ///
    /// - Returns: `nil` when they are nothing that a daemon says.
    init?(_ frames: [[UInt8]]) {
        switch frames.count {
        case 2:
            guard let seq = Int(String(decoding: frames[0], as: UTF8.self)), seq >= 0 else { return nil }
            self.init(seq: seq, frames[1])
        case 1:
            guard let note = Note(frames[0]) else { return nil }
            if let gone = note.gone {
                self = .gone(oldest: gone.oldest, stream: gone.stream)
            } else if let error = note.error {
                self = .error(reason: error.reason)
            } else {
                return nil
            }
        default: return nil
        }
    }

    private init?(seq: Int, _ frame: [UInt8]) {
        // A record starts with another key, so only what is short is ever decoded here.
        if frame.starts(with: #"{"alive":"#.utf8) {
            guard let alive = Note(frame)?.alive else { return nil }
            self = .alive(seq: seq, stream: alive.stream)
        } else if frame.starts(with: #"{"damaged":"#.utf8) {
            guard let damaged = Note(frame)?.damaged else { return nil }
            self = .damaged(seq: seq, reason: damaged.reason)
        } else {
            self = .story(seq: seq, record: frame)
        }
    }

    private struct Note: Decodable {
        let alive: Alive?
        let damaged: GapReason?
        let gone: Gone?
        let error: GapReason?

        struct Alive: Decodable { let stream: String }
        struct GapReason: Decodable { let reason: String }
        struct Gone: Decodable {
            let oldest: Int
            let stream: String
        }

        init?(_ frame: [UInt8]) {
            guard let note = try? JSONDecoder().decode(Note.self, from: Data(frame)) else { return nil }
            self = note
        }
    }
}
