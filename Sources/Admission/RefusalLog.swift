import Certificates
import Logging

/// Tells the log whom the doors turned away or cut off: a line a minute for each end, however many they were.
struct RefusalLog {
    private var said: [String: (at: Duration, figures: DoorFigures)] = [:]

    private static let pause = Duration.seconds(60)

    mutating func report(_ door: Door, at now: Duration, to logger: Logger) {
        let end = door.rule.end.name
        let figures = door.figures
        let last = said[end]
        if let last, now - last.at < Self.pause { return }
        let before = last?.figures ?? DoorFigures()
        var metadata: Logger.Metadata = [:]
        for reason in Refusal.allCases {
            let refused = figures.refused[reason, default: 0] - before.refused[reason, default: 0]
            let cut = figures.cut[reason, default: 0] - before.cut[reason, default: 0]
            if refused > 0 { metadata["refused.\(reason.rawValue)"] = "\(refused)" }
            if cut > 0 { metadata["cut.\(reason.rawValue)"] = "\(cut)" }
        }
        let failed = figures.handshakesFailed - before.handshakesFailed
        if failed > 0 { metadata["handshakes.failed"] = "\(failed)" }
        guard !metadata.isEmpty else { return }
        metadata["end"] = "\(end)"
        metadata["event"] = "peers-refused"
        logger.warning("peers were turned away", metadata: metadata)
        said[end] = (now, figures)
    }
}
