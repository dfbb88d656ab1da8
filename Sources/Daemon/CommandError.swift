/// Why a command ends with something else than 0: a sentence for stderr, and a code of sysexits.
struct Failure: Error, Sendable {
    /// Codes of `sysexits.h`.
    enum Code: Int32, Sendable {
        case usage = 64
        case data = 65
        case unavailable = 69
        case io = 74
        case configuration = 78
    }

    let code: Code
    let message: String
    /// Whether it only means that nobody reads stdout any more.
    var isClosedPipe = false

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
