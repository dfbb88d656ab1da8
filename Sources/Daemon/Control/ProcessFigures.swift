import AccessControl
import Foundation
import Glibc

/// How the process stands, as `/proc/self` tells; `nil` where it does not.
package struct ProcessFigures {
    /// User and system time.
    let cpuSeconds: Double?
    let residentBytes: Double?
    let descriptors: Double?
    let descriptorsMax: Double?
    /// Seconds since 1970.
    let startedAt: Double?

    init() {
        var usage = rusage()
        let isKnown = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0
        cpuSeconds = isKnown ? Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime) : nil
        residentBytes = ResidentMemory.bytes.map { Double($0) }
        descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count) }
        var limit = rlimit()
        let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        descriptorsMax = hasLimit ? Double(limit.rlim_cur) : nil
        startedAt = Self.start
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    // Taken at the first look, which is at the start.
    private static let start = Date().timeIntervalSince1970

    /// Takes down when the process started.
    package static func begin() { _ = start }

    /// Bytes that programs without privileges may still write where a file lies.
    static func bytesAvailable(at path: String) -> Double? {
        var status = statvfs()
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard statvfs(folder, &status) == 0 else { return nil }
        return Double(status.f_bavail) * Double(status.f_frsize)
    }
}
