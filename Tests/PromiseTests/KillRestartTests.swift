import Journaling
import Testing
import TestSupport

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Restart` {
    /// `Tests/Power/large_journal.py` measures the same with 10 GB.
    @Test func `ready again after kill -9 within 5 s`() throws {
        let site = try Site()
        defer { site.close() }
        do {
            let journal = try Journal(path: site.journal)
            for _ in 0..<30 { try journal.add(storiesIn: Array(repeating: "economy", count: 1000)) }
        }
        let agency = try KillAgency(at: site)
        defer { agency.stop() }
        let daemon = try site.startDaemon()
        #expect(agency.wait { $0.replies >= 200 })
        daemon.kill()
        let start = ContinuousClock.now
        _ = try site.startDaemon()
        let time = ContinuousClock.now - start
        print("restart: ready \(time) after a kill -9, with \(try Journal.head(at: site.journal)) stories")
        #expect(time < .seconds(5))
    }
}

extension Journal {
    fileprivate static func head(at path: String) throws -> Int {
        let reader = try JournalReader(path: path)
        var head = 30_000
        while try reader.record(head + 1) != nil { head += 1 }
        return head
    }
}
