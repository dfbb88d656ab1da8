import TestSupport
import GRDBSQLite

/// A file as SQLite has it open; what it asks for comes back as SQLite's result codes.
final class OpenFile {
    private let disk: SimulatedDisk
    private let file: SimulatedFile
    private let era: Int
    /// A journal or WAL: its first sync puts its name on the disk too, as SQLite's own file
    /// system layer for Unix does.
    private var syncsFolder: Bool
    private var memory: SharedMemory?

    init(_ file: SimulatedFile, on disk: SimulatedDisk, syncsFolder: Bool) {
        self.file = file
        self.disk = disk
        self.syncsFolder = syncsFolder
        era = disk.era
    }

    private var isLost: Bool { disk.isStopped || disk.era != era }
    private var me: ObjectIdentifier { ObjectIdentifier(self) }

    func close() {
        unmap()
        file.locks.unlock(SQLITE_LOCK_NONE, me)
    }

    // MARK: - Bytes

    var size: Int? { isLost ? nil : file.cached.count }

    func read(into target: UnsafeMutableRawPointer, count: Int, at offset: Int) -> Int32 {
        guard !isLost else { return ioError(1) }
        return file.cached.read(into: target, count: count, at: offset) ? SQLITE_OK : ioError(2)
    }

    func write(_ source: UnsafeRawPointer, count: Int, at offset: Int) -> Int32 {
        // SQLite's own layer for Unix writes no more at once either.
        guard !isLost, count < 128 << 10 else { return ioError(3) }
        let growth = max(0, offset + count - file.cached.count)
        if let most = disk.bytesMax, growth > 0, disk.files.bytes + growth > most { return SQLITE_FULL }
        switch disk.begin() {
        case .refused: return ioError(3)
        case .whole:
            file.write(source, count: count, at: offset)
            return SQLITE_OK
        case .brokenOff:
            // As much of it as was handed over when the end came.
            let handedOver = disk.use { _, numbers in min(count, numbers.below(count / 512 + 2) * 512) }
            if handedOver > 0 { file.write(source, count: handedOver, at: offset) }
            return ioError(3)
        }
    }

    func truncate(to size: Int) -> Int32 {
        guard !isLost, disk.begin() == .whole else { return ioError(6) }
        file.truncate(to: size)
        return SQLITE_OK
    }

    func sync() -> Int32 {
        guard !isLost, disk.begin() == .whole else { return ioError(4) }
        switch disk.syncing {
        case .lies: return SQLITE_OK
        case .fails:
            disk.use { _, numbers in file.failSync(&numbers) }
            return ioError(4)
        case .works:
            file.sync()
            if syncsFolder { disk.use { files, _ in files.sync() } }
            syncsFolder = false
            return SQLITE_OK
        }
    }

    /// SQLite's extended result codes of I/O errors.
    private func ioError(_ detail: Int32) -> Int32 { SQLITE_IOERR | detail << 8 }

    // MARK: - Locks

    func lock(_ level: Int32) -> Int32 {
        isLost ? ioError(15) : file.locks.lock(level, me)
    }

    func unlock(_ level: Int32) -> Int32 {
        if !isLost { file.locks.unlock(level, me) }
        return SQLITE_OK
    }

    var isReserved: Bool { file.locks.isReserved }

    // MARK: - Shared memory

    func map(_ region: Int, bytes: Int, extend: Bool) -> (code: Int32, UnsafeMutableRawPointer?) {
        guard !isLost else { return (ioError(21), nil) }
        let memory = self.memory ?? file.sharedMemory ?? SharedMemory()
        file.sharedMemory = memory
        self.memory = memory
        memory.users.insert(me)
        return (SQLITE_OK, memory.region(region, bytes: bytes, extend: extend))
    }

    func lockMemory(_ slots: Range<Int>, flags: Int32) -> Int32 {
        guard let memory else { return ioError(20) }
        return isLost && flags & SQLITE_SHM_LOCK != 0 ? ioError(20) : memory.lock(slots, flags: flags, me)
    }

    func unmap() {
        guard let memory else { return }
        memory.release(me)
        memory.users.remove(me)
        if memory.users.isEmpty, file.sharedMemory === memory { file.sharedMemory = nil }
        self.memory = nil
    }
}
