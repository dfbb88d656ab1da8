import TestSupport
/// The folder of a simulated disk: its files by their names, now and on the disk.
struct FileTable {
    private var entries: [String: SimulatedFile] = [:]
    private var durable: [String: SimulatedFile] = [:]
    /// Files made and removed since the folder was last synced, in order.
    private var pending: [(name: String, file: SimulatedFile?)] = []

    subscript(name: String) -> SimulatedFile? { entries[name] }

    /// Bytes of all files.
    var bytes: Int { entries.values.reduce(0) { $0 + $1.cached.count } }

    mutating func create(_ name: String) -> SimulatedFile {
        let file = SimulatedFile()
        entries[name] = file
        pending.append((name, file))
        return file
    }

    mutating func remove(_ name: String) {
        entries[name] = nil
        pending.append((name, nil))
    }

    /// Puts the names of the files on the disk.
    mutating func sync() {
        durable = entries
        pending = []
    }

    mutating func losePower(_ numbers: inout SeededNumbers) {
        for (name, file) in pending where numbers.below(2) == 0 { durable[name] = file }
        entries = durable
        pending = []
        for name in entries.keys.sorted() { entries[name]?.losePower(&numbers) }
    }

    /// Locks and shared memory end with the programs that had them.
    func forgetMemory() {
        for file in entries.values {
            file.locks = FileLocks()
            file.sharedMemory = nil
        }
    }
}
