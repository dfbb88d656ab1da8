import FeedProtocol
import Stories
import Testing

@Suite struct `A feed request` {
    @Test(arguments: [
        (#"{"follow":{"from":"earliest"}}"#, FeedRequest.follow(.init(from: .earliest))),
        (#"{"follow":{"from":"now","credit":0}}"#, .follow(.init(from: .now, credit: 0))),
        (#"{"follow":{"from":"now","categories":[]}}"#, .follow(.init(from: .now))),
        (#" {"follow" : {"from": 1, "credit": null, "other": [[1]]}, "x": {}} "#, .follow(.init(from: .seq(1)))),
        (
            #"{"follow":{"from":"2026-11-22T08:30:00Z","categories":["safety","农业"],"stream":"ab"}}"#,
            .follow(
                .init(
                    from: .time(Timestamp(milliseconds: 1_795_336_200_000)), stream: "ab",
                    categories: ["safety", "农业"]))
        ),
        (#"{"follow":{"from":9223372036854775807}}"#, .follow(.init(from: .seq(.max)))),
        // As languages write numbers that have no integers.
        (#"{"follow":{"from":7.0,"credit":1e2}}"#, .follow(.init(from: .seq(7), credit: 100))),
        (#"{"credit":0}"#, .credit(0)),
        (#"{"credit":9223372036854775807}"#, .credit(.max)),
        (#"{"bye":true}"#, .bye),
    ])
    func `is read`(text: String, expected: FeedRequest) throws {
        #expect(try FeedRequest(Array(text.utf8)) == expected)
    }

    static let from = "from: expected earliest, now, a sequence number from 1, or a time such as 2026-11-22T08:30:00Z"
    static let names =
        "categories: expected at most 64 names without spaces and control characters, of at most 64 bytes"
    static let one = "expected one of follow, credit, and bye: true"

    @Test(arguments: [
        ("", "not JSON: unexpected end at byte 0"),
        ("x", "not JSON: unexpected character at byte 0"),
        ("[]", "expected an object, got an array"),
        ("{}", one),
        (#"{"follow":{"from":"now"},"credit":1}"#, one),
        (#"{"bye":false}"#, one),
        (#"{"bye":1}"#, "bye: expected a boolean, got a number"),
        (#"{"follow":{}}"#, "follow: from is missing"),
        (#"{"follow":[]}"#, "follow: expected an object, got an array"),
        (#"{"follow":{"from":0}}"#, from),
        (#"{"follow":{"from":-5}}"#, from),
        (#"{"follow":{"from":1.5}}"#, from),
        (#"{"follow":{"from":true}}"#, from),
        (#"{"follow":{"from":"2026-02-30T00:00:00Z"}}"#, from),
        (#"{"follow":{"from":99999999999999999999}}"#, from),
        (#"{"follow":{"from":"now","stream":""}}"#, "stream: expected the id of a stream"),
        (#"{"follow":{"from":"now","categories":["a b"]}}"#, names),
        (#"{"follow":{"from":"now","categories":[""]}}"#, names),
        (#"{"follow":{"from":"now","categories":["a\u007Fb"]}}"#, names),
        ("{\"follow\":{\"from\":\"now\",\"categories\":[\"a\u{9B}31m\"]}}", names),
        ("{\"follow\":{\"from\":\"now\",\"categories\":[\"a\u{61C}b\"]}}", names),
        ("{\"follow\":{\"from\":\"now\",\"categories\":[\"a\u{200B}b\"]}}", names),
        ("{\"follow\":{\"from\":\"now\",\"categories\":[\"\u{202E}ab\"]}}", names),
        ("{\"follow\":{\"from\":\"now\",\"categories\":[\"a\u{2029}b\"]}}", names),
        ("{\"follow\":{\"from\":\"now\",\"stream\":\"a\u{2066}b\"}}", "stream: expected the id of a stream"),
        (#"{"follow":{"from":"now","categories":["\#(String(repeating: "x", count: 65))"]}}"#, names),
        (
            #"{"follow":{"from":"now","categories":[\#((0..<65).map { "\"c\($0)\"" }.joined(separator: ","))]}}"#,
            names
        ),
        (#"{"follow":{"from":"now","credit":-1}}"#, "credit: expected a number from 0"),
        (#"{"credit":-1}"#, "credit: expected a number from 0"),
        (#"{"credit":"5"}"#, "credit: expected an integer, got a string"),
        (String(repeating: "[", count: 4000), "not JSON: nested deeper than 8 at byte 8"),
        (#"{"x":[[[[[[[[]]]]]]]]}"#, "not JSON: nested deeper than 8 at byte 12"),
        (String(repeating: " ", count: 4097), "a request has at most 4096 bytes"),
        ("{\u{0}}", "not JSON: expected a key at byte 1"),
    ])
    func `that is malformed is refused with a reason`(text: String, reason: String) {
        #expect(throws: FeedRequest.Malformed(reason: reason)) { try FeedRequest(Array(text.utf8)) }
    }

    @Test func `that is no UTF-8 is refused`() {
        let frame = Array(#"{"bye":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
        #expect(throws: FeedRequest.Malformed(reason: "not JSON: no UTF-8 at byte 8")) { try FeedRequest(frame) }
    }
}

@Suite struct `A message of the feed` {
    @Test(arguments: [
        FeedRequest.follow(.init(from: .earliest)), .follow(.init(from: .now, credit: 3)),
        .follow(.init(from: .seq(7), stream: "5f3a", categories: ["safety", "culture"])),
        .follow(.init(from: .time(Timestamp(milliseconds: 1_700_000_000_123)))), .credit(12), .bye,
    ])
    func `of a follower is read as it was written`(request: FeedRequest) throws {
        #expect(try FeedRequest(request.frame) == request)
    }

    @Test(arguments: [
        FeedReply.story(seq: 3, record: Array(#"{"seq":3}"#.utf8)), .damaged(seq: 4, reason: "a \"disk\""),
        .alive(seq: 0, stream: "5f3a", oldest: 1, head: 0), .gone(oldest: 9, stream: "5f3a"), .error(reason: "no"),
    ])
    func `of the daemon is read as it was written`(reply: FeedReply) {
        #expect(FeedReply(reply.frames) == reply)
    }
}
