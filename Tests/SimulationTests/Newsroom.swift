import TestSupport
import Journaling
import SimulatedDisk
import Stories

@testable import Endpoints

/// A whole world in one thread: producers, a daemon on a simulated disk, and its followers, all of it decided by a
/// seed.
final class Newsroom {
    var numbers: SeededNumbers
    var disk: SimulatedDisk
    var daemon: Daemon?
    var producers = Producers()
    var truth = Truth()
    var now = Duration.zero
    /// Works that are committed, by their numbers, and under which seq.
    var committed: [Int: Int] = [:]
    /// Whether the disk is a new one, on which no journal has been yet.
    var isReplaced = true
    /// Whether faults are still to be expected.
    var isCalm = false

    var followers: [any Follower]
    var feedLines: [FeedLine]
    var pubLines: [PubLine]

    /// What there is to count at the end.
    var figures = Figures()

    /// What a simulation went through.
    struct Figures: CustomStringConvertible {
        var stories = 0
        var withdrawn = 0
        var reclassified = 0
        var removed = 0
        var stops = 0
        var taken = 0

        var description: String {
            "\(stories) records, \(withdrawn) of them withdrawals, \(reclassified) new verdicts, \(removed) removed when they were old; "
                + "\(stops) stops; \(taken) records taken by followers"
        }

        static func += (sum: inout Figures, more: Figures) {
            sum.stories += more.stories
            sum.withdrawn += more.withdrawn
            sum.reclassified += more.reclassified
            sum.removed += more.removed
            sum.stops += more.stops
            sum.taken += more.taken
        }
    }

    /// The machine stopped between two steps.
    struct Stopped: Error {}

    init(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        disk = try SimulatedDisk(seed: numbers.next())
        let categories = [nil, Work.categories[numbers.below(3)]]
        followers = categories.flatMap { category -> [any Follower] in
            [
                ClientFollower(of: category, window: 1 + numbers.below(8)),
                RecipeFollower(of: category, creditMax: 1 + numbers.below(8)),
            ]
        }
        feedLines = followers.indices.map { FeedLine($0, roomMax: 2 + numbers.below(12)) }
        pubLines = followers.map { PubLine(of: $0.cuttings.category) }
        self.numbers = numbers
    }

    /// Lives through a number of steps, then waits until everything has come to rest, and looks at everything.
    func run(steps: Int) throws {
        for _ in 0..<steps { try step() }
        try comeToRest()
        guard let daemon else { throw Violation(description: "there is no daemon") }
        try truth.compare(daemon, from: 1)
        for (index, follower) in followers.enumerated() {
            try promise(follower.cuttings.isComplete(truth), "follower \(index) is not complete")
        }
        count()
        figures.taken = followers.reduce(0) { $0 + $1.cuttings.count }
    }

    /// Adds what the present journal has to the figures.
    func count() {
        figures.stories += truth.head
        figures.withdrawn += producers.works.count { $0.isWithdrawal }
        figures.removed += daemon.map { $0.journal.oldest - 1 } ?? 0
    }

    /// Whether something happens that does only while faults are to be expected.
    func fault(inPercent percent: Int) -> Bool {
        !isCalm && numbers.happens(inPercent: percent)
    }

    private func step() throws {
        now += .milliseconds(numbers.below(400))
        let action = numbers.below(100)
        switch action {
        case 0..<16: producers.write(at: milliseconds, truth, &numbers)
        case 16..<20: handInAgain()
        case 20..<32: deliverRequests()
        case 32..<38: try deliverAnswers()
        case 38..<52: try working { try work($0) }
        case 52..<53: try working { try reclassify($0) }
        case 53..<56: try working { try announce($0.announcer.heartbeats(oldest: $0.journal.oldest)) }
        case 56..<70: try working { serveFeed($0, turns: 1 + numbers.below(4)) }
        case 70..<88: try follow(numbers.below(followers.count), atMost: 1 + numbers.below(8))
        default: try trouble(action)
        }
    }

    var milliseconds: Int64 {
        let parts = now.components
        return parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    }

    /// Everything goes well from now on, until nothing more happens.
    private func comeToRest() throws {
        isCalm = true
        disk.operationsLeft = nil
        disk.syncing = .works
        disk.bytesMax = nil
        for _ in 0..<200 {
            now += .milliseconds(2500)
            handInAgain()
            deliverRequests()
            try working { daemon in
                while !daemon.inbox.isEmpty { try work(daemon) }
                try announce(daemon.announcer.heartbeats(oldest: daemon.journal.oldest))
                serveFeed(daemon, turns: 1000)
            }
            try deliverAnswers()
            for index in followers.indices { try follow(index, atMost: 1000) }
            if producers.open.isEmpty, producers.requests.isEmpty,
                followers.allSatisfy({ $0.cuttings.isComplete(truth) })
            {
                return
            }
        }
        throw Violation(
            description: "no rest: \(producers.open.count) works open, followers at "
                + followers.map { "\($0.cuttings.last)" }.joined(separator: " ") + " of \(truth.head)")
    }
}
