import TestSupport
import Foundation

/// A disk in memory for SQLite databases, which fails as disks do: power goes between any two operations, a sync
/// fails, there is no more room, or it says "synced" and lies.
///
/// It has a folder of its own. Databases whose path lies there are opened on the simulated disk, by whatever uses
/// SQLite in this process; all other paths are not concerned. The folder is a real one too, so that programs can make
/// lock files in it, and holds an empty file in the place of ``database``.
///
/// Belongs to one thread at a time, which the compiler cannot see: tests hand it over, with the database on it, to the
/// thread that works on it next. A lock would hide a test that lets two of them work at once.
package final class SimulatedDisk: @unchecked Sendable {
    /// The folder.
    package let folder: String
    /// A path in the folder.
    package var database: String { folder + "/" + Self.databaseName }

    /// Operations that changed something so far: writes, syncs, files made and removed.
    package private(set) var operations = 0
    /// How many more operations there are before the machine stops in the middle of one; `nil`: it goes on.
    package var operationsLeft: Int?
    /// Whether the machine has stopped: everything fails until ``restart(after:)``.
    package private(set) var isStopped = false
    /// What a sync does.
    package var syncing = Syncing.works
    /// Room for all files together; `nil`: there is enough.
    package var bytesMax: Int?

    /// What a sync does.
    package enum Syncing: Sendable {
        /// It puts on the disk what was written.
        case works
        /// It reports an error; what was written may be on the disk or not, and is taken for written.
        case fails
        /// It reports success, and does nothing.
        case lies
    }

    /// Why a machine stopped.
    package enum Stop: Sendable, CaseIterable {
        /// The process was killed: what it had written is still in the system's cache.
        case kill
        /// Power went: of what was not synced, anything may be missing.
        case powerCut
    }

    private static let databaseName = "journal.sqlite"
    private(set) var numbers: SeededNumbers
    private(set) var files = FileTable()
    /// Counts restarts: whoever opened a file before one has lost it.
    private(set) var era = 0

    /// The disk is empty.
    ///
    /// - Parameter seed: Decides what becomes of writes that were not synced.
    package init(seed: UInt64) throws {
        numbers = SeededNumbers(seed: seed)
        folder = FileManager.default.temporaryDirectory.path + "/simulated-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: database))
        DiskRouter.mount(self)
    }

    deinit {
        DiskRouter.unmount(folder)
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder): \(error)") }
    }

    // MARK: - The end of a machine

    /// Stops the machine now.
    package func stop() {
        isStopped = true
    }

    /// Starts the machine again. Whatever was open is lost.
    package func restart(after stop: Stop) {
        if stop == .powerCut {
            files.losePower(&numbers)
            // The one thing beside the database that is kept outside of it, in the system's cache: it may be gone, too.
            try? FileManager.default.removeItem(atPath: database + "-lock")
        }
        files.forgetMemory()
        era += 1
        isStopped = false
        operationsLeft = nil
    }

    /// Counts an operation that changes something.
    func begin() -> Step {
        guard !isStopped else { return .refused }
        operations += 1
        guard let left = operationsLeft else { return .whole }
        operationsLeft = left - 1
        guard left <= 0 else { return .whole }
        isStopped = true
        return .brokenOff
    }

    /// What comes of an operation.
    enum Step {
        case whole, brokenOff, refused
    }

    // MARK: - What SQLite asks for

    func use<Result>(_ body: (inout FileTable, inout SeededNumbers) -> Result) -> Result {
        body(&files, &numbers)
    }
}
