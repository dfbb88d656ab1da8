import TextCleaning
import TestSupport

/// Makes messages that are no stories, in every way that a producer gets one wrong, and some that are.
struct BadCopy {
    /// What is put into an intake.
    struct Message {
        /// Its frames, without an envelope.
        var frames: [[UInt8]]
        /// Whether it must become a dead letter.
        var isBad: Bool

        /// The last frame.
        var payload: [UInt8] { frames.last ?? [] }
    }

    private let name: String
    private var random: SeededNumbers
    private var number = 0
    private let parser = ArticleParser()

    /// Starts the sequence that belongs to a seed.
    ///
    /// - Parameter name: Begins every id, so that intakes do not send the same stories.
    init(_ name: String, seed: UInt64) {
        self.name = name
        random = SeededNumbers(seed: seed)
    }

    /// Makes messages until some of them are bad; every tenth is a sound story.
    mutating func messages(bad count: Int) -> [Message] {
        var messages: [Message] = []
        var bad = 0
        while bad < count {
            let message = messages.count % 10 == 0 ? Message(frames: [story()], isBad: false) : next()
            messages.append(message)
            bad += message.isBad ? 1 : 0
        }
        return messages
    }

    private mutating func story() -> [UInt8] {
        number += 1
        // A few garbled bytes must not turn its id into that of another, whose repeat it would rightly be.
        let word = UInt64.random(in: .min ... .max, using: &random)
        return Array(
            #"{"id":"\#(name)-\#(number)-\#(word)","version":1,"body":"Story \#(number) by \#(name): 义乌 harbour \#(word)."}"#
                .utf8)
    }

    private mutating func next() -> Message {
        let payload: [UInt8]
        switch Int.random(in: 0..<12, using: &random) {
        case 0: payload = truncated()
        case 1: return judged(garbled())
        case 2: return judged(escaped())
        case 3: payload = pick(Self.wrongTypes)
        case 4: payload = notUTF8()
        case 5: payload = blank()
        case 6: payload = nested()
        case 7: payload = Array(#"{"id":"\#(String(repeating: "x", count: size(513, 5000)))","body":"b"}"#.utf8)
        case 8: payload = pick(Self.wrongNumbers)
        case 9: payload = []
        case 10 where Int.random(in: 0..<500, using: &random) == 0: payload = [UInt8](repeating: 0x61, count: 2_100_000)
        default: payload = pick(Self.noStories)
        }
        return Message(frames: [payload], isBad: true)
    }

    /// What may have stayed a story by chance is judged by the pipeline that the daemon has.
    private func judged(_ payload: [UInt8]) -> Message {
        Message(frames: [payload], isBad: (try? parser.parse(payload)) == nil)
    }
}

// MARK: - Ways to get it wrong

extension BadCopy {
    private mutating func size(_ low: Int, _ high: Int) -> Int { Int.random(in: low...high, using: &random) }

    private mutating func pick(_ texts: [String]) -> [UInt8] {
        number += 1
        return Array(texts[size(0, texts.count - 1)].utf8)
    }

    private mutating func truncated() -> [UInt8] {
        let story = story()
        return Array(story.prefix(size(1, story.count - 1)))
    }

    private mutating func garbled() -> [UInt8] {
        var story = story()
        for _ in 0..<size(1, 4) { story[size(0, story.count - 1)] = UInt8.random(in: .min ... .max, using: &random) }
        return story
    }

    private mutating func escaped() -> [UInt8] {
        let escapes = [#"\x"#, #"\ud800"#, #"\u12"#, "\u{1}", "\n", #"\"#, #"\udc00\ud800"#, "\u{0}"]
        number += 1
        return Array(
            #"{"id":"\#(name)-\#(number)","body":"Story \#(number) \#(escapes[size(0, 7)]) of \#(name)."}"#.utf8)
    }

    private mutating func notUTF8() -> [UInt8] {
        var bytes = (0..<size(0, 300)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        bytes.insert(0xFF, at: size(0, bytes.count))
        return bytes
    }

    private mutating func blank() -> [UInt8] {
        let blanks: [UInt8] = [0x20, 0x00, 0x0A, 0x09, 0x0D]
        let blank = blanks[size(0, blanks.count - 1)]
        return [UInt8](repeating: blank, count: size(1, 300))
    }

    private mutating func nested() -> [UInt8] {
        let depth = size(70, 3000)
        return size(0, 1) == 0
            ? Array((String(repeating: #"{"body":"#, count: depth) + "1" + String(repeating: "}", count: depth)).utf8)
            : [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
    }

    private static let wrongTypes = [
        #"{"body":5}"#, #"{"body":["a"]}"#, #"{"body":{"a":"b"}}"#, #"{"body":true}"#,
        #"{"headline":["a"],"body":"b"}"#,
        #"{"id":{},"body":"b"}"#, #"{"id":[1],"body":"b"}"#, #"{"version":"two","body":"b"}"#,
        #"{"version":{},"body":"b"}"#,
        #"{"embargoed":12,"body":"b"}"#, #"{"embargoedUntil":"soon","body":"b"}"#, #"{"embargo":true,"body":"b"}"#,
        #"{"title":7,"body":"b"}"#, #"{"text":{}}"#, #"{"bodies":"b"}"#, #"{"headlines":{},"body":"b"}"#,
    ]

    private static let wrongNumbers = [
        #"{"version":1e400,"body":"b"}"#, #"{"version":99999999999999999999999,"body":"b"}"#,
        #"{"version":-1,"body":"b"}"#,
        #"{"version":0,"body":"b"}"#, #"{"version":1.5,"body":"b"}"#, #"{"id":1e9,"body":"b"}"#,
        #"{"id":0.1,"body":"b"}"#,
        #"{"version":01,"body":"b"}"#, #"{"version":NaN,"body":"b"}"#, #"{"version":9223372036854775808,"body":"b"}"#,
    ]

    private static let noStories = [
        #"{"id":"x"}"#, "{}", #"[{"body":"An array of stories is no message."}]"#, #"{"body":""}"#,
        #"{"body":" \n\u3000 "}"#,
        #"{"body":null}"#, #"{"body":"b"}{"body":"c"}"#, #"{"body":"b"},"#, "{'body':'b'}", #"{body:"b"}"#,
        #"{"status":"killed"}"#,
    ]
}
