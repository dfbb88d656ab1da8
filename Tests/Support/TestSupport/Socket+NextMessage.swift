package import ZeroMQ

extension Socket {
    /// Waits for the next whole message.
    ///
    /// - Returns: Its frames as text.
    package func nextMessage() throws(ZeroMQError) -> [String] {
        var poller = Poller()
        poller.watch(self)
        var frames: [String] = []
        var message = Message()
        repeat {
            while try !receive(into: &message) { _ = try poller.wait(for: nil) }
            frames.append(String(decoding: message.bytes(), as: UTF8.self))
        } while message.hasMore
        return frames
    }
}
