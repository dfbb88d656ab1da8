import Journaling
import Pipeline
import Stories

/// Knows where every category stands, and puts stories and heartbeats into frames.
struct PubEncoder {
    private let stream: String
    private let format: PayloadFormat
    private let holds: Bool
    private var positions: [String: Position]

    /// - Parameters:
    ///   - holds: Whether stories under an embargo are not sent: then no position may name one.
    ///   - positions: Where every category stands among the stories that are sent.
    init(stream: String, format: PayloadFormat, holdingEmbargoes holds: Bool = false, positions: [String: Position]) {
        self.holds = holds
        self.stream = stream
        self.format = format
        self.positions = positions
    }

    /// The messages of a story, which becomes the newest of its category: one, and one for every other category that an
    /// earlier version was sent under; none of a story that is held.
    mutating func messages(of entry: PublishedEntry) -> [[[UInt8]]] {
        if holds, entry.isHeld { return [] }
        let payload = format.payload(of: entry.story)
        return entry.places.map { place in
            let position = Position(seq: entry.seq, previous: place.previous(holdingEmbargoes: holds))
            positions[place.category] = position
            return [Array("story.\(place.category).\(entry.event.rawValue)".utf8), frame(position), payload]
        }
    }

    /// Takes note of where categories stand that stories were left out of. A newer story may have been sent since:
    /// positions do not go back.
    mutating func pass(_ skipped: [String: Position]) {
        positions.merge(skipped) { $1.seq > $0.seq ? $1 : $0 }
    }

    /// Takes note of categories that can get stories, so that heartbeats tell of those that have none yet.
    mutating func introduce(_ categories: [String]) {
        for category in categories where positions[category] == nil {
            positions[category] = Position(seq: 0, previous: 0)
        }
    }

    /// The frames of one heartbeat for each category, in the order of their names.
    ///
    /// - Parameter oldest: The oldest sequence number that can still be had.
    func heartbeats(oldest: Int) -> [[[UInt8]]] {
        positions.sorted { $0.key < $1.key }.map { category, position in
            [Array("story.\(category).alive".utf8), frame(position), Array(#"{"oldest":\#(oldest)}"#.utf8)]
        }
    }

    private func frame(_ position: Position) -> [UInt8] {
        Array("\(stream) \(position.seq) \(position.previous)".utf8)
    }
}
