/// Somebody downstream.
protocol Follower {
    /// What it has.
    var cuttings: Cuttings { get }
    /// Goes on with its own work, and says what the feed is to hear.
    mutating func turn(at now: Duration, _ truth: Truth) throws -> Turn
    /// A message of the feed.
    mutating func hear(feed message: [[UInt8]], at now: Duration, _ truth: Truth) throws
    /// A message of the pub outlet.
    mutating func hear(pub message: [[UInt8]], _ truth: Truth) throws
    /// It is started again, with what it has kept.
    mutating func restart()
}

/// What a follower wants of its connection to the feed.
struct Turn {
    /// Whether it begins a new connection, and lets go of the old one.
    var reconnects = false
    /// What it says.
    var requests: [[[UInt8]]] = []
}
