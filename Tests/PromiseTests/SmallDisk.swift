import Foundation
import Glibc
import TestSupport

/// A file system of a few megabytes in memory, which is unmounted when its owner lets it go.
struct SmallDisk: ~Copyable {
    /// Where it is mounted.
    let folder: URL

    /// Whether this system lets us mount one.
    static let isPossible = (try? SmallDisk(megabytes: 1)) != nil

    private struct NotMounted: Error { let reason: String }

    init(megabytes: Int) throws {
        let folder = try TemporaryFolder.make()
        let outcome = try Program.run(
            URL(filePath: "/usr/bin/mount"), ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path])
        guard outcome.status == 0 else {
            // Nothing is in it, so that there is nothing to be said when it stays.
            try? FileManager.default.removeItem(at: folder)
            throw NotMounted(reason: outcome.errors)
        }
        self.folder = folder
    }

    deinit {
        // Also while a process that is being killed still has a file open there.
        umount2(folder.path, Int32(MNT_DETACH))
        rmdir(folder.path)
    }

    private var filler: URL { folder.appending(path: "filler") }

    /// Fills it up to some bytes.
    func fill(leaving bytes: Int) throws {
        var figures = statvfs()
        statvfs(folder.path, &figures)
        let count = Int(figures.f_bavail) * Int(figures.f_bsize) - bytes
        try Data(count: count).write(to: filler)
    }

    /// Gives back some of what it was filled with.
    func free(bytes: Int) throws {
        let size = try FileManager.default.attributesOfItem(atPath: filler.path)[.size] as? Int ?? 0
        truncate(filler.path, off_t(max(0, size - bytes)))
    }

    /// Deletes what it was filled with.
    func free() throws { try FileManager.default.removeItem(at: filler) }
}
