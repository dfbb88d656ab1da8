package import Journaling
package import Monitor
package import TextCleaning

/// Everything a configuration says, checked and with its defaults filled in.
///
/// What a key means stands beside it in `config/wiredesk.yaml`.
package struct Settings: Sendable {
    package var intakes: [IntakeSettings] = []
    package var keys: KeySettings
    package var lexiconPath: String
    package var journal: JournalSettings
    package var outlets: [OutletSettings] = []
    package var monitor: MonitorSettings?
}

/// One intake.
package struct IntakeSettings: Sendable {
    package enum IntakeKind: String, CaseIterable { case sub, pull, submit, jetstream }

    package var name: String
    package var kind: IntakeKind
    package var connect: [String]
    package var bind: [String]
    package var peers: PeerSettings
    package var topics: [String]
    package var format: CopyFormat
    package var encoding: TextEncoding
    package var timezone: LocalZone
    package var payloadBytesMax: Int
    package var highWater: Int
    /// `nil` learns the rhythm.
    package var quietAfter: Duration?

    /// The most topics: beyond this a publisher's queue for subscriptions is at its end.
    package static let topicsMax = 10_000
}

/// The journal.
package struct JournalSettings: Sendable {
    package var path: String
    package var keep: Duration?
    package var bytesMax: Int?

    /// How long stories are kept.
    package var retention: Retention { Retention(age: keep, bytesMax: bytesMax) }
}

/// The monitor: the live page and the feeds over HTTP.
package struct MonitorSettings: Hashable, Sendable {
    package var host: String
    package var port: Int
    /// The file that holds the token.
    package var tokenPath: String?
    package var origins: [String]
    package var clientsMax: Int
    /// Where proxies are whose word counts on how clients came to them.
    package var proxies = AddressRange.loopback
}

/// One outlet.
package struct OutletSettings: Sendable {
    package enum OutletKind: String, CaseIterable { case pub, feed, jetstream }
    package enum Format: String, CaseIterable { case wiredesk, ninjs }
    package enum EmbargoPolicy: String, CaseIterable { case pass, hold }

    package var name: String
    package var kind: OutletKind
    package var connect: [String]
    package var bind: [String]
    package var peers: PeerSettings
    package var format: Format
    package var highWater: Int
    /// Whether a story under an embargo is sent at once, or held until that ends.
    package var embargo: EmbargoPolicy
    /// `pub` only.
    package var subscriptionsMax: Int
}
