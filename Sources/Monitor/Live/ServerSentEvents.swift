import Journaling
import NIOCore

/// The format of `text/event-stream` (WHATWG HTML, 9.2): what is written of it.
struct ServerSentEvents: Sendable {
    private(set) var buffer = ByteBuffer()

    /// A story: its sequence number as the id by which a client resumes, one line of JSON.
    mutating func story(_ seq: Int, _ json: some Collection<UInt8>) {
        buffer.writeString("id: \(seq)\ndata: ")
        // JSON as it is written here holds no line break.
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
    }

    /// Something else that a client may listen for.
    mutating func event(_ name: String, id: Int, _ json: some Collection<UInt8>) {
        buffer.writeString("event: \(name)\nid: \(id)\ndata: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
    }

    /// How long a client shall wait before it connects again.
    mutating func retry(milliseconds: Int) { buffer.writeString("retry: \(milliseconds)\n\n") }
}
