import GRDB

/// Brings a journal of an older format up to date, in the transaction that opens it.
///
/// Format 4 is what 0.1 wrote. It had neither embargoes nor pages; formats 1 to 3 and 5 were never released.
enum Migration {
    /// The formats that can be brought up to date.
    static let formats = [4]

    static func run(_ db: Database, from version: Int) throws {
        guard version < Schema.version else { return }
        try db.execute(sql: Schema.distributionTable + Schema.releasedPositionTable + Schema.pageTable)
        try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
    }
}
