import Journaling
import NIOCore
import Pipeline
import Stories
import Threads

/// Hands the newest stories to every stream that waits for them.
///
///     StoryPipeline ─▶ ring ─▶ beat ─▶ streams that wait ─▶ their sockets
///
/// Streams are woken together, at a beat, and a stretch is encoded once for all who ask for the same. With few streams a
/// beat follows a story at once; with many it comes every fraction of a second, so that their cost stays bounded: at most
/// so many writes a second, whatever comes in. Nothing is queued for a stream: one that lags holds a sequence number, and
/// reads on from the ring, or the journal.
final class StreamBroadcaster: Sendable {
    /// The most bytes of records that one write holds, if it holds more than one.
    static let chunkBytes = 256 << 10
    /// Bytes of chunks that are kept for others who ask for the same.
    private static let cacheBytes = MemoryBudget.bytes(of: .ring) - LiveRing.bytesMax
    /// Streams that are woken at once.
    private static let groupSize = 32
    /// How often streams are woken when nothing comes: one that has nothing to send says then that it is alive. A client
    /// that has heard nothing for more than twice that long knows that the daemon hangs or the network is dead.
    static let quiet = Duration.seconds(4)

    private let state: Locked<BroadcastState>

    private struct BroadcastState {
        var ring: LiveRing
        /// The newest story in the ring.
        var head: Int
        /// The newest story that streams are shown: that of the last beat, so that they stay in step.
        var shown: Int
        var isStopped = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextTicket = 0
        /// Streams that there are.
        var streams = 0
        /// What has been encoded since the last beat.
        var chunks: [ChunkKey: Chunk] = [:]
        /// Bytes of it.
        var chunkBytes = 0
        var sent = 0

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            defer { waiting.removeAll(keepingCapacity: true) }
            return Array(waiting.values)
        }
    }

    private struct ChunkKey: Hashable {
        let after: Int
        let filter: StoryFilter
        let view: StoryView
    }

    /// A stretch of stories as it is sent.
    struct Chunk: Sendable {
        /// What is sent; empty when the filter admits none of them.
        var bytes: ByteBuffer
        /// The stories in it.
        var count: Int
        /// Up to where it reaches.
        var through: Int
    }

    private let stream: String

    /// - Parameter stream: The stream that sequence numbers count in.
    init(after head: Int, of stream: String) {
        self.stream = stream
        state = Locked(BroadcastState(ring: LiveRing(after: head), head: head, shown: head))
    }

    // MARK: - The pipeline's side

    /// Takes new stories; returns at once.
    func add(_ stories: [StoredStory]) {
        guard let last = stories.last else { return }
        state.update {
            $0.ring.append(stories)
            $0.head = last.seq
        }
    }

    /// Lets every stream end.
    func endStreams() {
        let waiting = state.update {
            $0.isStopped = true
            $0.shown = $0.head
            return $0.takeWaiting()
        }
        for stream in waiting { stream.resume() }
    }

    /// Wakes streams until it is stopped; what its thread does.
    func run() {
        while let waiting = nextBeat() {
            // Many are woken in groups, spread over the time between two beats: a thousand writes at once would hold up
            // the network's queues, and with them whoever follows on ZeroMQ. A pause comes after each group, not before: a
            // story that comes alone is passed on at once.
            let groups = max(1, (waiting.count + Self.groupSize - 1) / Self.groupSize)
            for group in 0..<groups {
                let start = group * Self.groupSize
                for stream in waiting[start..<min(start + Self.groupSize, waiting.count)] { stream.resume() }
                if !pause(parts: groups) {
                    for stream in waiting[min(start + Self.groupSize, waiting.count)...] { stream.resume() }
                    return
                }
            }
        }
    }

    private func nextBeat() -> [CheckedContinuation<Void, Never>]? {
        _ = state.wait(until: Deadline(after: Self.quiet)) { $0.isStopped || $0.head != $0.shown ? true : nil }
        return state.withLock { state in
            guard !state.isStopped else { return nil }
            state.shown = state.head
            state.chunks.removeAll(keepingCapacity: true)
            state.chunkBytes = 0
            return state.takeWaiting()
        }
    }

    /// Waits for a part of the time between two beats.
    ///
    /// - Returns: Whether it goes on.
    private func pause(parts: Int) -> Bool {
        let deadline = Deadline(after: .microseconds(min(250_000, 20_000 + 200 * streams) / parts))
        return state.wait(until: deadline) { $0.isStopped ? true : nil } == nil
    }
}

