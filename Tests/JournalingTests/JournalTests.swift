import Foundation
import GRDB
import Journaling
import Stories
import Testing

@Suite struct `The journal` {
    private let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "journal.sqlite").path
    }

    private func story(
        _ id: String?, _ body: String, version: Int? = nil, category: String = "economy", source: String? = nil
    ) -> PendingStory {
        PendingStory(
            Story(
                copy: ArticleCopy(
                    article: Article(body: body, language: .english), id: id, version: version, source: source),
                intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 5),
                verdict: Verdict(
                    category: category, confidence: 50, labels: [],
                    lexicon: LexiconVersion(name: "test", version: "000000000000"))))
    }

    /// Appends each story as a message of its own.
    private func append(_ submissions: [PendingStory], to journal: Journal) throws -> [AppendResult] {
        try journal.append(submissions.map { [$0] }).flatMap { $0 }
    }

    private func entry(_ outcome: AppendResult) -> PublishedEntry? {
        if case .stored(let entry) = outcome { entry } else { nil }
    }

    @Test func `numbers stories densely and keeps their bytes`() throws {
        let journal = try Journal(path: path)
        let outcomes = try append([story("a", "One."), story("b", "Two.", category: "safety")], to: journal)
        let entries = outcomes.compactMap(entry)
        #expect(entries.map(\.seq) == [1, 2])
        #expect(entries.map(\.event) == [.new, .new])
        for entry in entries {
            #expect(try journal.record(entry.seq) == entry.record)
            let text = String(decoding: entry.record, as: UTF8.self)
            #expect(text.hasPrefix(#"{"seq":\#(entry.seq),"stream":"\#(journal.stream)","schema""#))
        }
        #expect(try journal.record(3) == nil)
    }

    @Test func `goes on where it stopped when it is opened again`() throws {
        let stream: String
        do {
            let journal = try Journal(path: path)
            stream = journal.stream
            #expect(journal.head == 0)
            #expect(journal.oldest == 1)
            _ = try append(
                [story("a", "One."), story("b", "Two."), story("c", "Three.", category: "safety")], to: journal)
        }
        let journal = try Journal(path: path)
        #expect(journal.stream == stream)
        #expect(journal.head == 3)
        #expect(
            journal.positions == ["economy": Position(seq: 2, previous: 1), "safety": Position(seq: 3, previous: 0)])
        let next = try append([story("d", "Four.", category: "safety")], to: journal).compactMap(entry)
        #expect(next.map(\.seq) == [4])
        #expect(next.map(\.previous) == [3])
        #expect(journal.oldest == 1)
    }

    @Test func `knows a duplicate, in the same batch too`() throws {
        let journal = try Journal(path: path)
        let outcomes = try append([story("a", "One."), story("a", "One."), story("b", "One.")], to: journal)
        #expect(outcomes[1] == .duplicate(id: "a", of: 1))
        #expect(outcomes.compactMap(entry).map(\.seq) == [1, 2])
        #expect(try append([story("a", "One.")], to: journal) == [.duplicate(id: "a", of: 1)])
        #expect(try append([story("b", "One.")], to: journal) == [.duplicate(id: "b", of: 2)])
        #expect(journal.head == 2)
    }

    @Test func `takes the same text without an id for the same story`() throws {
        let journal = try Journal(path: path)
        let first = try append([story(nil, "One.")], to: journal).compactMap(entry)
        #expect(try append([story(nil, "One.")], to: journal).compactMap(entry).isEmpty)
        #expect(String(decoding: first[0].record, as: UTF8.self).contains(#""id":"sha256:"#))
    }

    @Test func `keeps the ids of two sources apart`() throws {
        let journal = try Journal(path: path)
        let outcomes = try append(
            [story("a", "One.", source: "north"), story("a", "One.", source: "south")], to: journal)
        #expect(outcomes.compactMap(entry).count == 2)
    }

    @Test func `makes changed text under an id the next version`() throws {
        let journal = try Journal(path: path)
        let entries = try append([story("a", "One."), story("a", "One, corrected.")], to: journal).compactMap(entry)
        #expect(entries.map(\.event) == [.new, .update])
        #expect(String(decoding: entries[1].record, as: UTF8.self).contains(#""event":"update","id":"a","version":2"#))
        #expect(try append([story("a", "One, corrected.")], to: journal) == [.duplicate(id: "a", of: 2)])
    }

    @Test func `keeps to the versions a producer gives`() throws {
        let journal = try Journal(path: path)
        let outcomes = try append(
            [
                story("a", "One.", version: 3), story("a", "One.", version: 3), story("a", "One!", version: 2),
            ], to: journal)
        #expect(outcomes[1] == .duplicate(id: "a", of: 1))
        let versions = outcomes.compactMap(entry).map { String(decoding: $0.record, as: UTF8.self) }
        #expect(versions[0].contains(#""version":3"#) && versions[1].contains(#""version":2"#))
    }

    @Test func `stores dead letters in the same transaction`() throws {
        let journal = try Journal(path: path)
        let letter = DeadLetter(
            intake: "wire", channel: "a", receivedAt: Timestamp(milliseconds: 9), stage: .parser,
            rejection: Rejection(.undecodable, "byte 3 is no UTF-8"), payload: [0, 255, 1], payloadBytes: 30)
        _ = try journal.append([[story("a", "One.")], []], deadLetters: [letter])
        #expect(try journal.deadLetters() == [letter])
        #expect(journal.head == 1)
    }

    @Test func `syncs every commit and writes pages of 16 KB`() throws {
        let journal = try Journal(path: path)
        _ = try append([story("a", "One.")], to: journal)
        let queue = try DatabaseQueue(path: path)
        let (size, mode) = try queue.read { db in
            (try Int.fetchOne(db, sql: "PRAGMA page_size"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
        }
        #expect(size == 16384)
        #expect(mode == "wal")
        #expect(try journal.synchronousLevel() == 2)
    }

    @Test func `has no version after the highest`() throws {
        let journal = try Journal(path: path)
        let highest = try append(
            [story("a", "One.", version: ArticleCopy.versionMax), story("a", "Two.")], to: journal)
        #expect(highest.compactMap(entry).map(\.seq) == [1, 2])
        #expect(try append([story("a", "Three.")], to: journal).compactMap(entry).map(\.event) == [.update])
    }

    // MARK: - Trouble

    @Test func `is written by one process at a time`() throws {
        let journal = try Journal(path: path)
        let error = #expect(throws: JournalError.self) { try Journal(path: path) }
        #expect(error?.description == "journal \(path): opening failed: it is in use by another wiredesk")
        #expect(journal.head == 0)
    }

    @Test func `never serves a damaged record`() throws {
        let journal = try Journal(path: path)
        _ = try append([story("a", "One."), story("b", "Two.")], to: journal)
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "UPDATE story SET record = CAST(replace(record, 'One', 'Won') AS BLOB) WHERE seq = 1")
        }
        let error = #expect(throws: JournalError.self) { try journal.record(1) }
        #expect(error?.code == .corrupted)
        #expect(try journal.record(2) != nil)
    }

    @Test func `refuses a folder that does not exist`() throws {
        let error = #expect(throws: JournalError.self) { try Journal(path: "/nonexistent/journal.sqlite") }
        #expect(error?.code == .unavailable)
        #expect(
            error?.description
                == "journal /nonexistent/journal.sqlite: opening failed: folder /nonexistent: No such file or directory"
        )
    }

    @Test func `refuses a file that is no journal`() throws {
        try Data("This is a letter, not a journal; it is long enough to be looked at as a header.".utf8)
            .write(to: URL(filePath: path))
        let error = #expect(throws: JournalError.self) { try Journal(path: path) }
        #expect(error?.code == .foreign)
    }

    @Test func `refuses another program's database and a newer format`() throws {
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE other (a)") }
        #expect(throws: JournalError.self) { try Journal(path: path) }
        try FileManager.default.removeItem(atPath: path)
        _ = try Journal(path: path)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        let error = #expect(throws: JournalError.self) { try Journal(path: path) }
        #expect(error?.description.contains("format 99, from a newer wiredesk") == true)
    }

    @Test func `uses no number and keeps nothing of a batch that fails`() throws {
        let journal = try Journal(path: path)
        _ = try append([story("a", "One.")], to: journal)
        try DatabaseQueue(path: path).write {
            try $0.execute(
                sql: "CREATE TRIGGER refuse BEFORE INSERT ON story WHEN new.seq = 3 BEGIN SELECT RAISE(FAIL, 'no'); END"
            )
        }
        #expect(throws: JournalError.self) { try append([story("b", "Two."), story("c", "Three.")], to: journal) }
        #expect(journal.head == 1)
        #expect(try journal.record(2) == nil)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "DROP TRIGGER refuse") }
        #expect(try append([story("b", "Two.")], to: journal).compactMap(entry).map(\.seq) == [2])
    }
}
