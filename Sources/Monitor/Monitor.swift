package import Journaling
package import Logging
package import Pipeline
import Stories
import Threads

/// The outlet on HTTP: the live page, stories, streams and feeds.
///
///     StoryPipeline ─▶ StreamBroadcaster ─▶ streams
///       └──▶ SearchIndex ─▶ lists, search, flow, rising terms
///
/// It may lag behind the pipeline and never holds it up: what it hands out is in the journal.
/// The sockets belong to its ``MonitorService``.
package final class Monitor: Outlet {
    package let name = "monitor"
    let configuration: MonitorConfiguration
    let journal: Journal
    let broadcaster: StreamBroadcaster
    let connections = ReadConnections()
    let rising = Locked(RisingTerms())
    let logger: Logger

    private let news = Locked((hasNewStories: true, isStopping: false))
    private let workers = Locked<[OwnedThread]>([])
    /// Open once there is something to hand out.
    let started = Latch()

    /// How long the search index's thread rests when all is listed, at most.
    private static let rest = Duration.seconds(5)

    /// Prepares a monitor of a journal.
    package init(_ configuration: MonitorConfiguration, of journal: Journal, logger: Logger) {
        self.configuration = configuration
        self.journal = journal
        self.logger = logger
        broadcaster = StreamBroadcaster(after: journal.head, of: journal.stream)
    }

    package func start(at outletContext: OutletContext, failed: @escaping @Sendable (any Error) -> Void) throws {
        try connections.open(journal)
        let beat = try OwnedThread.start("monitor", onEnd: { $0.map(failed) }) { [broadcaster] ready in
            ready()
            broadcaster.run()
        }
        let searchIndex = try OwnedThread.start("search index", onEnd: { $0.map(failed) }) { [self] ready in
            ThreadPriority.lower()
            ready()
            keepSearchIndex()
        }
        workers.withLock { $0 = [beat, searchIndex] }
        started.open()
    }

    package func publish(_ entries: [PublishedEntry]) {
        broadcaster.add(entries.map(\.story))
        news.update { $0.hasNewStories = true }
    }

    package func stop() {
        news.update { $0.isStopping = true }
        broadcaster.endStreams()
        for worker in workers.withLock({ $0 }) { worker.join() }
        connections.close()
    }

    /// Stories as often as they were sent on streams.
    package var figures: OutletFigures { OutletFigures(published: broadcaster.sent) }

    /// Bytes of the newest stories that are at hand for streams.
    package var ringBytes: Int { broadcaster.bytes }

    /// Streams that are open.
    package var streams: Int { broadcaster.streams }
}

// MARK: - On the search index's thread

extension Monitor {
    /// Keeps the search index until the monitor stops. Nothing that befalls it ends the daemon: it is only a way to find what
    /// the journal holds, and can be made anew.
    private func keepSearchIndex() {
        var trouble: String?
        while !isStopping {
            do {
                let searchIndex = try SearchIndex(of: journal)
                // Readers may have found the file that was there before.
                connections.renewSearchIndex()
                try fill(searchIndex, from: warmUp())
            } catch {
                if "\(error)" != trouble { logger.warning("the search index is behind: \(error)") }
                trouble = "\(error)"
                do { try renew(after: error) } catch { logger.warning("the search index: \(error)") }
                rest()
            }
        }
    }

    /// Throws a damaged search index away, when the check of its file says so; whatever else went wrong, it is left for the next
    /// try.
    private func renew(after error: any Error) throws {
        guard SearchIndex.isSuspicious(error, ofJournal: journal.path),
            try SearchIndex.isDamaged(besideJournal: journal.path)
        else { return }
        logger.warning("the search index is damaged, and is built again")
        try SearchIndex.remove(besideJournal: journal.path)
        connections.renewSearchIndex()
    }

    /// - Parameter warmed: Up to which story the rising terms know the news.
    private func fill(_ searchIndex: SearchIndex, from warmed: Int) throws {
        while true {
            if let error = connections.takeSuspicion() { throw error }
            switch try searchIndex.step() {
            case .forward(let stories):
                let texts = stories.filter { $0.0.seq > warmed }.map(RisingTerms.text(of:_:))
                rising.withLock { for text in texts { $0.add(text) } }
                if isStopping { return }
            case .maintained: if isStopping { return }
            case .idle: guard waitForNews() else { return }
            }
        }
    }

    private var isStopping: Bool { news.withLock { $0.isStopping } }

    /// - Returns: Whether it goes on.
    private func waitForNews() -> Bool {
        let isStopping = news.wait(until: Deadline(after: Self.rest)) { news in
            guard news.hasNewStories || news.isStopping else { return nil as Bool? }
            news.hasNewStories = false
            return news.isStopping
        }
        return isStopping != true
    }

    private func rest() {
        _ = news.wait(until: Deadline(after: Self.rest)) { $0.isStopping ? true : nil }
    }

    /// Lets the rising terms know what the newest stories that are in the journal say.
    ///
    /// - Returns: Up to which they know it now.
    private func warmUp() throws -> Int {
        rising.withLock { $0 = RisingTerms() }
        let reader = try journal.reader()
        var next = max(journal.oldest, journal.head - RisingTerms.warmUpStories + 1)
        let head = journal.head
        while next <= head, !isStopping {
            let stretch = try reader.stretch(from: next, through: head, atMost: 256)
            for row in stretch.rows {
                guard case .story(let story) = row, let record = try? PublishedRecord(json: story.record) else { continue }
                let text = RisingTerms.text(of: story, record)
                rising.withLock { $0.add(text) }
            }
            next = stretch.next
        }
        return head
    }
}
