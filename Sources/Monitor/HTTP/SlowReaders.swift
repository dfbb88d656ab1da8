import NIOCore

/// Closes a connection whose client has not read for so long that its buffers were full all the time.
///
/// What it missed it can ask for again: a stream resumes where it was.
final class SlowReaders: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    static let patience = TimeAmount.seconds(30)

    private let patience: TimeAmount
    private var closing: Scheduled<Void>?

    init(patience: TimeAmount) { self.patience = patience }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        closing?.cancel()
        closing = nil
        if !context.channel.isWritable {
            let channel = context.channel
            closing = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        closing?.cancel()
        closing = nil
        context.fireChannelInactive()
    }
}
