import GRDBSQLite

extension OpenFile {
    /// What SQLite keeps of an open file: its own part, then ours.
    struct Slot {
        var base: sqlite3_file
        var file: Unmanaged<OpenFile>?
    }

    /// Hands the file to SQLite, which owns it until it closes it.
    func place(in slot: UnsafeMutablePointer<sqlite3_file>) {
        UnsafeMutableRawPointer(slot).initializeMemory(
            as: Slot.self,
            repeating: Slot(base: sqlite3_file(pMethods: Self.methods), file: Unmanaged.passRetained(self)), count: 1)
    }

    private static func file(in slot: UnsafeMutablePointer<sqlite3_file>?) -> Unmanaged<OpenFile>? {
        guard let slot else { return nil }
        return UnsafeMutableRawPointer(slot).assumingMemoryBound(to: Slot.self).pointee.file
    }

    /// Lends the file in a slot to `body`.
    fileprivate static func at(
        _ slot: UnsafeMutablePointer<sqlite3_file>?, _ body: (OpenFile) -> Int32
    ) -> Int32 {
        guard let file = file(in: slot) else { return SQLITE_MISUSE }
        return body(file.takeUnretainedValue())
    }

    fileprivate static func close(_ slot: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
        guard let file = file(in: slot) else { return SQLITE_MISUSE }
        file.takeUnretainedValue().close()
        file.release()
        return SQLITE_OK
    }

    /// The table of functions that SQLite calls; the same for all files, made once.
    nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
        let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        table.initialize(to: makeMethods())
        return UnsafePointer(table)
    }()

    private static func makeMethods() -> sqlite3_io_methods {
        var methods = sqlite3_io_methods()
        methods.iVersion = 2
        addBytes(to: &methods)
        addLocks(to: &methods)
        addSharedMemory(to: &methods)
        // What SQLite's own layer says of every disk.
        methods.xSectorSize = { _ in 4096 }
        methods.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
        methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        return methods
    }

    private static func addBytes(to methods: inout sqlite3_io_methods) {
        methods.xClose = { OpenFile.close($0) }
        methods.xRead = { slot, target, count, offset in
            guard let target else { return SQLITE_MISUSE }
            return OpenFile.at(slot) { $0.read(into: target, count: Int(count), at: Int(offset)) }
        }
        methods.xWrite = { slot, source, count, offset in
            guard let source else { return SQLITE_MISUSE }
            return OpenFile.at(slot) { $0.write(source, count: Int(count), at: Int(offset)) }
        }
        methods.xTruncate = { slot, size in OpenFile.at(slot) { $0.truncate(to: Int(size)) } }
        methods.xSync = { slot, _ in OpenFile.at(slot) { $0.sync() } }
        methods.xFileSize = { slot, result in
            OpenFile.at(slot) { file in
                guard let size = file.size else { return SQLITE_IOERR | 7 << 8 }
                result?.pointee = sqlite3_int64(size)
                return SQLITE_OK
            }
        }
    }

    private static func addLocks(to methods: inout sqlite3_io_methods) {
        methods.xLock = { slot, level in OpenFile.at(slot) { $0.lock(level) } }
        methods.xUnlock = { slot, level in OpenFile.at(slot) { $0.unlock(level) } }
        methods.xCheckReservedLock = { slot, result in
            OpenFile.at(slot) { file in
                result?.pointee = file.isReserved ? 1 : 0
                return SQLITE_OK
            }
        }
    }

    private static func addSharedMemory(to methods: inout sqlite3_io_methods) {
        methods.xShmMap = { slot, region, bytes, extend, result in
            OpenFile.at(slot) { file in
                let (code, memory) = file.map(Int(region), bytes: Int(bytes), extend: extend != 0)
                result?.pointee = memory
                return code
            }
        }
        methods.xShmLock = { slot, first, count, flags in
            OpenFile.at(slot) { $0.lockMemory(Int(first)..<Int(first + count), flags: flags) }
        }
        // One thread at a time: there is nothing to order.
        methods.xShmBarrier = { _ in }
        methods.xShmUnmap = { slot, _ in
            OpenFile.at(slot) { file in
                file.unmap()
                return SQLITE_OK
            }
        }
    }
}
