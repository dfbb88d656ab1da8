import CZlib
import NIOCore

/// gzip (RFC 1952), by zlib.
enum Gzip {
    /// Bytes below which it is not worth it.
    static let bytesMin = 1024
    /// Fast: what is gained by more effort costs more than it saves.
    private static let level: Int32 = 1

    /// Compresses bytes.
    ///
    /// - Returns: `nil` when zlib cannot, or they do not become fewer.
    /// - Complexity: O(bytes), about 100 MB/s.
    static func compressed(_ buffer: ByteBuffer) -> ByteBuffer? {
        var stream = z_stream()
        guard wiredesk_gzip_init(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let count = buffer.readableBytes
        guard let size = UInt32(exactly: count) else { return nil }
        var output = ByteBuffer()
        // Not more than there was: else it is not used.
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            buffer.withUnsafeReadableBytes { source in
                stream.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
                stream.avail_in = size
                stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = size
                return deflate(&stream, Z_FINISH) == Z_STREAM_END ? count - Int(stream.avail_out) : 0
            }
        }
        // It waits for its client: no longer in a room that was meant for the whole.
        output.shrinkBufferCapacity(to: output.readableBytes)
        return output.readableBytes > 0 ? output : nil
    }
}
