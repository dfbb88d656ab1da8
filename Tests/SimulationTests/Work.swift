import Journaling
import SimulatedDisk
import Stories
import TestSupport

/// Something that a producer wants in the journal, and what it knows of it.
struct Work {
    static let categories = ["culture", "economy", "safety"]

    let submission: PendingStory
    let id: String
    let category: String
    let isWithdrawal: Bool
    /// What it was told.
    var seq: Int?

    var writtenAt: Int64 { submission.receivedAt.milliseconds }

    init(_ number: Int, id: String, category: String, isWithdrawal: Bool, at now: Int64) {
        self.id = id
        self.category = category
        self.isWithdrawal = isWithdrawal
        submission = PendingStory(
            .sample(
                isWithdrawal ? "" : "Story \(number).", id: id, category: category, receivedAt: now,
                isWithdrawal: isWithdrawal))
    }

    /// Whether a record is what was handed in.
    func matches(_ fact: Truth.Fact) -> Bool {
        guard fact.id == id, (fact.event == .kill) == isWithdrawal else { return false }
        guard case .story(let tail) = submission.content else { return true }
        return fact.record.suffix(tail.count).elementsEqual(tail)
    }
}

/// The producers: they write, they wait for answers, and they hand in again what was not answered.
struct Producers {
    private(set) var works: [Work] = []
    /// Works on their way to the daemon.
    var requests: [Int] = []
    /// Answers on their way back: which work, and its seq, or `nil` when the disk was full.
    var answers: [(work: Int, seq: Int?)] = []

    /// Works that were not answered yet.
    var open: [Int] { works.indices.filter { works[$0].seq == nil } }

    /// Writes something new, most often; or corrects, withdraws or repeats something old.
    mutating func write(at now: Int64, _ truth: Truth, _ numbers: inout SeededNumbers) {
        let old = works.isEmpty ? nil : numbers.below(works.count)
        switch (numbers.below(10), old) {
        case (4..<6, let old?) where canChange(old): add(id: works[old].id, at: now, &numbers)
        case (6..<8, let old?) where canChange(old): add(id: works[old].id, kill: true, at: now, &numbers)
        case (8..<10, let old?):
            if let seq = works[old].seq, !truth.isPruned(seq) { requests.append(old) }
        default: add(id: "s\(works.count)", at: now, &numbers)
        }
    }

    private mutating func add(id: String, kill: Bool = false, at now: Int64, _ numbers: inout SeededNumbers) {
        let category = Work.categories[numbers.below(Work.categories.count)]
        works.append(Work(works.count, id: id, category: category, isWithdrawal: kill, at: now))
        requests.append(works.count - 1)
    }

    /// Whether a story can be corrected or withdrawn: nothing of it is under way, since a version that overtakes a
    /// withdrawal would bring the story back.
    private func canChange(_ work: Int) -> Bool {
        let id = works[work].id
        return works.allSatisfy { $0.id != id || $0.seq != nil && !$0.isWithdrawal }
            && requests.allSatisfy { works[$0].id != id }
    }

    /// Hears an answer.
    mutating func hear(_ answer: (work: Int, seq: Int?), _ truth: Truth) throws {
        guard let seq = answer.seq else { return }
        let name = "work \(answer.work)"
        if let first = works[answer.work].seq {
            try promise(seq == first, "\(name) was \(first) first, and then \(seq)")
        }
        works[answer.work].seq = seq
        guard let fact = truth.fact(seq) else {
            throw Violation(description: "\(name) was told \(seq) before that was durable")
        }
        try promise(works[answer.work].matches(fact), "\(name) was told \(seq), which is another story")
    }

    /// When the oldest of the works was written that somebody still hands in or waits for.
    func oldestInUse(of works: some Sequence<Int>, and inbox: [Int]) -> Int64? {
        let used = Set(open + requests + inbox + answers.map(\.work))
        return works.lazy.filter(used.contains).map { self.works[$0].writtenAt }.min()
    }

    /// The journal was replaced: what was told counts no more.
    mutating func forget() {
        works = []
        requests = []
        answers = []
    }
}
