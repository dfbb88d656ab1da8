import JSON
import Stories

extension FeedRequest {
    /// The deepest nesting of a request.
    private static let depthMax = 8

    /// Reads a request.
    ///
    /// - Throws: ``Malformed`` when it is none.
    /// - Complexity: O(bytes); a frame over ``bytesMax`` is not looked at.
    package init(_ frame: [UInt8]) throws(Malformed) {
        guard frame.count <= Self.bytesMax else {
            throw Malformed(reason: "a request has at most \(Self.bytesMax) bytes")
        }
        let members: JSONValue.JSONMembers
        let (credit, bye): (Int?, Bool?)
        do {
            members = try JSONValue(parsing: frame, depthMax: Self.depthMax).members()
            (credit, bye) = (try members.optional("credit"), try members.optional("bye"))
        } catch { throw Malformed(reason: "\(error)") }
        switch (members["follow"], credit, bye) {
        case (let follow?, nil, nil): self = .follow(try Follow(follow))
        case (nil, let credit?, nil): self = .credit(try Self.checked(credit: credit))
        case (nil, nil, true?): self = .bye
        default: throw Malformed(reason: "expected one of follow, credit, and bye: true")
        }
    }

    fileprivate static func checked(credit: Int) throws(Malformed) -> Int {
        guard credit >= 0 else { throw Malformed(reason: "credit: expected a number from 0") }
        return credit
    }
}

// MARK: - Reading the parts

extension FeedRequest.Follow {
    fileprivate init(_ json: JSONValue) throws(FeedRequest.Malformed) {
        let (from, names, credit): (JSONValue?, [String]?, Int?)
        do {
            let members = try json.members()
            from = members["from"]
            stream = try members.optional("stream")
            (names, credit) = (try members.optional("categories"), try members.optional("credit"))
        } catch { throw FeedRequest.Malformed(reason: "follow: \(error)") }
        guard let from else { throw FeedRequest.Malformed(reason: "follow: from is missing") }
        self.from = try FeedRequest.Start(from)
        if let stream, !Self.isName(stream) {
            throw FeedRequest.Malformed(reason: "stream: expected the id of a stream")
        }
        guard names?.count ?? 0 <= FeedRequest.categoriesMax, names?.allSatisfy(Self.isName) ?? true else {
            throw FeedRequest.Malformed(
                reason: "categories: expected at most \(FeedRequest.categoriesMax) names without spaces and control "
                    + "characters, of at most \(FeedRequest.nameBytesMax) bytes")
        }
        categories = names?.isEmpty == true ? nil : names
        self.credit = try FeedRequest.checked(credit: credit ?? FeedRequest.creditStandard)
    }

    /// Whether a text can be a name: it is shown to operators, so nothing in it may be invisible or take hold of a terminal.
    private static func isName(_ text: String) -> Bool {
        (1...FeedRequest.nameBytesMax).contains(text.utf8.count)
            && !text.unicodeScalars.contains { scalar in
                [.control, .format].contains(scalar.properties.generalCategory) || scalar.properties.isBidiControl
                    || scalar.properties.isWhitespace
            }
    }
}

extension FeedRequest.Start {
    fileprivate init(_ json: JSONValue) throws(FeedRequest.Malformed) {
        let start: Self? =
            switch json {
            case .number: json.integer.flatMap { $0 >= 1 ? .seq($0) : nil }
            case .string("earliest"): .earliest
            case .string("now"): .now
            case .string(let text): Timestamp(text).map(Self.time)
            default: nil
            }
        guard let start else {
            throw FeedRequest.Malformed(
                reason: "from: expected earliest, now, a sequence number from 1, or a time such as "
                    + "2026-11-22T08:30:00Z")
        }
        self = start
    }
}
