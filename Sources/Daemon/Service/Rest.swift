extension Task where Success == Never, Failure == Never {
    /// Waits between two turns of a loop that turns for as long as the daemon runs.
    ///
    /// - Returns: Whether to turn again; not when the task is cancelled, which ends the wait at once.
    static func rest(for duration: Duration) async -> Bool {
        do {
            try await sleep(for: duration)
            return true
        } catch {
            // A sleep fails of one thing only: the task is cancelled.
            return false
        }
    }
}
