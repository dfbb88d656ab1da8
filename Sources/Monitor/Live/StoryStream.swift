import JSON
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Journaling
import NIOCore
import Pipeline
import Stories
import Threads

/// What a client of the stream asks for.
struct StreamRequest: Sendable {
    /// What no journal's stream is called.
    private static let unknownStream = ""

    static let parameters = ["category"] + Query.primaryNames + ["view", "from", "stream", "last_event_id"]

    /// Where to begin.
    enum StreamStart: Sendable {
        /// With what comes from now on.
        case now
        /// With the oldest there is.
        case earliest
        /// After a sequence number.
        case after(Int)
        /// With what came in at a time or later.
        case since(Timestamp)
    }

    var start = StreamStart.now
    /// Whether the client goes on from where it was.
    var isResumed = false
    /// The stream of the sequence number, if the client knows.
    var stream: String?
    var filter = StoryFilter()
    var view = StoryView.record

    init(_ request: Request) throws(Problem) {
        let query = try Query(request.uri.query, known: Self.parameters)
        filter.labels = try query.names("category")
        filter.primary = try query.primary()
        view = try query.choice("view", default: StoryView.record)
        stream = try query.text("stream")
        if let from = try query.text("from") {
            guard let start = Self.start(from) else {
                throw .parameter("from", expected: "now, earliest, a sequence number or a time", got: from)
            }
            self.start = start
        }
        // What a browser sends when it connects again is newer than the address it was given.
        let header = request.headers[.init("Last-Event-ID") ?? .from]
        let parameter = try query.text("last_event_id")
        if let last = header ?? parameter, !last.isEmpty {
            guard let id = EventID(last) else {
                throw .parameter(
                    "Last-Event-ID", expected: "the id of an event, such as 9f86d081884c7d65-17", got: last)
            }
            start = .after(id.seq)
            isResumed = true
            // Of a number alone nobody knows which journal's it is.
            stream = id.stream ?? stream ?? Self.unknownStream
        }
    }

    private static func start(_ text: String) -> StreamStart? {
        switch text {
        case "now": .now
        case "earliest": .earliest
        default:
            Query.plainInteger(text).map { .after(max(0, $0 - 1)) }
                ?? Query.time(text, now: .now()).map(StreamStart.since)
        }
    }
}

/// One client of the stream, from its request to its end.
///
/// It holds a place, not a queue: what comes next is read from the wire, or from the journal when it is too far behind. A
/// write waits for the client to read, so a slow one holds a chunk or two, and falls back behind the others. What all hold
/// together is bounded: one that finds no room waits with empty hands, and reads when there is.
struct StoryStream: Sendable {
    let monitor: Monitor
    let request: StreamRequest
    /// What it is written to.
    let channel: any Channel

    func run(_ writer: inout any ResponseBodyWriter) async throws {
        let broadcaster = monitor.broadcaster
        broadcaster.join()
        defer { broadcaster.leave() }
        var seq = try await begin(&writer)
        var quietSince = ContinuousClock.now
        // The next chunk is as large as the one before, as far as anyone knows.
        var expected = StreamBroadcaster.chunkBytes
        // Those that are behind, and may be so because they do not read, leave a quarter to those that are not.
        var isBehind = true
        while true {
            guard broadcaster.hasNext(after: seq) else {
                await broadcaster.beat(after: seq)
                try Task.checkCancellation()
                try await keepAlive(at: seq, &quietSince, &writer)
                continue
            }
            let spared = isBehind ? MemoryBudget.streams.bytesMax / 4 : 0
            guard let reservation = MemoryBudget.streams.reserve(expected, sparing: spared) else {
                // Others read theirs, or are cut off for not reading.
                try await Task.sleep(for: Self.memoryPause)
                try await keepAlive(at: seq, &quietSince, &writer)
                continue
            }
            let reading: ChunkResult
            switch broadcaster.next(after: seq, request.filter, request.view) {
            case .chunk(let next):
                isBehind = false
                reading = Self.hold(next, reservation)
            case .inJournal(let through):
                isBehind = true
                let oldest = monitor.journal.oldest
                guard seq + 1 >= oldest else {
                    try await writer.write(gone(after: seq, until: oldest))
                    seq = oldest - 1
                    continue
                }
                reading = try await read(after: seq, through: through, reservation)
            case .nothing: continue
            case .end: return try await writer.write(alive(at: seq))
            }
            switch reading {
            case .tooLarge(let bytes): expected = bytes
            case .chunk(let chunk):
                seq = chunk.through
                expected = chunk.bytes.readableBytes
                if chunk.count > 0 {
                    try await writer.write(chunk.bytes, pacedBy: channel)
                    broadcaster.noteSent(chunk.count)
                    quietSince = .now
                } else {
                    try await keepAlive(at: seq, &quietSince, &writer)
                }
            }
            // What was written is no longer held; what was too large is let go, and read again when there is room for it.
            withExtendedLifetime(reservation) {}
        }
    }

