import Endpoints

extension Settings {
    /// The settings of the demo.
    package static func demo(
        journal: String, from intake: String, to outlet: String, monitor: String
    ) -> Settings {
        var wire = IntakeSettings(socket: SocketIntakeConfiguration(name: "wire", pattern: .sub))
        wire.socket.connect = [intake]
        var desks = PubOutletConfiguration(name: "desks")
        desks.bind = [outlet]
        return Settings(
            intakes: [wire], keys: KeySettings(), lexiconPath: "lexicon", journal: JournalSettings(path: journal),
            outlets: [OutletSettings(outlet: .pub(desks))],
            monitor: MonitorSettings(
                host: "127.0.0.1", port: monitor.lastIndex(of: ":").flatMap { Int(monitor[$0...].dropFirst()) } ?? 0,
                origins: [], clientsMax: 200))
    }
}
