import Journaling
import Monitor
import TextCleaning

/// Everything a configuration says, checked and with its defaults filled in.
///
/// What a key means stands beside it in `config/wiredesk.yaml`.
struct Settings: Sendable {
    var intakes: [IntakeSettings] = []
    var keys: KeySettings
    var lexiconPath: String
    var journal: JournalSettings
    var outlets: [OutletSettings] = []
    var monitor: MonitorSettings?
}

/// One intake.
struct IntakeSettings: Sendable {
    enum Kind: String, CaseIterable { case sub, pull, submit, jetstream }

    var name: String
    var kind: Kind
    var connect: [String]
    var bind: [String]
    var peers: PeerSettings
    var topics: [String]
    var format: CopyFormat
    var encoding: TextEncoding
    var timezone: LocalZone
    var payloadBytesMax: Int
    var highWater: Int
    /// `nil` learns the rhythm.
    var quietAfter: Duration?

    /// The most topics: beyond this a publisher's queue for subscriptions is at its end.
    static let topicsMax = 10_000
}

/// The journal.
struct JournalSettings: Sendable {
    var path: String
    var keep: Duration?
    var bytesMax: Int?

    /// How long stories are kept.
    var retention: Retention { Retention(age: keep, bytesMax: bytesMax) }
}

/// The monitor: the live page and the feeds over HTTP.
struct MonitorSettings: Hashable, Sendable {
    var host: String
    var port: Int
    /// The file that holds the token.
    var tokenPath: String?
    var origins: [String]
    var clientsMax: Int
    /// Where proxies are whose word counts on how clients came to them.
    var proxies = AddressRange.loopback
}

/// One outlet.
struct OutletSettings: Sendable {
    enum Kind: String, CaseIterable { case pub, feed, jetstream }
    enum Format: String, CaseIterable { case wiredesk, ninjs }
    enum Embargo: String, CaseIterable { case pass, hold }

    var name: String
    var kind: Kind
    var connect: [String]
    var bind: [String]
    var peers: PeerSettings
    var format: Format
    var highWater: Int
    /// Whether a story under an embargo is sent at once, or held until that ends.
    var embargo: Embargo
    /// `pub` only.
    var subscriptionsMax: Int
}
