import Foundation
import Pipeline

/// What is asked on the control socket: a JSON object with one of these keys.
struct ControlQuestion: Codable, Sendable {
    /// How things stand.
    var status: Bool?
    /// Whether to look at once which keys are allowed.
    var keys: Bool?
    /// Dead letters to try again, by number.
    var retry: [Int]?
    /// With `retry`: keys of their JSON objects that get other values before.
    var set: [String: String]?
    /// With `retry`: another payload for it, in base64.
    var payload: Data?
    /// Held stories to release, by sequence number.
    var release: [Int]?
    /// Dead letters to drop, by number.
    var drop: [Int]?
    /// The next stories of the journal to judge anew.
    var reclassify: ReclassificationQuestion?
}

/// How stories are to be judged anew.
struct ReclassificationQuestion: Codable, Sendable {
    /// Whether every story that another lexicon judged gets a new version.
    var every: Bool
}

/// What is answered: a JSON object with the key that was asked, or `error`.
struct ControlAnswer: Codable, Sendable {
    var status: StatusReport?
    var retry: [RetriedLetter]?
    /// How many of the letters were there.
    var drop: Int?
    /// The sequence numbers of the versions that were published; absent when the daemon is stopping.
    var release: [Int]?
    /// What was done; absent when the daemon is stopping.
    var reclassify: ReclassificationReport?
    var error: String?
}

/// What became of a dead letter that was tried again.
struct RetriedLetter: Codable, Sendable, Equatable {
    /// Its number.
    let number: Int
    /// `stored`, `duplicate`, `rejected`, `busy`, `unknown`, `incomplete`, or `unmended` when it could not be corrected so.
    let status: String
    /// The sequence numbers of its stories.
    var seqs: [Int]?
    /// Why it was rejected.
    var reason: String?
}

extension ControlQuestion {
    /// How dead letters are to be mended; `nil` when they are not.
    var correction: LetterCorrection? {
        if let payload { return .payload(Array(payload)) }
        return set.map { .set($0) }
    }

    /// Asks to try dead letters again.
    init(retry numbers: [Int], _ correction: LetterCorrection?) {
        retry = numbers
        switch correction {
        case .set(let values): set = values
        case .payload(let bytes): payload = Data(bytes)
        case nil: break
        }
    }
}
