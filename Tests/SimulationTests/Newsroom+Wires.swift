import TestSupport
import GRDB
import SimulatedDisk
import Stories

@testable import Journaling
@testable import Endpoints

// The wires between the daemon and the others, and what goes wrong.

extension Newsroom {
    /// The producers hand in again what was not answered.
    func handInAgain() {
        for work in producers.open where isCalm || numbers.below(3) == 0 {
            if !isCalm || !producers.requests.contains(work) { producers.requests.append(work) }
        }
    }

    /// Requests reach the daemon: once, twice, or not at all.
    func deliverRequests() {
        guard let daemon else { return isCalm ? () : (producers.requests = []) }
        for work in producers.requests.prefix(isCalm ? .max : 6) {
            let copies = fault(inPercent: 10) ? 0 : fault(inPercent: 10) ? 2 : 1
            for _ in 0..<copies { daemon.inbox.append(work) }
        }
        producers.requests = Array(producers.requests.dropFirst(isCalm ? .max : 6))
    }

    func deliverAnswers() throws {
        for answer in producers.answers where !fault(inPercent: 15) { try producers.hear(answer, truth) }
        producers.answers = []
    }

    /// A follower takes what has come, and says what it wants to say.
    func follow(_ index: Int, atMost count: Int) throws {
        for message in feedLines[index].replies.prefix(count) {
            try followers[index].hear(feed: message, at: now, truth)
        }
        feedLines[index].replies = Array(feedLines[index].replies.dropFirst(count))
        // The two ways are not equally fast.
        let heard = isCalm ? count : numbers.below(4)
        for message in pubLines[index].messages.prefix(heard) { try followers[index].hear(pub: message, truth) }
        pubLines[index].messages = Array(pubLines[index].messages.dropFirst(heard))
        let turn = try followers[index].turn(at: now, truth)
        if turn.reconnects { feedLines[index].interrupt(keepingReplies: 0) }
        feedLines[index].requests += turn.requests
        guard !feedLines[index].requests.isEmpty else { return }
        try working { daemon in
            for request in feedLines[index].requests {
                daemon.feed.receive([feedLines[index].peer] + request, at: now, from: daemon.source) { sendFeed($0) }
            }
            feedLines[index].requests = []
        }
    }

    // MARK: - Trouble

    func trouble(_ action: Int) throws {
        let someone = numbers.below(followers.count)
        switch action {
        case 88..<92: try working { try prune($0) }
        case 92: stop(nil)
        case 93: disk.operationsLeft = numbers.below(20)
        case 94: feedLines[someone].interrupt(keepingReplies: numbers.below(4))
        case 95: pubLines[someone].messages = Array(pubLines[someone].messages.prefix(numbers.below(2)))
        case 96: restartFollower(someone)
        case 97: try working { try checkpoint($0.journal) }
        default: try rareTrouble()
        }
    }

    /// Whatever there is to checkpoint: the journal itself waits until it is worth while.
    private func checkpoint(_ journal: Journal) throws(JournalError) {
        try JournalOperation(name: "checkpointing", path: journal.path).perform {
            _ = try journal.queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
        }
    }

    private func rareTrouble() throws {
        switch numbers.below(8) {
        case 0..<3: disk.bytesMax = 0
        case 3..<5: disk.bytesMax = nil
        case 5..<7: disk.syncing = .fails
        default: try end()
        }
    }

    private func restartFollower(_ index: Int) {
        followers[index].restart()
        feedLines[index].interrupt(keepingReplies: 0)
        pubLines[index].messages = []
    }

    /// Old stories go, but for those that somebody still hands in: those would be taken for new ones.
    private func prune(_ daemon: Daemon) throws {
        let used = producers.oldestInUse(of: committed.keys, and: daemon.inbox)
        let old = min(milliseconds - 1000, used ?? .max)
        _ = try daemon.journal.prune(Retention(age: .zero), now: Timestamp(milliseconds: old))
        truth.prune(below: daemon.journal.oldest)
    }

    /// The daemon is stopped in order; sometimes somebody puts a new journal in the place of the old one.
    private func end() throws {
        try working { try $0.journal.close() }
        daemon = nil
        guard disk.operationsLeft == nil, !disk.isStopped else { return stop(nil) }
        for index in followers.indices { feedLines[index].interrupt(keepingReplies: .max) }
        guard numbers.below(2) == 0 else { return }
        disk = try SimulatedDisk(seed: numbers.next())
        isReplaced = true
        count()
        producers.forget()
        committed = [:]
    }
}
