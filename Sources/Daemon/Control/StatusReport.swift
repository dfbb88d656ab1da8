/// How a daemon stands, as `wiredesk status --json` prints it.
struct StatusReport: Codable, Sendable {
    /// The version of wiredesk.
    var version: String
    /// The daemon's process.
    var pid: Int32
    /// When it started; RFC 3339.
    var startedAt: String
    /// Seconds since then, by a clock that nobody sets.
    var uptime: Int
    /// `running`, or `held-up` while the disk is full.
    var state: String
    /// What keeps it from being ready, a sentence each; empty when nothing does.
    var missing: [String]
    var configuration: ConfigurationReport
    /// Absent when no end uses keys.
    var keys: KeysReport?
    var journal: JournalReport
    var lexicon: LexiconReport
    /// All intakes together.
    var total: AccountReport
    var intakes: [IntakeReport]
    /// The stages of the path, in its order.
    var stages: [StageReport]
    /// The categories of the lexicon in force, in its order, `unclassified` last.
    var desks: [CategoryReport]
    var outlets: [OutletReport]
    /// Pieces of text that belonged to no story, since the start, by their kinds; kinds that there were none of are left out.
    var leftovers: [String: Int]
    /// The ends that peers can connect to.
    var doors: [ListenerReport]
    /// Lines of the log that were dropped since the start, because nobody took them in time; absent from daemons before 0.2.
    var logDropped: Int?
    /// Absent when there is none.
    var monitor: MonitorReport?
    /// What the daemon's memory is shared out for.
    var memory: [MemoryReport]?
}

/// A part of the memory that the daemon may take.
struct MemoryReport: Codable, Sendable {
    /// What it is for.
    var part: String
    /// Bytes that it may take.
    var limit: Int
    /// Bytes that it takes; absent where that is not counted.
    var used: Int?
}

/// The configuration in force.
struct ConfigurationReport: Codable, Sendable {
    /// Absent for a daemon that runs on none.
    var path: String?
    /// The hash of all settings in force.
    var hash: String
    /// How many have been in force since the start, this one included.
    var generation: Int
    /// Since when it has been in force; RFC 3339.
    var since: String
    /// The last attempt to put another into force, when that failed.
    var refused: RefusalReport?
    /// Settings that have changed and wait for a restart.
    var pending: [String]
}

/// Why something was not put into force.
struct RefusalReport: Codable, Sendable {
    /// RFC 3339.
    var at: String
    var reason: String
}

/// The keys.
struct KeysReport: Codable, Sendable {
    /// The daemon's own, as its peers know it.
    var fingerprint: String
    /// How many keys open something.
    var allowed: Int
    /// What is wrong with certificates, a sentence each.
    var findings: [String]
}

/// An end that peers can connect to, since it was opened.
struct ListenerReport: Codable, Sendable {
    /// `intake/NAME` or `outlet/NAME`.
    var end: String
    /// Whether it asks for keys.
    var keys: Bool
    /// Peers that are connected.
    var connections: Int
    var handshakesFailed: Int
    /// Peers that were not let in, and connections that were cut off, by the reason.
    var refused: [String: Int]
    var cut: [String: Int]
    /// Messages of holders of revoked keys.
    var messagesRefused: Int
}

/// One stage of the path, since the start.
struct StageReport: Codable, Sendable {
    var name: String
    /// Batches it has worked on, and the messages in them.
    var batches: Int
    var messages: Int
    /// Seconds it was at work.
    var busy: Double
}

/// One category.
struct CategoryReport: Codable, Sendable {
    var name: String
    /// Stories since the start whose primary category it is.
    var stories: Int
}

/// The monitor.
struct MonitorReport: Codable, Sendable {
    /// Streams that are open.
    var streams: Int
    /// Stories that were sent on them, as often as they were.
    var published: Int
}

/// The journal.
struct JournalReport: Codable, Sendable {
    var path: String
    var stream: String
    /// The oldest sequence number that is there.
    var oldest: Int
    /// The newest sequence number.
    var head: Int
    /// Bytes of its files.
    var bytes: Int
    /// Bytes of the file of its WAL, which are among them.
    var walBytes: Int?
    /// Programs that keep a large WAL from being emptied.
    var walReaders: [LogReaderReport]?
    var deadLetters: DeadLetterReport
    /// Stories that are under an embargo: outlets that hold embargoes have not sent them.
    var held: Int
    /// What is wrong with it, when something is known to be.
    var finding: String?
}

