/// Events that wait to be taken, oldest first.
///
/// Stories are bounded by the credit that was granted for them; of the other events, those that cancel or continue
/// one another are put together, so that they do not pile up behind a consumer that takes its time.
struct EventQueue {
    private var events: [FeedEvent] = []
    private var first = 0
    /// Whether the daemon was heard since the start, or since it got another journal.
    private var hasSaidFollowing = false

    var isEmpty: Bool { first == events.count }

    mutating func append(_ event: FeedEvent) {
        switch (isEmpty ? nil : events.last, event) {
        case (.waiting, .following):
            // Whoever did not see it go need not see it come back.
            events.removeLast()
            if !hasSaidFollowing { events.append(event) }
        case (.waiting, .waiting):
            events[events.count - 1] = event
        case (.pruned(let stream, let missing), .pruned(let its, let more)) where stream == its:
            events[events.count - 1] = .pruned(stream: stream, missing: missing.lowerBound...more.upperBound)
        default: events.append(event)
        }
        switch event {
        case .following: hasSaidFollowing = true
        case .restarted: hasSaidFollowing = false
        case .story, .damaged, .pruned, .waiting: break
        }
    }

    mutating func next() -> FeedEvent? {
        guard !isEmpty else { return nil }
        defer {
            first += 1
            if first > 1024 || isEmpty {
                events.removeFirst(first)
                first = 0
            }
        }
        return events[first]
    }
}

extension FeedEvent {
    /// Whether credit was spent for it.
    var isRecord: Bool {
        switch self {
        case .story, .damaged: true
        case .pruned, .restarted, .following, .waiting: false
        }
    }
}
