import Logging

/// Tells the log whom the listener guards turned away or cut off: a line a minute for each end, however many they were.
struct RefusalLog {
    private var said: [String: (at: Duration, figures: ListenerFigures)] = [:]

    private static let pause = Duration.seconds(60)

    mutating func report(_ listenerGuard: ListenerGuard, at now: Duration, to logger: Logger) {
        let end = listenerGuard.rule.end.name
        let figures = listenerGuard.figures
        let last = said[end]
        if let last, now - last.at < Self.pause { return }
        let before = last?.figures ?? ListenerFigures()
        var metadata: Logger.Metadata = [:]
        for reason in PeerRefusal.allCases {
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
