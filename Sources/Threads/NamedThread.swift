package import Foundation

extension Thread {
    /// Starts a thread that the system knows by a name, as `top -H` shows it: what of it fits into 15 bytes.
    ///
    /// The thread gives itself the name, since Foundation keeps one that is set before the start to itself; and only when the
    /// start has returned, since Foundation knows only then which thread of the system is to be named, and names none before.
    package static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        let isStarted = Latch()
        let thread = Thread {
            isStarted.wait()
            Thread.current.name = fitting(name)
            body()
        }
        thread.start()
        isStarted.open()
    }

    /// The longest beginning of a name that the system takes.
    private static func fitting(_ name: String) -> String {
        var fitting = ""
        for character in name {
            guard fitting.utf8.count + character.utf8.count <= 15 else { break }
            fitting.append(character)
        }
        return fitting
    }
}
