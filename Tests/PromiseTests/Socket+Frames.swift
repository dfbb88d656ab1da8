import Testing
import ZeroMQ

extension Socket {
    /// Listens on a port that the system chooses.
    func boundSomewhere() throws -> String {
        try bind("tcp://127.0.0.1:*")
        return try lastEndpoint()
    }

    /// The next whole message that comes within a time; `nil` when none does.
    func frames(within patience: Duration) throws -> [[UInt8]]? {
        var poller = Poller()
        poller.watch(self)
        let end = ContinuousClock.now + patience
        var message = Message()
        while try !receive(into: &message) {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { return nil }
            _ = try poller.wait(for: left)
        }
        var frames = [message.bytes()]
        // The frames of a message arrive together.
        while message.hasMore, try receive(into: &message) { frames.append(message.bytes()) }
        return frames
    }

    /// The next whole message; a silence that is far too long fails the test.
    func frames() throws -> [[UInt8]] {
        try #require(try frames(within: .seconds(60)), "nothing came for a minute")
    }

    /// Sends a message when there is room for it.
    ///
    /// - Returns: `false` when there was none for so long.
    func send(_ frames: [[UInt8]], within patience: Duration) throws -> Bool {
        if try send(frames) { return true }
        var poller = Poller()
        _ = poller.watchForRoom(self)
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            if try poller.wait(for: ContinuousClock.now.duration(to: end)), try send(frames) { return true }
        }
        return false
    }
}
