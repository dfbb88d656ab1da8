import CProcess
import Stories
import Glibc
import Threads

/// What tells systemd how the daemon gets on: datagrams to the socket that `NOTIFY_SOCKET` names (sd_notify(3)). Without one,
/// nothing is told.
///
/// A manager that does not take what it is told is not waited for: that it is ready is told again with the next sign of life.
struct ServiceManager: Sendable {
    private let address: [UInt8]?
    /// How long systemd waits for a sign of life; `nil` when it does not.
    let watchdogPeriod: Duration?
    /// Whether it was not taken that the daemon is ready.
    private let isReadyUntold = Locked(false)

    /// Finds the manager of this process.
    init(environment: [String: String]) {
        let name = environment["NOTIFY_SOCKET"].map { Array($0.utf8) } ?? []
        // "@" stands for the leading zero of an abstract name.
        address = name.isEmpty ? nil : name.first == UInt8(ascii: "@") ? [0] + name.dropFirst() : name
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdogPeriod = isOurs ? environment["WATCHDOG_USEC"].flatMap(Int64.init).map { .microseconds($0) } : nil
    }

    /// All sockets are open, and the journal is.
    func ready() {
        let isTold = tell("READY=1")
        isReadyUntold.withLock { $0 = !isTold }
    }

    /// A sentence for `systemctl status`.
    func status(_ text: String) { tell("STATUS=\(TerminalText.onOneLine(text))") }

    /// A reload has begun; ``ready()`` ends it.
    func reloading() {
        tell("RELOADING=1\nMONOTONIC_USEC=\(wiredesk_monotonic_microseconds())")
    }

    /// The daemon stops.
    func stopping() { tell("STOPPING=1") }

    /// Every loop has turned.
    func alive() {
        if isReadyUntold.withLock({ $0 }) { ready() }
        tell("WATCHDOG=1")
    }

    /// - Returns: Whether it was taken, or there is nobody to tell.
    @discardableResult
    private func tell(_ message: String) -> Bool {
        guard let address, address.count < 108 else { return true }
        var socketAddress = sockaddr_un()
        socketAddress.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &socketAddress.sun_path) { $0.copyBytes(from: address) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        let bytes = Array(message.utf8)
        let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
        return withUnsafePointer(to: &socketAddress) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, flags, $0, length) >= 0
            }
        }
    }
}
