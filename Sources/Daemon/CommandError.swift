/// Why a command ends with something else than 0: a sentence for stderr, and a code of sysexits.
package struct CommandError: Error, Sendable {
    /// Codes of `sysexits.h`.
    package enum ExitStatus: Int32, Sendable {
        case usage = 64
        case data = 65
        case unavailable = 69
        case io = 74
        case configuration = 78
    }

    package let code: ExitStatus
    package let message: String
    /// Whether it only means that nobody reads stdout any more.
    package var isClosedPipe = false

    package init(_ code: ExitStatus, _ message: String) {
        self.code = code
        self.message = message
    }
}
