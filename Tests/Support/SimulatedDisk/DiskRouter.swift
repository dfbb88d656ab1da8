import GRDBSQLite
import Glibc
import Threads

/// Sends SQLite's requests for files to the simulated disk in whose folder they lie, and all others to the real file
/// system. It becomes the process's default file system layer when the first disk is mounted.
enum DiskRouter {
    private struct Mount: Sendable {
        weak let disk: SimulatedDisk?
    }

    private static let mounts = Locked<[String: Mount]>([:])

    static func mount(_ disk: SimulatedDisk) {
        precondition(isRegistered, "SQLite takes no file system layer")
        mounts.withLock { $0[disk.folder] = Mount(disk: disk) }
    }

    static func unmount(_ folder: String) {
        mounts.withLock { $0[folder] = nil }
    }

    // MARK: - The layer

    nonisolated(unsafe) private static let real: UnsafeMutablePointer<sqlite3_vfs>? = sqlite3_vfs_find(nil)

    private static let isRegistered: Bool = {
        guard sqlite3_initialize() == SQLITE_OK, let real else { return false }
        let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        layer.initialize(to: real.pointee)
        layer.pointee.zName = UnsafePointer(strdup("wiredesk-test"))
        layer.pointee.pNext = nil
        layer.pointee.szOsFile = max(real.pointee.szOsFile, Int32(MemoryLayout<OpenFile.Slot>.size))
        addRoutes(to: &layer.pointee)
        return sqlite3_vfs_register(layer, 1) == SQLITE_OK
    }()

    private static func addRoutes(to layer: inout sqlite3_vfs) {
        layer.xOpen = { _, name, slot, flags, outFlags in
            guard let place = DiskRouter.place(of: name), let slot else {
                return DiskRouter.real?.pointee.xOpen(DiskRouter.real, name, slot, flags, outFlags) ?? SQLITE_ERROR
            }
            outFlags?.pointee = flags
            return place.disk.open(place.name, flags, in: slot)
        }
        layer.xDelete = { _, name, syncFolder in
            guard let place = DiskRouter.place(of: name) else {
                return DiskRouter.real?.pointee.xDelete(DiskRouter.real, name, syncFolder) ?? SQLITE_ERROR
            }
            return place.disk.delete(place.name, syncsFolder: syncFolder != 0)
        }
        layer.xAccess = { _, name, flags, result in
            guard let place = DiskRouter.place(of: name) else {
                return DiskRouter.real?.pointee.xAccess(DiskRouter.real, name, flags, result) ?? SQLITE_ERROR
            }
            result?.pointee = place.disk.files[place.name] == nil ? 0 : 1
            return SQLITE_OK
        }
        layer.xFullPathname = { _, name, room, result in
            guard DiskRouter.place(of: name) != nil, let name, let result, strlen(name) < Int(room) else {
                return DiskRouter.real?.pointee.xFullPathname(DiskRouter.real, name, room, result) ?? SQLITE_ERROR
            }
            strcpy(result, name)
            return SQLITE_OK
        }
    }

    /// The disk that a path lies on, and the name of the file there; `nil` for the real file system.
    private static func place(of path: UnsafePointer<CChar>?) -> (disk: SimulatedDisk, name: String)? {
        guard let path, let slash = strrchr(path, Int32(UInt8(ascii: "/"))) else { return nil }
        let folder = String(
            decoding: UnsafeRawBufferPointer(start: path, count: UnsafePointer(slash) - path), as: UTF8.self)
        guard let disk = mounts.withLock({ $0[folder]?.disk }) else { return nil }
        return (disk, String(cString: slash + 1))
    }
}

extension SimulatedDisk {
    fileprivate func open(_ name: String, _ flags: Int32, in slot: UnsafeMutablePointer<sqlite3_file>) -> Int32 {
        slot.pointee.pMethods = nil
        guard !isStopped else { return SQLITE_CANTOPEN }
        // As SQLite's own layer for Unix has it: also when the file is there already.
        let syncsFolder =
            flags & SQLITE_OPEN_CREATE != 0 && flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL) != 0
        if files[name] == nil {
            guard flags & SQLITE_OPEN_CREATE != 0, begin() == .whole else { return SQLITE_CANTOPEN }
            use { files, _ in _ = files.create(name) }
        }
        guard let file = files[name] else { return SQLITE_CANTOPEN }
        OpenFile(file, on: self, syncsFolder: syncsFolder).place(in: slot)
        return SQLITE_OK
    }

    fileprivate func delete(_ name: String, syncsFolder: Bool) -> Int32 {
        guard !isStopped else { return SQLITE_IOERR | 10 << 8 }
        guard files[name] != nil else { return SQLITE_IOERR | 23 << 8 }
        guard begin() == .whole else { return SQLITE_IOERR | 10 << 8 }
        use { files, _ in
            files.remove(name)
            if syncsFolder, syncing == .works { files.sync() }
        }
        return SQLITE_OK
    }
}