/// Another program that reads the journal and stays in a transaction.
struct LogReaderReport: Codable, Sendable {
    /// 0 where it is not seen from here.
    var pid: Int
    /// Empty where it is not known.
    var command: String
    /// Since when it has been known to; RFC 3339.
    var since: String
}

/// The dead letters on file.
struct DeadLetterReport: Codable, Sendable {
    var count: Int
    var bytes: Int
    /// How many made room for newer ones since the start.
    var forgotten: Int
}

/// The lexicon in force.
struct LexiconReport: Codable, Sendable {
    var name: String
    /// The hash of its content, which records name.
    var version: String
    var terms: Int
    /// How many lexicons have been in force since the start, this one included.
    var generation: Int
    /// Since when it has been in force; RFC 3339.
    var since: String
    /// The last attempt to put another into force, when that failed.
    var refused: RefusalReport?
}

/// What came in since the start, and what became of it: received = stored + duplicates + dead + waiting.
struct AccountReport: Codable, Sendable {
    var messages: Int
    var received: Int
    var stored: Int
    var duplicates: Int
    var dead: Int
    var waiting: Int
    var busy: Int
    /// Whether it adds up.
    var balances: Bool
    /// When the last message came; RFC 3339.
    var lastAt: String?
}

/// What the article parser did not understand in the messages of an intake, since the start.
struct NotesReport: Codable, Sendable {
    /// Keys that no format of copy has, by their names; beyond 64 names, the rest under `…`.
    var unknownKeys: [String: Int]
    /// Values that could not be read, by the names of their keys, likewise.
    var unreadValues: [String: Int]
    /// Messages without a body, but with keys that are not known.
    var emptyBodies: Int
}

/// One intake: an account with a name, in one object.
struct IntakeReport: Codable, Sendable {
    var name: String
    var kind: String
    var endpoints: [String]
    /// Replies that were dropped because their clients did not read.
    var repliesLost: Int
    /// Whether nothing has come for too long.
    var quiet: Bool
    /// For how many seconds nothing may come at the moment; absent while its rhythm is not known.
    var quietAfter: Int?
    /// What was not understood; absent when everything was.
    var notes: NotesReport?
    var account: AccountReport

    private enum CodingKeys: String, CodingKey { case name, kind, endpoints, repliesLost, quiet, quietAfter, notes }

    init(
        name: String, kind: String, endpoints: [String], repliesLost: Int, quiet: Bool, quietAfter: Int?,
        notes: NotesReport? = nil, account: AccountReport
    ) {
        self.notes = notes
        (self.quiet, self.quietAfter) = (quiet, quietAfter)
        self.name = name
        self.kind = kind
        self.endpoints = endpoints
        self.repliesLost = repliesLost
        self.account = account
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        name = try keys.decode(String.self, forKey: .name)
        kind = try keys.decode(String.self, forKey: .kind)
        endpoints = try keys.decode([String].self, forKey: .endpoints)
        repliesLost = try keys.decode(Int.self, forKey: .repliesLost)
        quiet = try keys.decode(Bool.self, forKey: .quiet)
        quietAfter = try keys.decodeIfPresent(Int.self, forKey: .quietAfter)
        notes = try keys.decodeIfPresent(NotesReport.self, forKey: .notes)
        account = try AccountReport(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(name, forKey: .name)
        try keys.encode(kind, forKey: .kind)
        try keys.encode(endpoints, forKey: .endpoints)
        try keys.encode(repliesLost, forKey: .repliesLost)
        try keys.encode(quiet, forKey: .quiet)
        try keys.encodeIfPresent(quietAfter, forKey: .quietAfter)
        try keys.encodeIfPresent(notes, forKey: .notes)
        try account.encode(to: encoder)
    }
}

/// One outlet.
struct OutletReport: Codable, Sendable {
    var name: String
    var kind: String
    var endpoints: [String]
    /// Records that were sent; to every follower of a feed for itself.
    var published: Int
    /// Records that could not be sent.
    var dropped: Int
    var followers: [FollowerReport]
}

/// One follower of a feed.
struct FollowerReport: Codable, Sendable {
    /// How the feed knows it: its routing id in hexadecimal digits.
    var peer: String
    /// The sequence number up to which it has been served.
    var at: Int
    /// How far that is behind the newest.
    var lag: Int
    /// Records that it still lets come.
    var credit: Int
    /// Empty: all.
    var categories: [String]
    /// Seconds since it was last heard.
    var silence: Int
}
