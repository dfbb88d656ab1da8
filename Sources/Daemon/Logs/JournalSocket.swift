import CProcess
import Foundation
import Glibc
import Hashing
import Logging

// A datagram to journald (systemd.io/JOURNAL_NATIVE_PROTOCOL): NAME=value and a newline for each field.

/// The socket of journald. Lines go there with what is known of them as fields: `intake` becomes `WIREDESK_INTAKE`, `story.id`
/// `WIREDESK_STORY_ID`.
///
/// Of what `event` says happened `MESSAGE_ID` is made, so that the same event has the same id for ever. What journald does not
/// take, for want of room, goes to stderr instead.
final class JournalSocket: LogSink {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Connects, where stderr is connected to journald; then journald would show what is written there as well, so only one of
    /// the two is used.
    ///
    /// - Returns: `nil` where it is not.
    static var ofProcess: JournalSocket? {
        guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"],
            wiredesk_is_stream(STDERR_FILENO, stream) != 0
        else { return nil }
        return connected(to: "/run/systemd/journal/socket")
    }

    /// Connects to a socket that speaks journald's protocol.
    ///
    /// - Returns: `nil` where there is none.
    static func connected(to path: String) -> JournalSocket? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        // Closes it when it is let go.
        let journal = JournalSocket(descriptor: descriptor)
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) == 0 }
        }
        return isConnected ? journal : nil
    }

    deinit { close(descriptor) }

    func bytes(of line: LogLine) -> [UInt8] {
        var bytes: [UInt8] = []
        // No value has a line end, so none needs the longer form.
        func add(_ name: String, _ value: String) { bytes += Array("\(name)=\(value)\n".utf8) }
        let details = line.details.filter { $0.name != "event" }.map { "\($0.name)=\($0.value)" }
        add("MESSAGE", ([line.message] + details).joined(separator: " "))
        add("PRIORITY", "\(line.level.priority)")
        add("SYSLOG_IDENTIFIER", "wiredesk")
        for (name, value) in line.details {
            if name == "event" { add("MESSAGE_ID", Self.messageID(of: value)) }
            add("WIREDESK_\(Self.fieldName(name))", value)
        }
        return bytes
    }

    func write(_ bytes: [UInt8]) -> Bool {
        while Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) < 0 {
            guard errno == EINTR else {
                let line = bytes.prefix { $0 != UInt8(ascii: "\n") }.dropFirst("MESSAGE=".utf8.count)
                return StandardErrorSink.write(line + [UInt8(ascii: "\n")])
            }
        }
        return true
    }

    /// The id of an event: 128 bits of the SHA-256 of its name.
    static func messageID(of event: String) -> String {
        SHA256.hexadecimal(SHA256.digest(of: Array("wiredesk event \(event)".utf8)).prefix(16))
    }

    /// Field names have capitals, digits and underscores.
    private static func fieldName(_ key: String) -> String {
        String(key.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

extension Logger.Level {
    /// syslog(3).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
