import Foundation
import Journaling
import Stories
import Testing
import TestSupport
import Endpoints
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: SmallDisk.isPossible, "mounting a file system needs root"))
struct `A full disk` {
    private func story(_ id: String, bytes: Int) -> String {
        #"{"id":"\#(id)","body":"\#(id) \#(String(repeating: "The harbour was quiet. ", count: bytes / 23))"}"#
    }

    /// Submits stories, 32 at a time and then one by one, until one alone is turned away.
    ///
    /// - Returns: The sequence numbers of those that were stored.
    private func fill(_ submitter: borrowing Submitter) throws -> [String: Int] {
        var stored: [String: Int] = [:]
        var together = 32
        for round in 0..<1000 {
            for number in 0..<together { try submitter.send(story("s\(round)-\(number)", bytes: 2000)) }
            var isFull = false
            for _ in 0..<together {
                let reply = try submitter.reply()
                if let seq = reply.seq, let id = reply.id { stored[id] = seq }
                isFull = isFull || reply.status == .busy
            }
            if isFull, together == 1 { return stored }
            if isFull { together = 1 }
        }
        Issue.record("the disk never became full")
        return stored
    }

    /// Pushes stories until no more go out for two seconds.
    private func push(_ socket: borrowing Socket) throws -> Int {
        var sent = 0
        while try socket.send([Array(story("p\(sent)", bytes: 2000).utf8)], within: .seconds(2)) { sent += 1 }
        return sent
    }

    /// Submits until something is stored again.
    private func storeAgain(_ submitter: borrowing Submitter) throws -> Duration {
        let start = ContinuousClock.now
        while try submitter.ask(story("again", bytes: 100)).status != .stored {
            try #require(start.duration(to: .now) < .seconds(60), "nothing is stored again")
        }
        return start.duration(to: .now)
    }

    @Test func `turns submitted stories away, and stores again within two seconds of having room`() throws {
        let disk = try SmallDisk(megabytes: 64)
        let site = try Site(lexicon: Site.shippedLexicon, journal: disk.folder.appending(path: "journal.sqlite").path)
        defer { site.close() }
        let daemon = try site.startDaemon()
        let submitter = try Submitter(to: site)
        try disk.fill(leaving: 3 << 20)
        var stored = try fill(submitter)
        // Idle, the pipeline moves the WAL into the file, which has no room to grow.
        daemon.waitForErrors(containing: "the journal is not tidied up")
        // Some stories need fewer pages than others.
        for number in 0..<100 {
            let reply = try submitter.ask(story("late\(number)", bytes: 2000))
            if reply.status == .busy { break }
            stored["late\(number)"] = reply.seq
        }
        try disk.free()
        let pause = try storeAgain(submitter)
        #expect(pause < .seconds(2))
        print("disk full: \(stored.count) stored, then busy; stored again \(pause) after there was room")
        #expect(daemon.stop() == 0, "\(daemon.errors)")
        let records = try JournalReader(path: site.journal).wholeRecords()
        #expect(
            try records.dropLast().map { try RecordHead($0).id } == stored.sorted { $0.value < $1.value }.map(\.key))
        #expect(try site.command("journal", "verify").status == 0)
    }

    @Test func `holds pushed stories back, keeps serving readers, and loses nothing`() throws {
        let disk = try SmallDisk(megabytes: 64)
        let site = try Site(lexicon: Site.shippedLexicon, journal: disk.folder.appending(path: "journal.sqlite").path)
        defer { site.close() }
        let daemon = try site.startDaemon()
        let submitter = try Submitter(to: site)
        #expect(try submitter.ask("{").status == .rejected)
        try disk.fill(leaving: 3 << 20)
        let stored = try fill(submitter)
        let socket = try Socket(.push, in: site.context)
        try socket.connect(site.pull)
        let sent = try push(socket)

        let heldUp = try site.status { $0.state == "held-up" }
        #expect(heldUp.total.waiting > 0 && heldUp.total.dead == 1)
        #expect(try site.command("dead", "list", "--json").lines.count == 1)
        var follower = try Follower(of: site)
        try follower.take(through: heldUp.journal.head)
        #expect(follower.records.count == heldUp.total.stored && heldUp.total.stored >= stored.count)
        #expect(try submitter.ask(story("turned away", bytes: 2000)).status == .busy)

        try disk.free()
        let start = ContinuousClock.now
        try follower.take(through: heldUp.journal.head + 1)
        let pause = start.duration(to: .now)
        #expect(pause < .seconds(2))
        try follower.take(through: stored.count + sent)
        let last = try site.status { $0.state == "running" && $0.total.waiting == 0 }
        #expect(last.total.stored == stored.count + sent && last.intake("pull")?.received == sent)
        print(
            "disk full: \(stored.count) submitted stories stored, \(sent) pushed ones held back, the first of them "
                + "followed \(pause) after there was room, the last after \(start.duration(to: .now))")
        #expect(daemon.stop() == 0, "\(daemon.errors)")
        try check(site, against: follower.records, stored, sent)
    }

    /// Whether the journal holds every story once, in the order in which it was followed.
    private func check(
        _ site: Site, against followed: [Int: [UInt8]], _ stored: [String: Int], _ sent: Int
    ) throws {
        let records = try JournalReader(path: site.journal).wholeRecords()
        #expect(records == followed.sorted { $0.key < $1.key }.map(\.value))
        let ids = try records.map { try RecordHead($0).id }
        #expect(ids.count == Set(ids).count)
        #expect(Set(ids) == Set(stored.keys).union((0..<sent).map { "p\($0)" }))
        for (index, id) in ids.enumerated() { #expect(stored[id, default: index + 1] == index + 1) }
        #expect(try site.command("journal", "verify").status == 0)
    }

    @Test func `is nothing worse when it is the index of the WAL that finds no room`() throws {
        let disk = try SmallDisk(megabytes: 128)
        let journal = try Journal(path: disk.folder.appending(path: "journal.sqlite").path)
        let body = String(repeating: "The harbour was quiet. ", count: 650)
        var next = 0
        func append(_ count: Int) throws(JournalError) {
            _ = try journal.append((next..<next + count).map { [PendingStory(.sample("\($0) \(body)"))] })
            next += count
        }
        // The index begins a second piece, of 32 KB, at 4,063 pages.
        while journal.bytesOnDisk < 4030 * 16_408 { try append(64) }
        try disk.fill(leaving: 0)
        var failures: [JournalError.JournalErrorCode] = []
        for _ in 0..<200 {
            try disk.free(bytes: 8192)
            do { try append(1) } catch { failures.append(error.code) }
        }
        #expect(failures.count > 100 && failures.allSatisfy { $0 == .diskFull })
        try disk.free()
        try append(1)
        #expect(journal.head == next)
        print("disk full: \(failures.count) of 200 batches failed, all for want of room; \(next) stories in the end")
    }
}