// MARK: - The streams' side

extension StreamBroadcaster {
    /// What a stream gets next.
    enum Next {
        /// Something to send.
        case chunk(Chunk)
        /// Nothing since; the stream may wait.
        case nothing
        /// Stories that are no longer at hand: the journal has them, from after the stream's place to this number.
        case inJournal(through: Int)
        /// The wire is stopped, and the stream has all there was.
        case end
    }

    /// Counts a stream in; call ``leave()`` when it ends.
    func join() { state.withLock { $0.streams += 1 } }

    /// Counts a stream out.
    func leave() { state.withLock { $0.streams -= 1 } }

    /// Streams that are open.
    var streams: Int { state.withLock { $0.streams } }

    /// Bytes that the ring and the chunks hold.
    var bytes: Int { state.withLock { $0.ring.size + $0.chunkBytes } }

    /// Stories sent, as often as they were.
    var sent: Int { state.withLock { $0.sent } }

    /// Notes that stories have been sent.
    func noteSent(_ count: Int) { state.withLock { $0.sent += count } }

    /// The newest story that streams are shown.
    var shown: Int { state.withLock { $0.shown } }

    /// Whether every stream is to end.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Whether ``next(after:_:_:)`` has anything for a stream: something to send, or that it ends.
    func hasNext(after seq: Int) -> Bool { state.withLock { $0.isStopped || $0.shown > seq } }

    /// What comes after a place.
    ///
    /// - Complexity: O(stories) for the first stream that asks, O(1) for others in the same beat.
    func next(after seq: Int, _ filter: StoryFilter, _ view: StoryView) -> Next {
        let key = ChunkKey(after: seq, filter: filter, view: view)
        enum NextStory {
            case next(Next)
            case stories([StoredStory], through: Int)
        }
        let found: NextStory = state.withLock { state in
            if let chunk = state.chunks[key] { return .next(.chunk(chunk)) }
            guard seq < state.shown else { return .next(state.isStopped ? .end : .nothing) }
            guard seq + 1 >= state.ring.floor else {
                return .next(.inJournal(through: min(state.ring.floor - 1, state.shown)))
            }
            let (stories, through) = state.ring.stories(after: seq, through: state.shown, bytesMax: Self.chunkBytes)
            return .stories(stories, through: through)
        }
        switch found {
        case .next(let next): return next
        case .stories(let stories, let through):
            let chunk = Self.chunk(of: stories, in: stream, through: through, filter, view)
            state.withLock { state in
                guard state.chunks[key] == nil, state.chunkBytes + chunk.bytes.readableBytes <= Self.cacheBytes else {
                    return
                }
                state.chunks[key] = chunk
                state.chunkBytes += chunk.bytes.readableBytes
            }
            return .chunk(chunk)
        }
    }

    /// Encodes stories.
    static func chunk(
        of stories: some Sequence<StoredStory>, in stream: String, through: Int, _ filter: StoryFilter,
        _ view: StoryView
    ) -> Chunk {
        var events = ServerSentEvents(of: stream)
        var count = 0
        for story in stories where filter.admits(story) {
            events.story(story.seq, view.json(of: story))
            count += 1
        }
        return Chunk(bytes: events.buffer, count: count, through: through)
    }

    /// Waits for the next beat; ends early when the stream's task is cancelled.
    ///
    /// - Parameter seq: The stream's place; it does not wait when there is something after it.
    func beat(after seq: Int) async {
        let ticket = state.withLock {
            $0.nextTicket += 1
            return $0.nextTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    if state.isStopped || state.shown > seq || Task.isCancelled { return true }
                    state.waiting[ticket] = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
        }
    }
}
