import Pipeline

/// The id of an event, by which a client of a stream goes on where it was: `<stream>-<seq>`. So a number of one journal is not
/// taken for that of another, which has taken its place since.
struct EventID: Hashable, Sendable, CustomStringConvertible {
    /// The journal's stream; `nil` where a client gave a number alone.
    let stream: String?
    let seq: Int

    init(stream: String, seq: Int) {
        self.stream = stream
        self.seq = seq
    }

    /// Reads what a client gives back.
    ///
    /// - Returns: `nil` when it is no id, nor a number.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let seq = parts.last.flatMap({ $0.isEmpty ? nil : Query.plainInteger(String($0)) }) else { return nil }
        switch parts.count {
        case 1: stream = nil
        case 2 where !parts[0].isEmpty && parts[0].allSatisfy(\.isHexDigit): stream = String(parts[0])
        default: return nil
        }
        self.seq = seq
    }

    var description: String { stream.map { "\($0)-\(seq)" } ?? "\(seq)" }
}
