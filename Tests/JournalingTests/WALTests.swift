import Foundation
import GRDB
import Stories
import Testing
import TestSupport

@testable import Journaling

@Suite struct `A journal's WAL` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    /// Adds stories of about a page each, so many that the WAL grows by some megabytes.
    private func add(_ megabytes: Int) throws {
        let body = String(repeating: "All work and no play. ", count: 720)
        for batch in 0..<megabytes {
            _ = try journal.append((0..<64).map { [PendingStory(.sample("\(journal.head) \(batch) \($0) \(body)"))] })
            try journal.checkpoint(isIdle: false)
        }
    }

    @Test func `is as large as its pages, and moved into the file at 32 MB of them`() throws {
        // Short records touch a page of the index of identities each: their bytes say little.
        for batch in 0..<80 {
            _ = try journal.append((0..<256).map { [PendingStory(.sample("\(batch) \($0)"))] })
            try journal.checkpoint(isIdle: false)
            #expect(journal.log.bytes <= journal.walBytes)
        }
        #expect(journal.walBytes < 48 << 20, "\(journal.walBytes)")
        #expect(journal.walReaders(now: Timestamp(milliseconds: 1)).isEmpty)
    }

    @Test func `that another process keeps grows, and that process is named`() throws {
        let script = """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute("BEGIN"); c.execute("SELECT count(*) FROM story").fetchone()
            print("reads", flush=True); sys.stdin.readline()
            """
        try add(1)
        let process = Process()
        let (output, input) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", script, journal.path]
        (process.standardOutput, process.standardInput) = (output, input)
        try process.run()
        defer { process.terminate() }
        #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("reads".utf8))
        try add(80)
        let readers = journal.walReaders(now: Timestamp(milliseconds: 1))
        #expect(readers.map(\.pid) == [Int(process.processIdentifier)] && readers.first?.command == "python3")
        #expect(journal.log.bytes > 64 << 20)
        #expect(journal.walReaders(now: Timestamp(milliseconds: 2)) == readers, "since it was first seen")
        input.fileHandleForWriting.write(Data("\n".utf8))
        process.waitUntilExit()
        _ = try journal.queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
        try add(1)
        #expect(journal.log.bytes < 8 << 20 && journal.walReaders(now: Timestamp(milliseconds: 3)).isEmpty)
    }

    @Test func `is kept by whoever has a lock of a reader on its index`() {
        let locks = """
            1: POSIX  ADVISORY  READ 100 fe:00:77 128 128
            2: POSIX  ADVISORY  READ 101 fe:00:77 124 124
            2: -> POSIX  ADVISORY  WRITE 102 fe:00:77 123 127
            3: POSIX  ADVISORY  READ 103 fe:00:78 124 124
            4: OFDLCK ADVISORY  READ -1 fe:00:77 123 123
            5: POSIX  ADVISORY  READ 9 fe:00:77 125 125
            6: FLOCK  ADVISORY  WRITE 104 fe:00:77 0 EOF
            7: POSIX
            """
        #expect(WALReader.pids(in: locks, inode: 77, except: 9) == [0, 101])
    }
}
