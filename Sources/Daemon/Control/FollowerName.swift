package import Pipeline
import Stories

/// Who a follower is, as people read it: by the routing id that it chose, where it chose one.
enum FollowerName: Hashable, Sendable {
    /// It chose none, and libzmq made one up that is another with each connection: five bytes, the first of them zero.
    case anonymous
    /// It chose one that can be read.
    case chosen(String)
    /// It chose bytes that cannot.
    case opaque

    /// - Parameter peer: The routing id in hexadecimal digits, as a ``FollowerFigures`` has it.
    init(peer: String) {
        let digits = Array(peer.utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { place in
            // The feed wrote the digits.
            UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) ?? 0
        }
        if bytes.first == 0 {
            self = .anonymous
        } else if let text = String(validating: bytes, as: UTF8.self), Self.isReadable(text) {
            self = .chosen(text)
        } else {
            self = .opaque
        }
    }

    /// Whether a text shows all that is in it.
    private static func isReadable(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                !TerminalText.isInvisible(scalar)
                    && (scalar.properties.generalCategory != .spaceSeparator || scalar == " ")
            }
    }
}

extension FollowerFigures {
    /// The id that it chose, or else its routing id in hexadecimal digits.
    package var name: String {
        if case .chosen(let name) = FollowerName(peer: peer) { name } else { peer }
    }
}

extension [FollowerFigures] {
    /// Names of followers that metrics tell apart.
    static let labelsMax = 100

    /// How far followers are behind the newest story, under labels that do not become more and more: the names of those who chose
    /// one, in the order of their arrival; ``labelsMax`` of them and the rest as `others`; `anonymous` for those who chose none.
    /// Where several are under one label, the slowest counts.
    var lagsByLabel: [(label: String, lag: Int)] {
        var lags: [(label: String, lag: Int)] = []
        var places: [String: Int] = [:]
        for follower in self {
            let label =
                switch FollowerName(peer: follower.peer) {
                case .anonymous: "anonymous"
                case .chosen(let name) where places[name] != nil || lags.count < Self.labelsMax: name
                case .chosen, .opaque: "others"
                }
            if let place = places[label] {
                lags[place].lag = Swift.max(lags[place].lag, follower.lag)
            } else {
                places[label] = lags.count
                lags.append((label, follower.lag))
            }
        }
        return lags
    }
}
