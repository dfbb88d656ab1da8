import Newsdesk
import Stories
import ZeroMQ

/// Reads whole messages off an intake's socket: the first of several frames is the channel, the last the payload.
struct MessageReader: ~Copyable {
    /// The most frames a message may have; a producer that sends more speaks another protocol.
    private static let framesMax = 8
    /// Bytes kept of a channel name.
    private static let channelBytesMax = 256

    private let intake: String
    private let payloadBytesMax: Int
    private var frame = Message()

    init(_ configuration: SocketIntakeConfiguration) {
        intake = configuration.name
        payloadBytesMax = configuration.payloadBytesMax
    }

    /// The next message that has already arrived whole; `nil` when there is none.
    mutating func next(from socket: borrowing Socket) throws(ZeroMQError) -> Delivery? {
        guard try socket.receive(into: &frame) else { return nil }
        let receivedAt = Timestamp.now()
        var channel: String?
        var frames = 1
        if frame.hasMore {
            channel = String(decoding: frame.bytes(upTo: Self.channelBytesMax), as: UTF8.self)
        }
        // The frames of a message arrive together, so the rest is there.
        while frame.hasMore, try socket.receive(into: &frame) { frames += 1 }
        let size = frame.count
        return Delivery(
            intake: intake, channel: channel, payload: frame.bytes(upTo: payloadBytesMax), payloadBytes: size,
            receivedAt: receivedAt, rejection: rejection(frames: frames, payloadBytes: size))
    }

    private func rejection(frames: Int, payloadBytes: Int) -> Rejection? {
        if frames > Self.framesMax {
            return Rejection(.framing, "\(frames) frames; a message has at most \(Self.framesMax)")
        }
        if payloadBytes > payloadBytesMax {
            return Rejection(.tooLarge, "\(payloadBytes) bytes; this intake takes at most \(payloadBytesMax)")
        }
        return nil
    }
}
