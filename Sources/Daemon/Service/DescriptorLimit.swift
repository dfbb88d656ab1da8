import Endpoints
import Foundation
import Glibc

/// How many descriptors the process may have (RLIMIT_NOFILE).
package enum DescriptorLimit {
    /// Raises it as far as the process may, to its hard limit.
    ///
    /// - Returns: What it is then.
    @discardableResult
    package static func raise() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return .max }
        let soft = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        return Int(clamping: setrlimit(resource, &limit) == 0 ? limit.rlim_cur : soft)
    }

    /// What a daemon takes before anybody connects, with room for some peers, for the files that it reads anew and for what
    /// SQLite opens for a moment.
    ///
    /// Measured: 25 for itself, 5 for each end and its first endpoint (7 for a feed), 1 for each further endpoint, 10 for the
    /// monitor and 3 for each of its loops, of which there is one for two cores.
    static func needed(for settings: Settings) -> Int {
        let endpoints =
            settings.intakes.reduce(0) { $0 + $1.socket.bind.count + $1.socket.connect.count }
            + settings.outlets.reduce(0) { $0 + $1.outlet.bind.count + $1.outlet.connect.count }
        let monitor = settings.monitor == nil ? 0 : 16 + 3 * max(1, ProcessInfo.processInfo.processorCount / 2)
        return 64 + 8 * (settings.intakes.count + settings.outlets.count) + endpoints + monitor
    }

    /// Refuses to start a daemon that would run out of them before it is ready.
    ///
    /// - Throws: ``CommandError`` of code 69 that says how many are needed.
    package static func check(for settings: Settings) throws(CommandError) {
        let (needed, limit) = (needed(for: settings), raise())
        guard limit >= needed else {
            throw CommandError(
                .unavailable,
                "\(needed) descriptors are needed, and \(limit) are all that the process may have: give it more by "
                    + "LimitNOFILE in its unit, or by ulimit -Hn where it is started")
        }
    }
}
