import Foundation
import Glibc
import Hashing
import Logging

// A datagram to journald (systemd.io/JOURNAL_NATIVE_PROTOCOL): NAME=value and a newline for each field; a value of several lines
// is NAME, newline, its bytes as a 64-bit little-endian number, the value, newline.

/// Sends log lines to journald with their metadata as fields: `intake` becomes `WIREDESK_INTAKE`, `story.id`
/// `WIREDESK_STORY_ID`.
///
/// The metadata `event` names what happened; of it `MESSAGE_ID` is made, so that the same event has the same id for ever.
struct JournalLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let socket: JournalSocket

    init(_ socket: JournalSocket) { self.socket = socket }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        var fields = JournalFields()
        let details = all.filter { $0.key != "event" }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        fields.add("MESSAGE", ([event.message.description] + details).joined(separator: " "))
        fields.add("PRIORITY", "\(event.level.priority)")
        fields.add("SYSLOG_IDENTIFIER", "wiredesk")
        if let event = all["event"] { fields.add("MESSAGE_ID", Self.messageID(of: "\(event)")) }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            fields.add("WIREDESK_\(Self.fieldName(key))", "\(value)")
        }
        socket.send(fields.bytes)
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

/// The fields of one line.
private struct JournalFields {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ name: String, _ value: String) {
        bytes += Array(name.utf8)
        let text = Array(value.utf8)
        if text.contains(UInt8(ascii: "\n")) {
            bytes.append(UInt8(ascii: "\n"))
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += text
        bytes.append(UInt8(ascii: "\n"))
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

/// The socket of journald. What it does not take, for want of room, is lost, and goes to stderr instead.
final class JournalSocket: Sendable {
    private let descriptor: Int32

    /// Connects, where stderr is connected to journald; then journald would show what is written there as well, so only one of
    /// the two is used.
    ///
    /// - Returns: `nil` where it is not.
    init?(environment: [String: String]) {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"], fstat(STDERR_FILENO, &status) == 0,
            stream == "\(status.st_dev):\(status.st_ino)"
        else { return nil }
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array("/run/systemd/journal/socket".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) == 0 }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) < 0 else { return }
        let line = String(decoding: bytes.split(separator: UInt8(ascii: "\n")).first ?? [], as: UTF8.self)
        OutputStream.standardError.note(line.replacing("MESSAGE=", with: ""))
    }
}
