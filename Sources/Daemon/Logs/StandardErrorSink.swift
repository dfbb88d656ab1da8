import Glibc

// A line: time, level, program, what is known of it, the module, and what happened.
//
//     2026-11-22T08:30:00+0000 info wiredesk: event=ready [wiredesk] ready

/// Lines of text on stderr.
struct StandardErrorSink: LogSink {
    func bytes(of line: LogLine) -> [UInt8] {
        let details = line.details.map { " \($0.name)=\($0.value)" }.joined()
        return Array("\(Self.now) \(line.level) wiredesk:\(details) [\(line.source)] \(line.message)\n".utf8)
    }

    func write(_ bytes: [UInt8]) -> Bool { Self.write(bytes) }

    /// Writes to stderr.
    ///
    /// - Returns: Whether all of it was taken.
    static func write(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                // Somebody who has the same terminal open does not want to wait for it; this thread does.
                var wanted = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
                guard poll(&wanted, 1, -1) > 0 || errno == EINTR else { return false }
                continue
            }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    /// The local time, to the second, with its distance from UTC.
    private static var now: String {
        var seconds = time(nil)
        var local = tm()
        localtime_r(&seconds, &local)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            let count = strftime(start, buffer.count, "%Y-%m-%dT%H:%M:%S%z", &local)
            return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
