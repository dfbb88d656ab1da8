import Daemon
import CProcess

/// The arguments of the process.
enum ProcessArguments {
    /// All but the program's name. Bytes that are not UTF-8 become U+FFFD.
    ///
    /// (`CommandLine.arguments` reads `/proc/self/cmdline`: without `/proc`, in a strict container or a jail, it is empty.)
    static var all: [String] {
        (1..<max(1, wiredesk_argument_count())).compactMap { place in
            wiredesk_argument(place).map { String(cString: $0) }
        }
    }
}
