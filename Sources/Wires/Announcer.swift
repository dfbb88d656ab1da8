import Journaling
import Newsdesk
import Stories

/// Knows where every category stands, and puts stories and heartbeats into frames.
struct Announcer {
    private let stream: String
    private let oldest: Int
    private var positions: [String: Position]

    init(_ bearings: Bearings) {
        stream = bearings.stream
        oldest = bearings.oldest
        positions = bearings.positions
    }

    /// The frames of a story, which becomes the newest of its category.
    mutating func frames(of entry: Entry) -> [[UInt8]] {
        let position = Position(seq: entry.seq, previous: entry.previous)
        positions[entry.category] = position
        return [Array("story.\(entry.category).\(entry.event.rawValue)".utf8), frame(position), entry.record]
    }

    /// Takes note of where categories stand whose newest stories were not sent.
    mutating func pass(_ skipped: [String: Position]) {
        positions.merge(skipped) { $1 }
    }

    /// The frames of one heartbeat for each category, in the order of their names.
    func heartbeats() -> [[[UInt8]]] {
        positions.sorted { $0.key < $1.key }.map { category, position in
            [Array("story.\(category).alive".utf8), frame(position), Array(#"{"oldest":\#(oldest)}"#.utf8)]
        }
    }

    private func frame(_ position: Position) -> [UInt8] {
        Array("\(stream) \(position.seq) \(position.previous)".utf8)
    }
}
