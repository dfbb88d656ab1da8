package import Foundation
package import Pipeline

/// What is asked on the control socket: a JSON object with one of these keys.
package struct ControlQuestion: Codable, Sendable {
    /// How things stand.
    package var status: Bool?
    /// Whether to look at once which keys are allowed.
    package var keys: Bool?
    /// Dead letters to try again, by number.
    package var retry: [Int]?
    /// With `retry`: keys of their JSON objects that get other values before.
    package var set: [String: String]?
    /// With `retry`: another payload for it, in base64.
    package var payload: Data?
    /// Held stories to release, by sequence number.
    package var release: [Int]?
    /// Dead letters to drop, by number.
    package var drop: [Int]?
    /// The next stories of the journal to judge anew.
    package var reclassify: ReclassificationQuestion?

    package init(
        status: Bool? = nil, keys: Bool? = nil, release: [Int]? = nil, drop: [Int]? = nil,
        reclassify: ReclassificationQuestion? = nil
    ) {
        self.status = status
        self.keys = keys
        self.release = release
        self.drop = drop
        self.reclassify = reclassify
    }
}

/// How stories are to be judged anew.
package struct ReclassificationQuestion: Codable, Sendable {
    /// Whether every story that another lexicon judged gets a new version.
    package var every: Bool

    package init(every: Bool) { self.every = every }
}

/// What is answered: a JSON object with the key that was asked, or `error`.
package struct ControlAnswer: Codable, Sendable {
    package var status: StatusReport?
    package var retry: [RetriedLetter]?
    /// How many of the letters were there.
    package var drop: Int?
    /// The sequence numbers of the versions that were published; absent when the daemon is stopping.
    package var release: [Int]?
    /// What was done; absent when the daemon is stopping.
    package var reclassify: ReclassificationReport?
    package var error: String?
}

/// What became of a dead letter that was tried again.
package struct RetriedLetter: Codable, Sendable, Equatable {
    /// Its number.
    package let number: Int
    /// `stored`, `duplicate`, `rejected`, `busy`, `unknown`, `incomplete`, or `unmended` when it could not be corrected so.
    package let status: String
    /// The sequence numbers of its stories.
    package var seqs: [Int]?
    /// Why it was rejected.
    package var reason: String?
}

extension ControlQuestion {
    /// How dead letters are to be mended; `nil` when they are not.
    package var correction: LetterCorrection? {
        if let payload { return .payload(Array(payload)) }
        return set.map { .set($0) }
    }

    /// Asks to try dead letters again.
    package init(retry numbers: [Int], _ correction: LetterCorrection?) {
        self.init()
        retry = numbers
        switch correction {
        case .set(let values): set = values
        case .payload(let bytes): payload = Data(bytes)
        case nil: break
        }
    }
}
