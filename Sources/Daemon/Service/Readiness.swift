import Threads

/// Tells that the daemon is ready once each of its parts is.
final class Readiness: Sendable {
    private let missing: Locked<Int>
    private let tell: @Sendable () -> Void

    /// - Parameters:
    ///   - parts: How many there are.
    ///   - tell: Called once, by the last of them.
    init(parts: Int, tell: @escaping @Sendable () -> Void) {
        missing = Locked(parts)
        self.tell = tell
    }

    /// A part is ready.
    func partIsReady() {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast { tell() }
    }
}
