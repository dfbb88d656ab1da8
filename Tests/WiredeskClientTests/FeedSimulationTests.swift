import Stories
import Testing
import TestSupport
import WiredeskClient
import Endpoints

/// The feed and a follower on one clock, with everything between them that goes wrong: connections that break with
/// messages on their way, daemons that start anew or with another journal, peers without room, slow consumers, damaged
/// and removed stories. The same seed always gives the same run.
private struct FeedSimulation {
    private var dice: SplitMix
    private(set) var archive = PaperFeedSource(stream: "0")
    private var server = FeedServer()
    private var following: Following
    private let categories: [String]?
    private var now = Duration.zero

    /// The routing id of the connection; `nil` while there is none.
    private var peer: [UInt8]?
    private var reconnectAt: Duration? = .zero
    private var connections = 0
    private var toDaemon: [[UInt8]] = []
    private var toFollower: [[[UInt8]]] = []
    private var untaken = 0
    private(set) var events: [FeedEvent] = []

    init(seed: UInt64) {
        var dice = SplitMix(state: seed)
        categories = Bool.random(using: &dice) ? nil : ["safety", "culture"]
        following = Following(from: .earliest, categories: categories, window: Int.random(in: 1...20, using: &dice))
        self.dice = dice
    }

    mutating func run(steps: Int) {
        for _ in 0..<steps { step(isCalm: false) }
        // Then nothing goes wrong any more, and all must arrive.
        for _ in 0..<20_000 { step(isCalm: true) }
    }

    private mutating func step(isCalm: Bool) {
        now += .milliseconds(Int.random(in: 1...20, using: &dice))
        if !isCalm { disturb() }
        if let at = reconnectAt, at <= now {
            connections += 1
            (peer, reconnectAt) = (Array("\(connections)".utf8), nil)
            perform(following.connect(at: now))
        }
        deliverRequests()
        for _ in 0..<Int.random(in: 1...3, using: &dice) { serve() }
        for _ in 0..<min(toFollower.count, Int.random(in: 0...5, using: &dice)) where peer != nil {
            perform(following.receive(toFollower.removeFirst(), at: now))
        }
        if untaken > 0, isCalm || Int.random(in: 0..<3, using: &dice) == 0 {
            let count = Int.random(in: 1...untaken, using: &dice)
            untaken -= count
            perform(following.take(count, at: now))
        }
        perform(following.tick(at: now))
    }

    private mutating func disturb() {
        switch Int.random(in: 0..<2000, using: &dice) {
        case 0..<400: archive.labels.append([["safety", "economy", "culture"].randomElement(using: &dice) ?? ""])
        case 400..<410: archive.damaged.insert(Int.random(in: 1...max(1, archive.head), using: &dice))
        case 410..<415: archive.oldest = Int.random(in: archive.oldest...archive.head + 1, using: &dice)
        // The connection breaks; what is on its way is lost.
        case 415..<420: (peer, toDaemon, toFollower) = (nil, [], [])
        // The daemon starts anew, sometimes with another journal.
        case 420..<424: restart()
        case 424:
            restart()
            archive = PaperFeedSource(stream: "\(connections).\(archive.head)")
        case 425: now += .seconds(Int.random(in: 1...40, using: &dice))
        default: break
        }
    }

    private mutating func restart() {
        server = FeedServer()
        toDaemon = []
    }

    private mutating func deliverRequests() {
        guard let peer else { return }
        let requests = toDaemon
        toDaemon = []
        for request in requests {
            server.receive([peer, request], at: now, from: archive) { message in
                toFollower.append(Array(message.dropFirst()))
                return .taken
            }
        }
    }

    private mutating func serve() {
        var waiting = toFollower
        let present = peer
        _ = server.serveNext(at: now, from: archive) { message in
            guard message.first == present else { return .gone }
            guard waiting.count < 8 else { return .noRoom }
            waiting.append(Array(message.dropFirst()))
            return .taken
        }
        toFollower = waiting
    }

    private mutating func perform(_ actions: [Following.Action]) {
        for action in actions {
            switch action {
            case .send(let frame): if peer != nil { toDaemon.append(frame) }
            case .reconnect(let pause): (peer, toDaemon, toFollower, reconnectAt) = (nil, [], [], now + pause)
            case .deliver(let event):
                events.append(event)
                switch event {
                case .story, .damaged: untaken += 1
                default: break
                }
            }
        }
    }
}

/// What a follower can know of the feed from what it was told.
private struct Account {
    /// What is wrong, in words.
    private(set) var complaints: [String] = []
    private var stream = ""
    /// Everything up to it has been told; `nil` while it is not known where the stream starts.
    private var last: Int?
    /// The sequence numbers that something was said of, in the present stream.
    private(set) var told: Set<Int> = []
    private(set) var first = 0

    private let isWhole: Bool

    init(of events: [FeedEvent], isWhole: Bool) {
        self.isWhole = isWhole
        for event in events { enter(event) }
    }

    private mutating func enter(_ event: FeedEvent) {
        switch event {
        case .waiting: break
        case .restarted(let its): (stream, last, told) = (its, nil, [])
        case .following(let its, let seq):
            if stream.isEmpty { stream = its }
            if last == nil { (last, first) = (seq, seq + 1) }
            // Of some categories, everything up to there was passed over.
            let isSound = isWhole ? seq <= last ?? 0 : true
            check(its == stream && isSound, event)
        case .story(let story): enter(story.seq, story.stream, event)
        case .damaged(let its, let seq, _): enter(seq, its, event)
        case .pruned(let its, let missing):
            check(its == stream && missing.lowerBound > last ?? .max, event)
            (last, told) = (missing.upperBound, told.union(missing))
        }
    }

    private mutating func enter(_ seq: Int, _ its: String, _ event: FeedEvent) {
        let last = last ?? .max - 1
        check(its == stream && (isWhole ? seq == last + 1 : seq > last), event)
        self.last = seq
        told.insert(seq)
    }

    private mutating func check(_ isSound: Bool, _ event: FeedEvent) {
        if !isSound { complaints.append("\(event) after \(last ?? -1) of \(stream)") }
    }
}

extension FeedSimulation {
    /// What is wrong with the events, in words; nothing when every story came once, in order, or was accounted for.
    var complaints: [String] {
        let account = Account(of: events, isWhole: categories == nil)
        let untold = (account.first..<max(account.first, archive.head + 1)).filter { seq in
            !account.told.contains(seq)
                && categories.map { !Set($0).isDisjoint(with: archive.labels[seq - 1]) } ?? true
        }
        return account.complaints + (untold.isEmpty ? [] : ["nothing was said of \(untold)"])
    }
}

/// Numbers that a seed determines (S. Vigna's SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

@Suite struct `The feed and its follower` {
    @Test(arguments: UInt64(1)...40)
    func `miss nothing and repeat nothing, whatever happens between them`(seed: UInt64) {
        var simulation = FeedSimulation(seed: seed)
        simulation.run(steps: 5000)
        #expect(simulation.complaints == [], "seed \(seed), \(simulation.archive.head) stories")
        #expect(simulation.events.count > 100)
    }
}
