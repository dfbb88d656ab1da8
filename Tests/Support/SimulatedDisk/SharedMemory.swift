import GRDBSQLite
import Glibc

/// The index of a WAL, which SQLite's connections share, and the locks on it. It does not outlive the machine.
final class SharedMemory {
    private var regions: [UnsafeMutableRawPointer] = []
    /// Who holds which of the locks.
    private var holders: [[ObjectIdentifier: Hold]] = Array(repeating: [:], count: Int(SQLITE_SHM_NLOCK))

    /// Who has it mapped.
    var users: Set<ObjectIdentifier> = []

    private enum Hold { case shared, exclusive }

    deinit {
        regions.forEach { free($0) }
    }

    /// The memory of a region; `nil` when there is none yet and none is to be made.
    func region(_ index: Int, bytes: Int, extend: Bool) -> UnsafeMutableRawPointer? {
        while index >= regions.count {
            guard extend, let region = calloc(1, bytes) else { return nil }
            regions.append(region)
        }
        return regions[index]
    }

    /// Takes or releases some of the locks, all or none.
    func lock(_ slots: Range<Int>, flags: Int32, _ holder: ObjectIdentifier) -> Int32 {
        if flags & SQLITE_SHM_UNLOCK != 0 {
            for slot in slots { holders[slot][holder] = nil }
            return SQLITE_OK
        }
        let wanted: Hold = flags & SQLITE_SHM_SHARED != 0 ? .shared : .exclusive
        for slot in slots {
            let others = holders[slot].filter { $0.key != holder }.values
            guard wanted == .shared ? !others.contains(.exclusive) : others.isEmpty else { return SQLITE_BUSY }
        }
        for slot in slots { holders[slot][holder] = wanted }
        return SQLITE_OK
    }

    /// Releases everything that somebody holds.
    func release(_ holder: ObjectIdentifier) {
        for slot in holders.indices { holders[slot][holder] = nil }
    }
}
