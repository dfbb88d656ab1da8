import Stories

/// A category as a subject: an IPTC Media Topic that its lexicon names, or the category's own name when it names none.
struct NinjsSubject: Hashable, Sendable {
    let name: String
    /// The code within its scheme, as `11000000`.
    let code: String
    /// What the lexicon says, as `medtop:11000000`.
    let literal: String
    /// The concept's address, and that of its scheme; `nil` outside of Media Topics.
    let uri: String?
    let scheme: String?
    let confidence: Int

    /// Where the IPTC publishes Media Topics.
    private static let mediaTopics = "http://cv.iptc.org/newscodes/mediatopic/"

    /// The subjects of a label: one for each of its topics.
    static func of(_ category: PublishedRecord.RecordCategory) -> [NinjsSubject] {
        guard !category.mediaTopics.isEmpty else {
            return [
                NinjsSubject(
                    name: category.name, code: category.name, literal: category.name, uri: nil, scheme: nil,
                    confidence: category.confidence)
            ]
        }
        return category.mediaTopics.map { topic in
            let parts = topic.split(separator: ":", maxSplits: 1)
            let isMediaTopic = parts.count == 2 && parts[0] == "medtop" && parts[1].allSatisfy(\.isNumber)
            let code = isMediaTopic ? String(parts[1]) : topic
            return NinjsSubject(
                name: category.name, code: code, literal: topic, uri: isMediaTopic ? mediaTopics + code : nil,
                scheme: isMediaTopic ? mediaTopics : nil, confidence: category.confidence)
        }
    }
}
