/// What is asked on the control socket: a JSON object with one of these keys.
struct ControlQuestion: Codable, Sendable {
    /// How things stand.
    var status: Bool?
    /// Whether to look at once which keys are allowed.
    var keys: Bool?
    /// Dead letters to try again, by number.
    var retry: [Int]?
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
    /// What was done; absent when the daemon is stopping.
    var reclassify: ReclassificationReport?
    var error: String?
}

/// What became of a dead letter that was tried again.
struct RetriedLetter: Codable, Sendable, Equatable {
    /// Its number.
    let number: Int
    /// `stored`, `duplicate`, `rejected`, `busy`, `unknown` or `incomplete`.
    let status: String
    /// The sequence numbers of its stories.
    var seqs: [Int]?
    /// Why it was rejected.
    var reason: String?
}
