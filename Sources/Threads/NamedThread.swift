package import Foundation

extension Thread {
    /// Starts a thread that the system knows by a name, as `top -H` shows it (15 bytes of it).
    ///
    /// Foundation keeps a name that is set before the start to itself, so that the thread sets it.
    package static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            Thread.current.name = name
            body()
        }
        thread.start()
    }
}
