import AccessControl
import Pipeline

/// Cuts off peers that keep others from being sent anything, while much is on its way out of an end.
///
/// It looks at them a second apart. From one bound on those go who take nothing at all, from a higher one on the
/// slowest; see ``ListenerGuard/cutSlowest()``. Whoever reads as fast as it is sent stays.
struct SlowPeers {
    /// Bytes on their way from which those are cut off who take nothing.
    let high: Int
    /// Bytes on their way from which the slowest are cut off.
    let tight: Int
    private var nextAt = ContinuousClock.now

    private static let interval = Duration.seconds(1)

    init(above high: Int, slowestAbove tight: Int) {
        self.high = high
        self.tight = tight
    }

    /// Followers. In half of the share those who read find room beside those who do not, so the slowest go only when
    /// little of that is left; they come back to where they were.
    static var ofFollowers: SlowPeers {
        let share = MemoryBudget.bytes(of: .feed)
        return SlowPeers(above: share / 4, slowestAbove: share / 16 * 7)
    }

    /// Looks, when the last look was a second ago.
    ///
    /// - Parameter bytes: Bytes on their way.
    mutating func cut(at listenerGuard: ListenerGuard?, with bytes: Int) {
        guard let listenerGuard, bytes > high, nextAt <= .now else { return }
        nextAt = .now + Self.interval
        if bytes > tight { listenerGuard.cutSlowest() } else { listenerGuard.cutStalled() }
    }
}
