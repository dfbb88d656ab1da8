import GRDBSQLite

/// The version of SQLite at run time, such as `3.40.1`.
package func sqliteVersion() -> String { String(cString: sqlite3_libversion()) }
