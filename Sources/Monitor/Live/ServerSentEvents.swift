import Journaling
import NIOCore

/// The format of `text/event-stream` (WHATWG HTML, 9.2): what is written of it.
struct ServerSentEvents: Sendable {
    private(set) var buffer = ByteBuffer()
    private let stream: String

    /// Begins with nothing.
    ///
    /// - Parameter stream: The stream that sequence numbers count in.
    init(of stream: String) { self.stream = stream }

    /// A story: its place as the id by which a client resumes, one line of JSON.
    mutating func story(_ seq: Int, _ json: some Collection<UInt8>) {
        buffer.writeString("id: \(EventID(stream: stream, seq: seq))\ndata: ")
        // JSON as it is written here holds no line break.
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
    }

    /// Something else that a client may listen for.
    mutating func event(_ name: String, at seq: Int, _ json: some Collection<UInt8>) {
        buffer.writeString("event: \(name)\nid: \(EventID(stream: stream, seq: seq))\ndata: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
    }

    /// How long a client shall wait before it connects again.
    mutating func retry(milliseconds: Int) { buffer.writeString("retry: \(milliseconds)\n\n") }
}
