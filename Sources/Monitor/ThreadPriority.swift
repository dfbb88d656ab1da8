import Glibc

/// The priority of threads.
enum ThreadPriority {
    /// Lets the calling thread run after those of the path when the machine is busy.
    static func lower() {
        // On Linux this is of the thread, not of the process. Not being allowed to is no harm.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    }
}
