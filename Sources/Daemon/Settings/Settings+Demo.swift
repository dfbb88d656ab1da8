import TextCleaning

extension Settings {
    /// The settings of the demo.
    package static func demo(
        journal: String, from intake: String, to outlet: String, monitor: String
    ) -> Settings {
        Settings(
            intakes: [
                IntakeSettings(
                    name: "wire", kind: .sub, connect: [intake], bind: [], peers: PeerSettings(), topics: [""],
                    format: .auto,
                    encoding: .utf8, timezone: .utc, payloadBytesMax: 2 << 20, highWater: 512)
            ],
            keys: KeySettings(), lexiconPath: "lexicon", journal: JournalSettings(path: journal),
            outlets: [
                OutletSettings(
                    name: "desks", kind: .pub, connect: [], bind: [outlet], peers: PeerSettings(),
                    format: .wiredesk, highWater: 10_000, embargo: .pass, subscriptionsMax: 1000)
            ],
            monitor: MonitorSettings(
                host: "127.0.0.1", port: monitor.lastIndex(of: ":").flatMap { Int(monitor[$0...].dropFirst()) } ?? 0,
                origins: [], clientsMax: 200))
    }
}
