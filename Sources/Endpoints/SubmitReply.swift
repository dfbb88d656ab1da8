package import JSON
import Journaling
import Pipeline
import Stories

// A reply is one JSON object, keys in this order:
//
//     {"status":"stored","id":"a","seq":7}
//     {"status":"duplicate","id":"a","seq":7}
//     {"status":"rejected","id":"a","reason":"malformed: …"}       id only when it is known
//     {"status":"busy","id":"a","reason":"the disk is full"}       the same
//     {"status":"stored","id":"p","seq":7,"stories":[{"id":"p#1","seq":7,"status":"stored"},…]}   a page
//
// Of a story of a page that is rejected, `stories` has {"id":"p#2","status":"rejected","reason":"…"}.

/// What a submit intake replies to a request: `stored`, `duplicate` and `rejected` are on the disk when they are said.
package struct SubmitReply: Hashable, Sendable, Decodable {
    /// What became of the request.
    package enum Status: String, Hashable, Sendable, Decodable {
        /// It is in the journal under a number of its own; of a page, at least one story is.
        case stored
        /// It was in the journal already.
        case duplicate
        /// It is a dead letter; sent again, it is refused again. Of a page, a story is, and none was new.
        case rejected
        /// It was not taken; it should be sent again later.
        case busy
    }

    /// One story of a page.
    package struct StoryReply: Hashable, Sendable, Decodable {
        /// The story's id.
        package let id: String
        /// Its sequence number; `nil` when it is rejected.
        package let seq: Int?
        /// `stored`, `duplicate` or `rejected`.
        package let status: Status
        /// Why it is rejected.
        package let reason: String?
    }

    /// What became of the request.
    package let status: Status
    /// The id that the request gave, else that of the story or page; `nil` where neither is known.
    package let id: String?
    /// The sequence number of the story; of a page, that of its first one.
    package let seq: Int?
    /// Why it was not taken.
    package let reason: String?
    /// The stories of a page; `nil` for a single story.
    package let stories: [StoryReply]?
}

// MARK: - From an answer

extension SubmitReply {
    /// Puts an answer of the pipeline into words.
    ///
    /// - Parameter id: The id that the request gave.
    init(_ answer: Answer, id: String?) {
        switch answer {
        case .settled(let outcomes, let page):
            let parts = outcomes.map(StoryReply.init)
            let rejection = outcomes.rejection
            let isStored = parts.contains { $0.status == .stored }
            self.init(
                status: isStored ? .stored : rejection == nil ? .duplicate : .rejected,
                id: id ?? page ?? parts.first?.id, seq: parts.lazy.compactMap(\.seq).first,
                reason: rejection.map { "\($0)" }, stories: page == nil ? nil : parts)
        case .rejected(let rejection):
            self.init(status: .rejected, id: id, seq: nil, reason: "\(rejection)", stories: nil)
        case .busy(let reason):
            self.init(status: .busy, id: id, seq: nil, reason: reason, stories: nil)
        }
    }
}

extension SubmitReply.StoryReply {
    fileprivate init(_ outcome: AppendResult) {
        switch outcome {
        case .stored(let entry): self.init(id: entry.id, seq: entry.seq, status: .stored, reason: nil)
        case .duplicate(let id, let seq): self.init(id: id, seq: seq, status: .duplicate, reason: nil)
        case .rejected(let id, let rejection):
            self.init(id: id, seq: nil, status: .rejected, reason: "\(rejection)")
        }
    }
}

// MARK: - To JSON

extension SubmitReply {
    /// The reply as it is sent.
    var json: [UInt8] {
        var json = JSONWriter(reservingCapacity: 96)
        json.object { writeFields(to: &$0) }
        return json.bytes
    }

    /// Writes its fields into an object.
    package func writeFields(to json: inout JSONWriter) {
        json.field("status", status.rawValue)
        if let id { json.field("id", id) }
        if let seq { json.field("seq", seq) }
        if let reason { json.field("reason", reason) }
        guard let stories else { return }
        json.key("stories")
        json.array(stories) { json, part in
            json.object {
                $0.field("id", part.id)
                if let seq = part.seq { $0.field("seq", seq) }
                $0.field("status", part.status.rawValue)
                if let reason = part.reason { $0.field("reason", reason) }
            }
        }
    }
}
