import Endpoints
import Monitor

extension Settings {
    /// The settings of the demo.
    package static func demo(
        journal: String, from intake: String, to outlet: String, monitor: String
    ) -> Settings {
        var wire = IntakeSettings(socket: SocketIntakeConfiguration(name: "wire", pattern: .sub))
        wire.socket.connect = [intake]
        var desks = PubOutletConfiguration(name: "desks")
        desks.bind = [outlet]
        var page = MonitorConfiguration(
            host: "127.0.0.1", port: monitor.lastIndex(of: ":").flatMap { Int(monitor[$0...].dropFirst()) } ?? 0)
        page.clientsMax = 200
        return Settings(
            intakes: [wire], keys: KeySettings(), lexiconPath: "lexicon", journal: JournalSettings(path: journal),
            outlets: [OutletSettings(outlet: .pub(desks))], monitor: MonitorSettings(configuration: page))
    }
}
