import Foundation
import Journaling
import Testing
import TestSupport

@Suite struct `A journal's lock` {
    @Test func `goes with its owner, although a program that is being started has a copy of the descriptor`() throws {
        let path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        // What a child process has between fork and exec: the same open file under another descriptor.
        let copy = try holdJournal(at: path) { dup(try descriptor(of: path + "-lock")) }
        try #require(copy >= 0)
        defer { close(copy) }
        #expect(!Journal.isInUse(path))
        #expect(throws: Never.self) { try Journal(path: path).close() }
    }

    @Test func `is held as long as the journal is open`() throws {
        let path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        try holdJournal(at: path) {
            #expect(Journal.isInUse(path))
            #expect(throws: JournalError.self) { try Journal(path: path) }
        }
    }

    private func holdJournal<Result>(at path: String, _ body: () throws -> Result) throws -> Result {
        let journal = try Journal(path: path)
        return try withExtendedLifetime(journal) {
            let result = try body()
            try journal.close()
            return result
        }
    }

    /// The descriptor that this process has on a file.
    private func descriptor(of path: String) throws -> Int32 {
        let files = FileManager.default
        let found = try files.contentsOfDirectory(atPath: "/proc/self/fd").first {
            (try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
        }
        return try #require(found.flatMap { Int32($0) })
    }
}
