import NIOCore
import NIOHTTPTypes

/// Ends a connection whose client takes too long: to read what is written to it, to send the body of a request, or, in a
/// reserved place, with anything.
///
/// What a client missed it can ask for again: a stream resumes where it was.
final class ConnectionLimits: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    /// How long a client may take.
    struct ClientTimeouts: Sendable {
        /// Until it has read something, while its buffers are full.
        var reading = TimeAmount.seconds(30)
        /// Until the body of its request is whole, from its head on.
        var body = TimeAmount.seconds(30)
        /// In a reserved place: until it is gone.
        var reserved = TimeAmount.seconds(2)
    }

    private let connections: Connections
    private let patience: ClientTimeouts
    private var reading: Scheduled<Void>?
    private var body: Scheduled<Void>?
    private var isOpen = false

    /// The time to read passes in steps, so that the time that the whole machine stood still counts as one of them at most.
    private static let readingSteps = 3

    init(_ connections: Connections, patience: ClientTimeouts = ClientTimeouts()) {
        self.connections = connections
        self.patience = patience
    }

    /// Bytes that are read of a connection at once: ten such wait at most until they are taken, of 2,000 connections 40 MiB
    /// (``MemoryBudget/MemoryPart/clients``).
    private static let readBytesMax = 2 << 10

    func handlerAdded(context: ChannelHandlerContext) {
        let allocator = AdaptiveRecvByteBufferAllocator(
            minimum: 256, initial: Self.readBytesMax, maximum: Self.readBytesMax)
        // A channel that is closed already needs none.
        context.channel.setOption(.recvAllocator, value: allocator).whenFailure { _ in }
        if context.channel.isActive { open(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        open(context)
        context.fireChannelActive()
    }

    private func open(_ context: ChannelHandlerContext) {
        guard !isOpen else { return }
        isOpen = true
        guard connections.open(context.channel) else { return }
        let (channel, connections) = (context.channel, connections)
        context.eventLoop.scheduleTask(in: patience.reserved) {
            if connections.isReserved(channel) { channel.close(promise: nil) }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            body?.cancel()
            body = closing(context, in: patience.body)
        case .body: break
        case .end:
            body?.cancel()
            body = nil
        }
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        reading?.cancel()
        reading = nil
        if !context.channel.isWritable { watchReading(context, steps: Self.readingSteps) }
        context.fireChannelWritabilityChanged()
    }

    private func watchReading(_ context: ChannelHandlerContext, steps: Int) {
        let channel = context.channel
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let step = TimeAmount.nanoseconds(patience.reading.nanoseconds / Int64(Self.readingSteps))
        reading = context.eventLoop.scheduleTask(in: step) {
            if steps > 1 {
                bound.value.handler.watchReading(bound.value.context, steps: steps - 1)
            } else {
                channel.close(promise: nil)
            }
        }
    }

    private func closing(_ context: ChannelHandlerContext, in time: TimeAmount) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        for task in [reading, body] { task?.cancel() }
        (reading, body) = (nil, nil)
        connections.forget(context.channel)
        context.fireChannelInactive()
    }
}
