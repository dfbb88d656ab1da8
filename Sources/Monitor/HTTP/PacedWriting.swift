import HummingbirdCore
import NIOCore

extension ResponseBodyWriter {
    /// Writes bytes in pieces, each when the client has read most of the one before.
    ///
    /// NIO's writer waits only once the channel's event loop has told it that the channel is full, so after each piece the loop
    /// is waited for: else the whole would be queued before the loop has written any. Pieces are copies, since a part of a
    /// buffer keeps the whole in memory. So what NIO holds of a client that does not read are two pieces.
    mutating func write(_ buffer: ByteBuffer, pacedBy channel: any Channel) async throws {
        var rest = buffer
        while rest.readableBytes > 0 {
            let count = min(PacedWriting.pieceBytes, rest.readableBytes)
            guard let part = rest.readSlice(length: count) else { return }
            var piece = channel.allocator.buffer(capacity: count)
            piece.writeImmutableBuffer(part)
            try await write(piece)
            try await channel.eventLoop.submit {}.get()
        }
    }
}

private enum PacedWriting {
    /// Bytes that are written at once.
    static let pieceBytes = 64 << 10
}
