import Foundation
import Glibc
package import Stories

/// Another process that reads the journal and stays in the middle of it, so that the WAL cannot be begun anew.
package struct WALReader: Hashable, Codable, Sendable {
    /// Its number; 0 where it is not seen from here, as in another container.
    package let pid: Int
    /// The name of its program; empty where that is not known. Printable ASCII.
    package let command: String
    /// Since when it has been known to.
    package var since: Timestamp

    package init(pid: Int, command: String, since: Timestamp) {
        self.pid = pid
        self.command = command
        self.since = since
    }
}

extension WALReader {
    /// Looks for other processes that hold a lock by which SQLite keeps the WAL from being begun anew.
    ///
    /// The kernel lists all locks. To open the file that they lie on would be wrong: closing it again drops those that this
    /// process has on it.
    ///
    /// - Parameter index: The path of the WAL's index, `-shm`.
    static func all(ofIndex index: String, now: Timestamp) -> [WALReader] {
        guard let file = DiskFile.identity(of: index),
            let locks = try? String(contentsOf: URL(filePath: "/proc/locks"), encoding: .utf8)
        else { return [] }
        return pids(in: locks, inode: UInt(file.inode), except: Int(getpid())).map { pid in
            WALReader(pid: pid, command: command(of: pid), since: now)
        }
    }

    /// The bytes of the index that readers lock while they are in a transaction.
    private static let readLocks = 123...127

    /// The processes that hold such locks on the file of an inode, by lines such as
    /// `3: POSIX  ADVISORY  READ 512 fe:00:1311 124 124`.
    static func pids(in locks: String, inode: UInt, except own: Int) -> [Int] {
        var pids: Set<Int> = []
        for line in locks.split(separator: "\n") {
            let words = line.split(separator: " ")
            // One that waits for a lock has an arrow in front.
            guard words.count >= 8, words[1] != "->", let pid = Int(words[4]), pid != own,
                words[5].split(separator: ":").last.flatMap({ UInt($0) }) == inode,
                let first = Int(words[6]), readLocks.contains(first)
            else { continue }
            pids.insert(max(0, pid))
        }
        return pids.sorted()
    }

    private static func command(of pid: Int) -> String {
        // It may have ended meanwhile.
        guard pid > 0, let name = try? String(contentsOf: URL(filePath: "/proc/\(pid)/comm"), encoding: .utf8) else {
            return ""
        }
        // Whoever starts a program chooses its name.
        return String(name.unicodeScalars.prefix(32).filter { (0x21...0x7E).contains($0.value) }.map(Character.init))
    }
}

/// Who keeps the WAL, looked for at most every few seconds, and since when.
struct WALWatch: Sendable {
    private var lookedAt: ContinuousClock.Instant?
    private(set) var readers: [WALReader] = []

    private static let pause = Duration.seconds(5)

    /// Looks, if it is time.
    mutating func look(atIndex index: String, now: Timestamp) {
        if let lookedAt, ContinuousClock.now - lookedAt < Self.pause { return }
        lookedAt = .now
        let known = Dictionary(readers.map { ($0.pid, $0) }) { first, _ in first }
        readers = WALReader.all(ofIndex: index, now: now).map { reader in
            guard let before = known[reader.pid], before.command == reader.command else { return reader }
            return before
        }
    }

    /// Nobody does.
    mutating func forget() { (lookedAt, readers) = (nil, []) }
}
