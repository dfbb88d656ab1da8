import TestSupport

/// Puts messages into envelopes that are wrong, and makes requests that a feed cannot understand.
struct BadRequests {
    private var random: SeededNumbers

    /// Starts the sequence that belongs to a seed.
    init(seed: UInt64) {
        random = SeededNumbers(seed: seed)
    }

    private mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private mutating func filler(_ bytes: Int) -> [UInt8] {
        // Never empty, which would end an envelope.
        (0..<max(1, bytes)).map { _ in UInt8.random(in: 0x21...0x7E, using: &random) }
    }

    // MARK: - For submit

    /// A request to a submit intake; some messages become bad by their frames.
    mutating func request(of message: BadCopy.Message) -> BadCopy.Message {
        let payload = message.payload
        func bad(_ frames: [[UInt8]]) -> BadCopy.Message { BadCopy.Message(frames: frames + [payload], isBad: true) }
        func same(_ frames: [[UInt8]]) -> BadCopy.Message {
            BadCopy.Message(frames: frames + [payload], isBad: message.isBad)
        }
        switch roll(30) {
        case 0: return bad((0..<4 + roll(3)).map { _ in filler(4) } + [[]])
        case 1: return bad([filler(65 + roll(300)), []])
        case 2: return bad([[]] + (0..<2 + roll(60)).map { _ in filler(3) })
        case 3: return bad([[], filler(513 + roll(3000))])
        case 4: return bad([[], [0xC0, 0x80, 0xFF]])
        case 5: return bad((0..<3 + roll(60)).map { _ in filler(3) })
        case 6: return same([filler(8), filler(64), []])
        case 7: return same([filler(8), []])
        // A plain payload behind nothing; an empty one would be an envelope's end only if something followed.
        case 8: return same([])
        default: return same([[]])
        }
    }

    // MARK: - For a feed

    /// The frames of a request that is answered with an error.
    mutating func follow() -> [[UInt8]] {
        let follow = Array(#"{"follow":{"from":"earliest","credit":5}}"#.utf8)
        switch roll(12) {
        case 0: return [Array(follow.prefix(1 + roll(follow.count - 1)))]
        case 1: return [filler(roll(300)) + [0xFF]]
        case 2: return [[UInt8](repeating: 0, count: roll(50))]
        case 3: return [[]]
        case 4: return [[], []]
        case 5: return (0..<5 + roll(40)).map { _ in filler(3) } + [[], follow]
        case 6: return [filler(65 + roll(200)), [], follow]
        case 7: return [[]] + (0..<1 + roll(40)).map { _ in filler(3) } + [follow]
        case 8: return [follow.dropLast() + filler(4096) + [0x7D]]
        case 9:
            let depth = 9 + roll(900)
            return [[UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)]
        default: return [Array(Self.requests[roll(Self.requests.count)].utf8)]
        }
    }

    private static let requests = [
        "{}", "null", "7", #""follow""#, "[]", #"{"follow":{}}"#, #"{"follow":null}"#, #"{"follow":7}"#,
        #"{"follow":{"from":null}}"#,
        #"{"follow":{"from":0}}"#, #"{"follow":{"from":-5}}"#, #"{"follow":{"from":1.5}}"#,
        #"{"follow":{"from":1e99}}"#,
        #"{"follow":{"from":99999999999999999999}}"#, #"{"follow":{"from":"yesterday"}}"#,
        #"{"follow":{"from":["earliest"]}}"#,
        #"{"follow":{"from":"earliest","credit":-1}}"#, #"{"follow":{"from":"earliest","credit":"many"}}"#,
        #"{"follow":{"from":"earliest","credit":1e99}}"#, #"{"follow":{"from":"earliest","categories":"economy"}}"#,
        #"{"follow":{"from":"earliest","categories":[7]}}"#,
        #"{"follow":{"from":"earliest","categories":["a b"]}}"#, #"{"follow":{"from":"earliest","categories":[""]}}"#,
        #"{"follow":{"from":"earliest","stream":7}}"#, #"{"follow":{"from":"earliest","stream":""}}"#,
        #"{"credit":-1}"#,
        #"{"credit":"5"}"#, #"{"credit":99999999999999999999}"#, #"{"credit":5}"#, #"{"bye":false}"#, #"{"bye":7}"#,
        #"{"follow":{"from":"earliest"},"credit":5}"#, #"{"follow":{"from":"earliest"},"bye":true}"#,
        #"{"unfollow":true}"#,
        #"{"follow":{"from":"earliest"}"#, #"{"follow":{"from":"earliest"}}}"#, #"{'follow':{'from':'now'}}"#,
    ]
}
