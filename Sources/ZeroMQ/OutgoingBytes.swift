import CZeroMQ
import Synchronization

/// Counts the bytes of frames that libzmq holds because they are not written to the network yet. libzmq's own bounds count
/// messages, whatever their size.
///
/// Counts may be sums of others: what counts for a peer counts for all peers. Any thread may ask.
public final class OutgoingBytes: Sendable {
    /// What a message costs beside the bytes of its last frame, about: the places of its frames in libzmq's queue, a short
    /// envelope, what is allocated with them.
    public static let overhead = 512

    private let count = Atomic(0)
    private let sum: OutgoingBytes?

    /// Begins at nothing.
    ///
    /// - Parameter sum: What counts these bytes too.
    public init(in sum: OutgoingBytes? = nil) { self.sum = sum }

    /// Bytes that are not written yet.
    public var bytes: Int { count.load(ordering: .relaxed) }

    private func add(_ bytes: Int) {
        count.add(bytes, ordering: .relaxed)
        sum?.add(bytes)
    }

    /// One frame, until libzmq lets it go.
    private final class CountedFrame: Sendable {
        let bytes: Int
        let counter: OutgoingBytes

        init(_ bytes: Int, _ counter: OutgoingBytes) {
            self.bytes = bytes
            self.counter = counter
            counter.add(bytes)
        }

        deinit { counter.add(-bytes) }
    }

    /// Sends the last frame of a message, and counts it with its ``overhead`` until it is written, dropped, or not taken at all.
    ///
    /// - Returns: As `zmq_send` does.
    func send(_ frame: [UInt8], on socket: UnsafeMutableRawPointer, flags: Int32) -> Int32 {
        let context = unsafe Unmanaged.passRetained(CountedFrame(frame.count + Self.overhead, self)).toOpaque()
        return unsafe wiredesk_send_told(
            socket, frame, frame.count, flags,
            { bytes, context in
                unsafe free(bytes)
                if let context = unsafe context { unsafe Unmanaged<CountedFrame>.fromOpaque(context).release() }
            }, context)
    }
}
