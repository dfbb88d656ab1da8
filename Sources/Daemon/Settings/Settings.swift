package import Endpoints
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
    /// Its socket. How that knows its peers is told by ``peers``.
    package var socket: SocketIntakeConfiguration
    package var peers = PeerSettings()
    package var format = CopyFormat.auto
    package var captions = CaptionUse.leftover
    package var encoding = TextEncoding.utf8
    package var timezone = LocalZone.utc
    /// `nil` learns the rhythm.
    package var quietAfter: Duration?

    package var name: String { socket.name }

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
    /// All but the token, which ``tokenPath`` leads to.
    package var configuration: MonitorConfiguration
    /// The file that holds the token.
    package var tokenPath: String?
}

/// One outlet.
package struct OutletSettings: Sendable {
    /// What it sends, and how it is connected. How its socket knows its peers is told by ``peers``.
    package var outlet: OutletConfiguration
    package var peers = PeerSettings()

    package var name: String { outlet.name }
}

extension Settings {
    /// The article parser of each intake, by its name.
    var articleParsers: [String: ArticleParser] {
        let parsers = intakes.map {
            (
                $0.name, ArticleParser(format: $0.format, encoding: $0.encoding, zone: $0.timezone, captions: $0.captions)
            )
        }
        return Dictionary(parsers) { first, _ in first }
    }
}
