import Testing
import WiredeskClient

@Suite struct `A following` {
    private var following: Following
    private var now = Duration.zero

    init() {
        following = Following(from: .earliest, window: 4)
        _ = following.connect(at: .zero)
    }

    private func alive(_ seq: Int, _ stream: String = "s") -> [[UInt8]] {
        [Array("\(seq)".utf8), Array(#"{"alive":{"stream":"\#(stream)","oldest":1,"head":9}}"#.utf8)]
    }

    private func record(_ seq: Int) -> [[UInt8]] { [Array("\(seq)".utf8), Array("r\(seq)".utf8)] }

    private func note(_ text: String) -> [[UInt8]] { [Array(text.utf8)] }

    /// What is done, as text.
    private func text(_ actions: [Following.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .send(let frame): "send " + String(decoding: frame, as: UTF8.self)
            case .reconnect(let pause): "reconnect after \(pause)"
            case .deliver(.story(let story)):
                "\(story.stream) \(story.seq) " + String(decoding: story.record, as: UTF8.self)
            case .deliver(let event): "\(event)"
            }
        }
    }

    private mutating func hear(_ messages: [[UInt8]]...) -> [String] {
        messages.flatMap { text(following.receive($0, at: now)) }
    }

    @Test mutating func `asks, delivers in order, and asks for more as stories are taken`() {
        var fresh = Following(from: .now, categories: ["safety"], window: 4)
        #expect(
            text(fresh.connect(at: now)) == [#"send {"follow":{"categories":["safety"],"credit":4,"from":"now"}}"#])
        #expect(hear(alive(0)) == [#"following(stream: "s", after: 0)"#])
        #expect(hear(record(1), record(2), record(3), record(4)) == ["s 1 r1", "s 2 r2", "s 3 r3", "s 4 r4"])
        #expect(text(following.take(1, at: now)) == [])
        #expect(text(following.take(1, at: now)) == [#"send {"credit":2}"#])
        #expect(hear(alive(4)) == [])
    }

    @Test mutating func `goes on where it was, on another connection`() {
        _ = hear(alive(0), record(1), record(2))
        now = .seconds(3)
        #expect(hear(alive(2)) == [])
        now = .milliseconds(6499)
        #expect(text(following.tick(at: now)) == [])
        now = .milliseconds(6500)
        #expect(following.dueAt == now)
        #expect(
            text(following.tick(at: now)) == [
                #"waiting(reason: "nothing was heard for 3.5 s")"#, "reconnect after 0.0 seconds",
            ])
        #expect(following.dueAt == nil && hear(record(3)) == [])
        // Two stories wait to be taken, so there is room for two.
        let follow = #"send {"follow":{"credit":2,"from":3,"stream":"s"}}"#
        #expect(text(following.connect(at: now)) == [follow])
        // A slow line may need longer: the next connection gets twice the time.
        now += .milliseconds(6999)
        #expect(text(following.tick(at: now)) == [])
        now += .milliseconds(1)
        #expect(text(following.tick(at: now)) == ["reconnect after 0.0 seconds"])
        #expect(text(following.connect(at: now)) == [follow])
        #expect(hear(alive(2), record(3)) == [#"following(stream: "s", after: 2)"#, "s 3 r3"])
    }

    @Test mutating func `drops what it has, and takes no gap`() {
        _ = hear(alive(0), record(1), record(2))
        #expect(hear(record(1), record(2)) == [#"send {"credit":2}"#])
        #expect(hear(record(4)) == [#"waiting(reason: "story 3 is missing")"#, "reconnect after 0.1 seconds"])
        _ = following.connect(at: now)
        #expect(hear(alive(2), record(3)).last == "s 3 r3")
        #expect(hear(alive(4)).last == "reconnect after 0.1 seconds")
    }

    @Test mutating func `of some categories takes the gaps between them`() {
        following = Following(from: .seq(3), categories: ["safety"], window: 4)
        _ = following.connect(at: now)
        #expect(hear(alive(2), record(7), alive(9)) == [#"following(stream: "s", after: 2)"#, "s 7 r7"])
        now = .seconds(5)
        _ = following.tick(at: now)
        #expect(
            text(following.connect(at: now))
                == [#"send {"follow":{"categories":["safety"],"credit":3,"from":10,"stream":"s"}}"#])
    }

    @Test mutating func `reports damaged and pruned stories and goes on`() {
        _ = hear(alive(0), record(1))
        let damaged = [Array("2".utf8), Array(#"{"damaged":{"reason":"why"}}"#.utf8)]
        #expect(hear(damaged) == [#"damaged(stream: "s", seq: 2, reason: "why")"#])
        #expect(
            hear(note(#"{"gone":{"oldest":7,"stream":"s"}}"#)) == [
                #"pruned(stream: "s", missing: ClosedRange(3...6))"#,
                #"send {"follow":{"credit":2,"from":7,"stream":"s"}}"#,
            ])
        #expect(hear(alive(6), record(7)) == ["s 7 r7"])
    }

    @Test mutating func `starts a new stream from its earliest story`() {
        _ = hear(alive(0), record(1))
        #expect(
            hear(note(#"{"gone":{"oldest":1,"stream":"t"}}"#)) == [
                #"restarted(stream: "t")"#, #"send {"follow":{"credit":3,"from":"earliest","stream":"t"}}"#,
            ])
        #expect(hear(alive(0, "t"), record(1)) == [#"following(stream: "t", after: 0)"#, "t 1 r1"])
    }

    @Test mutating func `tries again after an error, later after the second`() {
        let error = note(#"{"error":{"reason":"no session: follow first"}}"#)
        #expect(hear(error) == [#"waiting(reason: "no session: follow first")"#, "reconnect after 0.1 seconds"])
        _ = following.connect(at: now)
        #expect(hear(error) == ["reconnect after 1.0 seconds"])
        _ = following.connect(at: now)
        #expect(hear(alive(0)) == [#"following(stream: "s", after: 0)"#])
        #expect(hear(note("?")).last == "reconnect after 1.0 seconds")
    }

    @Test mutating func `tells a quiet daemon that it is there`() {
        _ = hear(alive(0))
        for second in 1..<10 {
            now = .seconds(second)
            #expect(hear(alive(0)) + text(following.tick(at: now)) == [])
        }
        now = .seconds(10)
        #expect(hear(alive(0)) + text(following.tick(at: now)) == [#"send {"credit":0}"#])
    }
}
