package import Journaling
package import Pipeline
package import Stories

/// How a daemon stands, as `wiredesk status --json` prints it.
package struct StatusReport: Codable, Sendable {
    /// The version of wiredesk.
    package var version: String
    /// The daemon's process.
    package var pid: Int32
    /// When it started.
    package var startedAt: Timestamp
    /// Seconds since then, by the monotonic clock.
    package var uptime: Int
    /// `running`, or `held-up` while the disk is full.
    package var state: String
    /// What keeps it from being ready, a sentence each; empty when nothing does.
    package var missing: [String]
    package var configuration: ConfigurationReport
    /// Absent when no end uses keys.
    package var keys: KeysReport?
    package var journal: JournalReport
    package var lexicon: LexiconReport
    /// All intakes together.
    package var total: AccountReport
    package var intakes: [IntakeReport]
    /// The stages of the path, in its order.
    package var stages: [StageReport]
    /// The categories of the lexicon in force, in its order, `unclassified` last.
    package var categories: [CategoryReport]
    /// The name of `categories` in 0.1, until 0.3.
    package var desks: [CategoryReport]?
    package var outlets: [OutletReport]
    /// Pieces of text that belonged to no story, since the start, by their kinds; kinds that there were none of are left out.
    package var leftovers: [String: Int]
    /// The ends that peers can connect to.
    package var listeners: [ListenerReport]
    /// The name of `listeners` in 0.1, until 0.3.
    package var doors: [ListenerReport]?
    /// Lines of the log that were dropped since the start, because nobody took them in time; absent from daemons before 0.2.
    package var logDropped: Int?
    /// Absent when there is none.
    package var monitor: MonitorReport?
    /// What the daemon's memory is shared out for.
    package var memory: [MemoryReport]?
}

/// A part of the memory that the daemon may take.
package struct MemoryReport: Codable, Sendable {
    /// What it is for.
    package var part: String
    /// Bytes that it may take.
    package var limit: Int
    /// Bytes that it takes; absent where that is not counted.
    package var used: Int?
}

/// The configuration in force.
package struct ConfigurationReport: Codable, Sendable {
    /// Absent for a daemon that runs on none.
    package var path: String?
    /// The hash of all settings in force.
    package var hash: String
    /// How many have been in force since the start, this one included.
    package var generation: Int
    /// Since when it has been in force.
    package var since: Timestamp
    /// The last attempt to put another into force, when that failed.
    package var refused: Refusal?
    /// Settings that have changed and wait for a restart.
    package var pending: [String]
}

/// The keys.
package struct KeysReport: Codable, Sendable {
    /// The daemon's own, as its peers know it.
    package var fingerprint: String
    /// How many keys open something.
    package var allowed: Int
    /// What is wrong with certificates, a sentence each.
    package var findings: [String]
}

/// An end that peers can connect to, since it was opened.
package struct ListenerReport: Codable, Sendable {
    /// `intake/NAME` or `outlet/NAME`.
    package var end: String
    /// Whether it asks for keys.
    package var keys: Bool
    /// Peers that are connected.
    package var connections: Int
    package var handshakesFailed: Int
    /// Peers that were not let in, and connections that were cut off, by the reason.
    package var refused: [String: Int]
    package var cut: [String: Int]
    /// Messages of holders of revoked keys.
    package var messagesRefused: Int
}

/// One stage of the path, since the start.
package struct StageReport: Codable, Sendable {
    package var name: String
    /// Batches it has worked on, and the messages in them.
    package var batches: Int
    package var messages: Int
    /// Seconds it was at work.
    package var busy: Double
}

/// One category.
package struct CategoryReport: Codable, Sendable {
    package var name: String
    /// Stories since the start whose primary category it is.
    package var stories: Int
}

/// The monitor.
package struct MonitorReport: Codable, Sendable {
    /// Streams that are open.
    package var streams: Int
    /// Stories that were sent on them, as often as they were.
    package var published: Int
}

/// The journal.
package struct JournalReport: Codable, Sendable {
    package var path: String
    package var stream: String
    /// The oldest sequence number that is there.
    package var oldest: Int
    /// The newest sequence number.
    package var head: Int
    /// Bytes of its files.
    package var bytes: Int
    /// Bytes of the file of its WAL, which are among them.
    package var walBytes: Int?
    /// Programs that keep a large WAL from being emptied.
    package var walReaders: [WALReader]?
    package var deadLetters: DeadLetterTotals
    /// Stories that are under an embargo: outlets that hold embargoes have not sent them.
    package var held: Int
    /// What is wrong with it, when something is known to be.
    package var finding: String?
}

/// The lexicon in force.
package struct LexiconReport: Codable, Sendable {
    package var name: String
    /// The hash of its content, which records name.
    package var version: String
    package var terms: Int
    /// How many lexicons have been in force since the start, this one included.
    package var generation: Int
    /// Since when it has been in force.
    package var since: Timestamp
    /// The last attempt to put another into force, when that failed.
    package var refused: Refusal?
}

/// What came in since the start, and what became of it: received = stored + duplicates + dead + waiting.
package struct AccountReport: Codable, Sendable {
    package var messages: Int
    package var received: Int
    package var stored: Int
    package var duplicates: Int
    package var dead: Int
    package var waiting: Int
    package var busy: Int
    /// Whether it adds up.
    package var balances: Bool
    /// When the last message came.
    package var lastAt: Timestamp?
}

/// One intake: an account with a name, in one object.
package struct IntakeReport: Codable, Sendable {
    package var name: String
    package var kind: String
    package var endpoints: [String]
    /// Replies that were dropped because their clients did not read.
    package var repliesLost: Int
    /// Whether nothing has come for too long.
    package var quiet: Bool
    /// For how many seconds nothing may come at the moment; absent while its rhythm is not known.
    package var quietAfter: Int?
    /// What was not understood; absent when everything was.
    package var notes: NoteCounters.Notes?
    package var account: AccountReport

    private enum CodingKeys: String, CodingKey { case name, kind, endpoints, repliesLost, quiet, quietAfter, notes }

    package init(
        name: String, kind: String, endpoints: [String], repliesLost: Int, quiet: Bool, quietAfter: Int?,
        notes: NoteCounters.Notes? = nil, account: AccountReport
    ) {
        self.notes = notes
        (self.quiet, self.quietAfter) = (quiet, quietAfter)
        self.name = name
        self.kind = kind
        self.endpoints = endpoints
        self.repliesLost = repliesLost
        self.account = account
    }

    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        name = try keys.decode(String.self, forKey: .name)
        kind = try keys.decode(String.self, forKey: .kind)
        endpoints = try keys.decode([String].self, forKey: .endpoints)
        repliesLost = try keys.decode(Int.self, forKey: .repliesLost)
        quiet = try keys.decode(Bool.self, forKey: .quiet)
        quietAfter = try keys.decodeIfPresent(Int.self, forKey: .quietAfter)
        notes = try keys.decodeIfPresent(NoteCounters.Notes.self, forKey: .notes)
        account = try AccountReport(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
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
package struct OutletReport: Codable, Sendable {
    package var name: String
    package var kind: String
    package var endpoints: [String]
    /// Records that were sent; to every follower of a feed for itself.
    package var published: Int
    /// Records that could not be sent.
    package var dropped: Int
    package var followers: [FollowerFigures]
}
