import Stories

// Frames of a request:  <address>  <envelope…>  [<id>]  <payload>      the address is the router's own
// Frames of its reply:  <address>  <envelope…>  <reply>
//
// The envelope is everything up to and including the first empty frame, if there is one before the payload. It comes
// back as it was, so that REQ, which marks its messages so, and clients that number theirs can be served.

/// A request to a submit intake, taken apart.
struct SubmitRequest {
    /// Where its reply goes.
    let address: [UInt8]
    /// What its reply begins with.
    let envelope: [[UInt8]]
    /// The id that it gives its story; `nil` when it gives none.
    let id: String?
    /// What is wrong with its frames; `nil` when nothing is.
    let rejection: Rejection?

    /// The most frames of an envelope, the empty one included.
    private static let envelopeFramesMax = 4
    /// Bytes of the largest frame of an envelope.
    private static let envelopeFrameBytesMax = 64
    /// Bytes of the longest id; as long as one inside the payload may be.
    private static let idBytesMax = 512

    /// Takes a message of a router apart.
    init(_ multipart: MultipartMessage) {
        address = multipart.heads.first?.bytes ?? []
        let heads = multipart.heads.dropFirst()
        let envelope = heads.firstIndex { $0.count == 0 }.map { heads[...$0] } ?? []
        // Frames that were not kept count too.
        let between = multipart.frames - 2 - envelope.count
        do {
            try Self.check(envelope, frames: between + 1)
            self.envelope = envelope.map(\.bytes)
        } catch {
            (self.envelope, id, rejection) = (error.isEnvelope ? [] : envelope.map(\.bytes), nil, error.rejection)
            return
        }
        guard between == 1, let frame = heads.last, frame.count > 0 else {
            (id, rejection) = (nil, nil)
            return
        }
        id = frame.count <= Self.idBytesMax ? String(validating: frame.bytes, as: UTF8.self) : nil
        rejection =
            id != nil ? nil : Rejection(.framing, "the id frame: expected UTF-8 of at most \(Self.idBytesMax) bytes")
    }

    private struct Fault: Error {
        let isEnvelope: Bool
        let rejection: Rejection
    }

    private static func check(_ envelope: ArraySlice<MultipartMessage.KeptFrame>, frames: Int) throws(Fault) {
        guard envelope.count <= envelopeFramesMax, envelope.allSatisfy({ $0.count <= envelopeFrameBytesMax }) else {
            throw Fault(
                isEnvelope: true,
                rejection: Rejection(
                    .framing,
                    "an envelope has at most \(envelopeFramesMax) frames of at most \(envelopeFrameBytesMax) bytes"))
        }
        guard frames <= 2 else {
            throw Fault(
                isEnvelope: false,
                rejection: Rejection(.framing, "\(frames) frames; a request is a payload, or an id and a payload"))
        }
    }
}
