import Foundation
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
        guard String(validating: frame, as: UTF8.self) != nil, !frame.contains(0) else {
            throw Malformed(reason: "it is not UTF-8")
        }
        guard Self.depth(of: frame) <= Self.depthMax else { throw Malformed(reason: "it is nested too deeply") }
        let wire: Wire
        do { wire = try JSONDecoder().decode(Wire.self, from: Data(frame)) } catch { throw Malformed(error) }
        switch (wire.follow, wire.credit, wire.bye) {
        case (let follow?, nil, nil): self = .follow(try Follow(follow))
        case (nil, let credit?, nil): self = .credit(try Self.checked(credit: credit))
        case (nil, nil, true?): self = .bye
        default: throw Malformed(reason: "expected one of follow, credit, and bye: true")
        }
    }

    /// How deeply brackets are nested, those in strings left out.
    private static func depth(of frame: [UInt8]) -> Int {
        var (depth, deepest) = (0, 0)
        var (isInString, isEscaped) = (false, false)
        for byte in frame {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else {
                    isInString = byte != UInt8(ascii: "\"")
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }

    fileprivate static func checked(credit: Int) throws(Malformed) -> Int {
        guard credit >= 0 else { throw Malformed(reason: "credit: expected a number from 0") }
        return credit
    }
}

// MARK: - Reading the parts

extension FeedRequest.Follow {
    fileprivate init(_ wire: FeedRequest.Wire.RawFollow) throws(FeedRequest.Malformed) {
        from = try FeedRequest.Start(wire.from)
        if let stream = wire.stream, !Self.isName(stream) {
            throw FeedRequest.Malformed(reason: "stream: expected the id of a stream")
        }
        stream = wire.stream
        let names = wire.categories ?? []
        guard names.count <= FeedRequest.categoriesMax, names.allSatisfy(Self.isName) else {
            throw FeedRequest.Malformed(
                reason: "categories: expected at most \(FeedRequest.categoriesMax) names without spaces and control "
                    + "characters, of at most \(FeedRequest.nameBytesMax) bytes")
        }
        categories = names.isEmpty ? nil : names
        credit = try FeedRequest.checked(credit: wire.credit ?? FeedRequest.creditStandard)
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
    fileprivate init(_ wire: FeedRequest.Wire.RawFrom) throws(FeedRequest.Malformed) {
        switch wire {
        case .number(let seq) where seq >= 1: self = .seq(seq)
        case .text("earliest"): self = .earliest
        case .text("now"): self = .now
        case .text(let text):
            guard let time = Timestamp(text) else { fallthrough }
            self = .time(time)
        default:
            throw FeedRequest.Malformed(
                reason: "from: expected earliest, now, a sequence number from 1, or a time such as 2026-11-22T08:30:00Z"
            )
        }
    }
}

extension FeedRequest {
    /// The JSON of a request.
    fileprivate struct Wire: Decodable {
        let follow: RawFollow?
        let credit: Int?
        let bye: Bool?

        struct RawFollow: Decodable {
            let from: RawFrom
            let stream: String?
            let categories: [String]?
            let credit: Int?
        }

        enum RawFrom: Decodable {
            case number(Int)
            case text(String)

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                // Whatever is neither is a text that means nothing.
                if let number = try? value.decode(Int.self) {
                    self = .number(number)
                } else {
                    self = .text((try? value.decode(String.self)) ?? "")
                }
            }
        }
    }
}

extension FeedRequest.Malformed {
    fileprivate init(_ error: any Error) {
        let context: DecodingError.Context? =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context):
                DecodingError.Context(codingPath: context.codingPath + [key], debugDescription: "is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context): context
            default: nil
            }
        // The path of a key that we read, so nothing of what was sent is repeated.
        let path = context?.codingPath.map(\.stringValue).joined(separator: ".") ?? ""
        reason = path.isEmpty ? "it is not a JSON object" : "\(path): it is missing or of another type"
    }
}