    /// What came of reading a chunk.
    private enum ChunkResult {
        /// It is there, and reserved.
        case chunk(StreamBroadcaster.Chunk)
        /// There is no room for so many bytes.
        case tooLarge(Int)
    }

    /// Keeps a chunk if its share of the memory can be made as large as it is.
    private static func hold(_ chunk: StreamBroadcaster.Chunk, _ reservation: MemoryShare.Reservation) -> ChunkResult {
        let bytes = chunk.bytes.readableBytes
        return reservation.resize(to: bytes) ? .chunk(chunk) : .tooLarge(bytes)
    }

    /// How long to wait for memory before asking again.
    private static let memoryPause = Duration.milliseconds(50)

    /// Says that a stream is alive if it has been quiet. Half the time counts: what was sent at the beat before was sent a
    /// little after it, and would else be answered for a whole beat too late.
    private func keepAlive(
        at seq: Int, _ quietSince: inout ContinuousClock.Instant, _ writer: inout any ResponseBodyWriter
    ) async throws {
        guard ContinuousClock.now - quietSince >= StreamBroadcaster.quiet / 2 else { return }
        try await writer.write(alive(at: seq))
        quietSince = .now
    }

    /// Says that the daemon is there, by which clock it works, and from where the client may go on: one that follows a rare
    /// category learns so what it has not missed.
    private func alive(at seq: Int) -> ByteBuffer {
        var json = JSONWriter()
        json.object { json in
            json.field("now", Timestamp.now().description)
            json.field("head", monitor.broadcaster.shown)
        }
        var events = ServerSentEvents(of: monitor.journal.stream)
        events.event("alive", at: seq, json.bytes)
        return events.buffer
    }

    /// Says that the journal no longer keeps what comes next.
    private func gone(after seq: Int, until oldest: Int) -> ByteBuffer {
        var events = ServerSentEvents(of: monitor.journal.stream)
        events.event("gone", at: oldest - 1, journalPosition(head: monitor.broadcaster.shown, from: seq))
        return events.buffer
    }

    /// Greets the client, and says what it has missed for good.
    ///
    /// - Returns: The sequence number after which it gets everything.
    private func begin(_ writer: inout any ResponseBodyWriter) async throws -> Int {
        let journal = monitor.journal
        let (head, oldest) = (monitor.broadcaster.shown, journal.oldest)
        let wanted: Int
        switch request.start {
        case .now: wanted = head
        case .earliest: wanted = oldest - 1
        case .after(let seq): wanted = seq
        case .since(let time):
            wanted =
                try await monitor.connections.ask { try $0.journal.first(since: time, now: .now()) }.map { $0 - 1 } ?? head
        }
        let isOther = request.stream.map { $0 != journal.stream } ?? false || wanted > max(head, journal.head)
        // What another stream's number stands for nobody knows: from the oldest on, nothing is left out.
        let seq = isOther ? oldest - 1 : max(wanted, oldest - 1)
        var events = ServerSentEvents(of: monitor.journal.stream)
        events.retry(milliseconds: 1000)
        events.event("hello", at: seq, journalPosition(head: head, from: nil))
        if isOther || (request.isResumed && wanted < oldest - 1) {
            events.event("gone", at: seq, journalPosition(head: head, from: wanted))
        }
        try await writer.write(events.buffer)
        return seq
    }

    private func journalPosition(head: Int, from: Int?) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("stream", monitor.journal.stream)
            json.field("oldest", monitor.journal.oldest)
            json.field("head", head)
            json.field("now", Timestamp.now().description)
            if let from { json.field("after", from) }
        }
        return json.bytes
    }

    /// Reads on in the journal. What finds no room is let go on the reader's thread: nothing waits to be looked at.
    private func read(
        after seq: Int, through last: Int, _ reservation: MemoryShare.Reservation
    ) async throws -> ChunkResult {
        let (filter, view, stream) = (request.filter, request.view, monitor.journal.stream)
        return try await monitor.connections.ask { readers in
            let stretch = try readers.journal.stretch(
                from: seq + 1, through: last, labelled: filter.journalLabels, atMost: 512,
                bytes: StreamBroadcaster.chunkBytes)
            let stories = stretch.rows.compactMap { if case .story(let story) = $0 { story } else { nil } }
            return Self.hold(
                StreamBroadcaster.chunk(of: stories, in: stream, through: stretch.next - 1, filter, view), reservation)
        }
    }
}
