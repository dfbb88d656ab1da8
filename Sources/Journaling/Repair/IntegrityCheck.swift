import Foundation
import GRDB

/// SQLite's own look at the structure of the file; what it cannot see, the checksums of the rows tell.
enum IntegrityCheck {
    /// The largest journal that is checked while it is opened; reading it takes about a second.
    private static let bytesMax = 256 << 20

    static func isLarge(_ path: String) -> Bool {
        // What cannot be measured is checked.
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int ?? 0
        return size > bytesMax
    }

    /// - Throws: ``JournalFault`` when something is wrong.
    static func run(_ db: Database) throws {
        let findings = try String.fetchAll(db, sql: "PRAGMA quick_check(3)")
        guard findings == ["ok"] else {
            let first = findings.first?.replacing("\n", with: "; ") ?? "no answer"
            throw JournalFault(
                code: .corrupted,
                cause: "it is damaged (\(first)): `wiredesk journal repair` saves what can be read")
        }
    }
}

extension JournalReader {
    /// Looks at the structure of the whole file; takes as long as reading it.
    ///
    /// - Throws: ``JournalError`` of code `corrupted` that names the first damage.
    package func checkSoundness() throws(JournalError) {
        try operation("checking").perform { try queue.read { try IntegrityCheck.run($0) } }
    }

    /// Ends what is being read on another thread, which then throws.
    package func interrupt() {
        queue.interrupt()
    }
}
