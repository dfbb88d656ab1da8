import GRDBSQLite

/// SQLite's locks on a database file: who holds which.
struct FileLocks {
    private var levels: [ObjectIdentifier: Int32] = [:]

    /// Takes a lock, or says that another holds one that forbids it.
    mutating func lock(_ level: Int32, _ holder: ObjectIdentifier) -> Int32 {
        let others = levels.filter { $0.key != holder }.values
        guard level > levels[holder, default: SQLITE_LOCK_NONE] else { return SQLITE_OK }
        switch level {
        case SQLITE_LOCK_SHARED where others.contains { $0 >= SQLITE_LOCK_PENDING }: return SQLITE_BUSY
        case SQLITE_LOCK_RESERVED where others.contains { $0 >= SQLITE_LOCK_RESERVED }: return SQLITE_BUSY
        case SQLITE_LOCK_EXCLUSIVE where others.contains { $0 >= SQLITE_LOCK_SHARED }:
            if !others.contains(where: { $0 >= SQLITE_LOCK_RESERVED }) { levels[holder] = SQLITE_LOCK_PENDING }
            return SQLITE_BUSY
        default:
            levels[holder] = level
            return SQLITE_OK
        }
    }

    /// Goes down to a lower lock.
    mutating func unlock(_ level: Int32, _ holder: ObjectIdentifier) {
        levels[holder] = level == SQLITE_LOCK_NONE ? nil : min(level, levels[holder, default: SQLITE_LOCK_NONE])
    }

    /// Whether somebody is about to write.
    var isReserved: Bool { levels.values.contains { $0 >= SQLITE_LOCK_RESERVED } }
}
