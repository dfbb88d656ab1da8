import Foundation
import Journaling
import Stories

@testable import Endpoints

/// A promise that was not kept.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

/// Ends a simulation unless a promise is kept.
func promise(_ isKept: Bool, _ words: @autoclosure () -> String) throws {
    guard isKept else { throw Violation(description: words()) }
}

/// All that the journals of a simulation have committed: what everybody is measured by.
struct Truth {
    /// A record that is durable.
    struct Fact {
        let id: String
        let event: StoryEvent
        let category: String
        /// The categories whose followers are to see it.
        let audience: Set<String>
        let record: [UInt8]
    }

    /// The stream that is being written.
    private(set) var stream = ""
    /// The records of each stream, that of seq 1 first.
    private var facts: [String: [Fact]] = [:]
    /// The oldest seq that was not removed, of each stream.
    private var oldest: [String: Int] = [:]

    /// The newest seq.
    var head: Int { facts[stream, default: []].count }

    /// A record that is durable.
    func fact(_ seq: Int, in stream: String? = nil) -> Fact? {
        let facts = facts[stream ?? self.stream, default: []]
        return facts.indices.contains(seq - 1) ? facts[seq - 1] : nil
    }

    /// Whether a record was removed when it was old.
    func isPruned(_ seq: Int, in stream: String? = nil) -> Bool {
        seq < oldest[stream ?? self.stream, default: 1]
    }

    /// The numbers that somebody who follows a category, or all, has to see.
    func numbers(_ range: Range<Int>, for category: String?, in stream: String) -> [Int] {
        range.filter { seq in
            guard let fact = fact(seq, in: stream) else { return false }
            return category.map(fact.audience.contains) ?? true
        }
    }

    // MARK: - Growing

    mutating func open(_ stream: String) {
        self.stream = stream
    }

    mutating func prune(below seq: Int) {
        oldest[stream] = max(seq, oldest[stream, default: 1])
    }

    mutating func commit(_ entry: PublishedEntry) throws {
        try add(
            Fact(
                id: entry.id, event: entry.event, category: entry.category,
                audience: Set(entry.places.map(\.category)), record: entry.record), as: entry.seq)
    }

    private mutating func add(_ fact: Fact, as seq: Int) throws {
        try promise(seq == head + 1, "seq \(seq) comes after \(head): numbers are not dense")
        if fact.event != .new {
            // A story that was removed whole, and came again, is another story.
            let versions = facts[stream, default: []].filter { $0.id == fact.id }
            let first = versions.lastIndex { $0.event == .new } ?? 0
            let informed = versions[first...].flatMap(\.audience)
            try promise(fact.audience.isSuperset(of: informed), "the \(fact.event) \(seq) misses some of \(informed)")
        }
        facts[stream, default: []].append(fact)
    }

    // MARK: - After a stop

    /// Compares a journal that was opened again with what is known, and adds what was committed as the machine
    /// stopped.
    mutating func compare(_ daemon: Daemon, from first: Int) throws {
        let (journal, reader) = (daemon.journal, daemon.source.reader)
        try promise(journal.head >= head, "the journal ends at \(journal.head) and has lost up to \(head)")
        prune(below: journal.oldest)
        let stretch = try reader.stretch(
            from: max(first, journal.oldest), through: journal.head, atMost: 1000, bytes: .max)
        for row in stretch.rows {
            guard case .story(let story) = row else { throw Violation(description: "\(row)") }
            let (seq, record) = (story.seq, story.record)
            if seq > head {
                try add(try recovered(seq, record, reader), as: seq)
            } else {
                try promise(fact(seq)?.record == record, "the journal has another record as \(seq)")
            }
        }
        try promise(stretch.next == journal.head + 1, "the journal cannot be read to its end")
    }

    private func recovered(_ seq: Int, _ record: [UInt8], _ reader: JournalReader) throws -> Fact {
        struct Said: Decodable { let id, event, category: String }
        let said = try JSONDecoder().decode(Said.self, from: Data(record))
        let audience = try Work.categories.filter { category in
            try !reader.stretch(from: seq, through: seq, labelled: [category], atMost: 1).rows.isEmpty
        }
        return Fact(
            id: said.id, event: StoryEvent(rawValue: said.event) ?? .new, category: said.category,
            audience: Set(audience),
            record: record)
    }
}
