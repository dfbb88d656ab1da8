import Foundation
import HTTPTypes
import Pipeline
import Stories

/// The query of a request, every parameter checked: one that is unknown or wrong is refused, never passed over.
struct Query: Sendable {
    private let pairs: [(name: String, value: String)]

    /// Reads a query.
    ///
    /// - Parameter known: The parameters that there are.
    init(_ query: String?, known: [String]) throws(Problem) {
        var pairs: [(name: String, value: String)] = []
        for part in (query ?? "").split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(halves[0])
            guard known.contains(name) else {
                throw Problem(
                    .badRequest, "\(name.prefix(80)): no such parameter; there are \(known.joined(separator: ", "))")
            }
            pairs.append((name, halves.count > 1 ? try Self.decoded(halves[1]) : ""))
        }
        self.pairs = pairs
    }

    private static func decoded(_ text: Substring) throws(Problem) -> String {
        let blanks = text.replacing("+", with: " ")
        guard let decoded = blanks.removingPercentEncoding, !decoded.unicodeScalars.contains("\0") else {
            throw Problem(.badRequest, "the query is not UTF-8 in percent encoding: \"\(text.prefix(80))\"")
        }
        return decoded
    }

    /// A parameter that is given once.
    func text(_ name: String) throws(Problem) -> String? {
        let values = pairs.filter { $0.name == name }
        guard values.count <= 1 else { throw Problem(.badRequest, "\(name): given \(values.count) times") }
        return values.first?.value
    }

    /// The most different names of one parameter, and the most bytes of one.
    private static let (namesMax, nameBytesMax) = (256, 64)

    /// A parameter that is given several times, or with commas: its names, each once, in the order they are given in.
    func names(_ name: String) throws(Problem) -> [String] {
        var known: Set<String> = []
        let names = pairs.filter { $0.name == name }.flatMap { $0.value.split(separator: ",").map(String.init) }
            .filter { known.insert($0).inserted }
        guard names.count <= Self.namesMax else {
            throw Problem(.badRequest, "\(name): \(names.count) different names; there may be \(Self.namesMax)")
        }
        if let long = names.first(where: { $0.utf8.count > Self.nameBytesMax }) {
            throw .parameter(name, expected: "names of at most \(Self.nameBytesMax) bytes", got: long)
        }
        return names
    }

    /// What a query calls primary categories; `desk` is the name they had in 0.1, understood until 0.3.
    static let primaryNames = ["primary", "desk"]

    /// The primary categories that are asked for.
    func primary() throws(Problem) -> [String] {
        let names = try names("primary")
        return try names + self.names("desk").filter { !names.contains($0) }
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let value = Self.plainInteger(text), range.contains(value) else {
            throw .parameter(
                name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", got: text)
        }
        return value
    }

    func choice<Choice: CaseIterable & RawRepresentable>(
        _ name: String, default standard: Choice
    ) throws(Problem) -> Choice where Choice.RawValue == String {
        guard let text = try text(name) else { return standard }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .parameter(name, expected: "one of \(all)", got: text)
        }
        return choice
    }

    /// A point in time: RFC 3339, or how long ago, such as `90m`, `6h` or `2d`.
    func time(_ name: String, now: Timestamp = .now()) throws(Problem) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let time = Self.time(text, now: now) else {
            throw .parameter(name, expected: "a time such as 2026-11-22T08:30:00Z, or 6h ago as 6h", got: text)
        }
        return time
    }

    static func time(_ text: String, now: Timestamp) -> Timestamp? {
        if let time = Timestamp(text) { return time }
        let scales: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let scale = text.last.flatMap({ scales[$0] }), let number = plainInteger(String(text.dropLast())),
            number < 1_000_000
        else { return nil }
        return Timestamp(milliseconds: now.milliseconds - Int64(number) * scale)
    }

    /// Digits only: no sign, no blanks.
    static func plainInteger(_ text: String) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
