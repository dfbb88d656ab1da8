import Journaling
import NIOCore
import Stories
import Testing

@testable import Monitor

/// A stored story of a number, a pipeline and so many bytes.
private func story(_ seq: Int, _ category: String = "safety", labels: [String]? = nil, bytes: Int = 2) -> StoredStory {
    StoredStory(
        seq: seq, identity: Identity(source: "test", id: "\(seq)"), category: category, labels: labels ?? [category],
        receivedAt: Timestamp(milliseconds: Int64(seq) * 1000), record: Array(repeating: 0x20, count: bytes))
}

@Suite struct `The newest stories in memory` {
    @Test func `are found after a number, up to another, at least one`() {
        var ring = LiveRing(after: 10)
        ring.append((11...20).map { story($0, bytes: 100) })
        #expect(ring.floor == 11)
        #expect(ring.stories(after: 10, through: 20, bytesMax: 1 << 20).stories.map(\.seq) == Array(11...20))
        let middle = ring.stories(after: 13, through: 15, bytesMax: 1 << 20)
        #expect(middle.stories.map(\.seq) == [14, 15] && middle.through == 15)
        let small = ring.stories(after: 10, through: 20, bytesMax: 1)
        #expect(small.stories.map(\.seq) == [11] && small.through == 11)
        #expect(ring.stories(after: 20, through: 20, bytesMax: 1).stories.isEmpty)
    }

    @Test func `are bounded by number and by bytes, and say from where on they are there`() {
        var ring = LiveRing(after: 0)
        for seq in 1...20_000 { ring.append([story(seq)]) }
        #expect(ring.floor == 20_000 - LiveRing.storiesMax + 1)
        #expect(
            ring.stories(after: ring.floor - 1, through: 20_000, bytesMax: .max).stories.count == LiveRing.storiesMax)
        var heavy = LiveRing(after: 0)
        for seq in 1...50 { heavy.append([story(seq, bytes: 1 << 20)]) }
        #expect(heavy.floor == 50 - (LiveRing.bytesMax >> 20) + 1)
        #expect(heavy.size <= LiveRing.bytesMax)
    }

    @Test func `are let through by primary category and label`() {
        let both = story(1, "politics", labels: ["politics", "economy"])
        #expect(StoryFilter().admits(both))
        #expect(StoryFilter(labels: ["economy"]).admits(both))
        #expect(!StoryFilter(primary: ["economy"]).admits(both))
        #expect(!StoryFilter(labels: ["safety"]).admits(both))
    }

    @Test func `are let through to the pipeline that a story has left`() {
        let moved = StoredStory(
            seq: 2, identity: Identity(source: "test", id: "1"), version: 2, event: .update, category: "safety",
            labels: ["safety", "economy"], audience: ["safety", "economy"], receivedAt: Timestamp(milliseconds: 1),
            record: [])
        #expect(StoryFilter(primary: ["economy"]).admits(moved) && StoryFilter(labels: ["economy"]).admits(moved))
        #expect(StoryFilter(primary: ["safety"]).admits(moved))
        #expect(!StoryFilter(primary: ["culture"]).admits(moved))
    }
}

@Suite struct `The wire of streams` {
    @Test func `shows what was added at the next beat, encoded once, and ends with everything`() throws {
        let wire = StreamBroadcaster(after: 0, of: "a1")
        wire.add([story(1), story(2, "culture")])
        guard case .nothing = wire.next(after: 0, StoryFilter(), .record) else {
            Issue.record("a story was shown before its beat")
            return
        }
        wire.endStreams()
        guard case .chunk(let all) = wire.next(after: 0, StoryFilter(), .record) else {
            Issue.record("no stories")
            return
        }
        #expect(all.count == 2 && all.through == 2)
        guard case .chunk(let some) = wire.next(after: 0, StoryFilter(primary: ["culture"]), .record) else {
            Issue.record("no stories")
            return
        }
        #expect(some.count == 1 && some.through == 2)
        guard case .end = wire.next(after: 2, StoryFilter(), .record) else {
            Issue.record("the stream did not end")
            return
        }
    }

    @Test func `sends a client that is too far behind to the journal`() {
        let wire = StreamBroadcaster(after: 100, of: "a1")
        wire.add([story(101)])
        wire.endStreams()
        guard case .inJournal(let through) = wire.next(after: 40, StoryFilter(), .record) else {
            Issue.record("the ring cannot have it")
            return
        }
        #expect(through == 100)
    }

    @Test func `writes events as browsers read them`() {
        var events = ServerSentEvents(of: "a1")
        events.retry(milliseconds: 1000)
        events.story(7, Array(#"{"seq":7}"#.utf8))
        events.event("gone", at: 8, Array("{}".utf8))
        #expect(
            String(buffer: events.buffer)
                == "retry: 1000\n\nid: a1-7\ndata: {\"seq\":7}\n\nevent: gone\nid: a1-8\ndata: {}\n\n")
    }
}
