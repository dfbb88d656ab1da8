import ZeroMQ

// ZAP 1.0 (ZeroMQ RFC 27), as libzmq speaks it over inproc://zeromq.zap.01:
//
//     request:  "1.0"  request id  domain  address  routing id  mechanism  credentials…
//     reply:    "1.0"  request id  status  status text  user id  metadata

/// A question of libzmq whether a peer may come in.
struct ZAPRequest: Sendable {
    private let id: [UInt8]
    /// The end it knocks at, as ``ListenerPolicy/end`` names it.
    let domain: String
    /// Its public key; `nil` when it has none.
    let key: CurveKey?

    /// Reads the frames of a question.
    ///
    /// - Returns: `nil` when they are none.
    init?(_ frames: [[UInt8]]) {
        guard frames.count >= 6, frames[0] == Array("1.0".utf8) else { return nil }
        id = frames[1]
        domain = String(decoding: frames[2], as: UTF8.self)
        // The fifth frame names the mechanism: NULL, PLAIN or CURVE.
        let mechanism = String(decoding: frames[5], as: UTF8.self)
        key = mechanism == "CURVE" && frames.count >= 7 ? CurveKey(bytes: frames[6]) : nil
    }

    /// What may be said to it.
    enum ZAPAnswer: Equatable, Sendable {
        /// Come in; messages will bear this name.
        case welcome(user: String)
        /// Never.
        case denied
        /// Not now.
        case later
    }

    /// The frames of a reply.
    func reply(_ answer: ZAPAnswer) -> [[UInt8]] {
        let (status, text, user) =
            switch answer {
            case .welcome(let user): ("200", "OK", user)
            case .denied: ("400", "this key opens nothing here", "")
            case .later: ("300", "come again later", "")
            }
        return [Array("1.0".utf8), id, Array(status.utf8), Array(text.utf8), Array(user.utf8), []]
    }
}
