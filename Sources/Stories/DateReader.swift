/// Reads dates as producers write them.
///
/// | form | for example |
/// |---|---|
/// | RFC 3339, also with a space, without seconds, without zone | `2025-01-05T10:00:00Z`, `2025/01/05 10:00` |
/// | compact | `20250105T100000Z`, `20250105100000`, `20250105` |
/// | RFC 822, RFC 850, asctime | `Sun, 05 Jan 2025 10:00:00 +0200`, `Sun Jan  5 10:00:00 2025` |
/// | English | `Jan. 5, 2025`, `5 January 2025, 10:30 p.m.` |
/// | Chinese | `2025年1月5日`, `2025年1月5日 下午3时20分` |
/// | epoch | `1736071200`, `1736071200000` |
///
/// What has no zone is in the reader's own. A date whose day and month could be swapped (`05/06/2025`), or that does not
/// exist, is none.
package struct DateReader: Sendable {
    /// The offset of a zone from UTC in seconds, east positive, at a moment that is given by the zone's clock: seconds from
    /// 1970-01-01T00:00:00 of that clock.
    package typealias Offset = @Sendable (_ localSeconds: Int64) -> Int64

    let offset: Offset

    /// A date has at most so many bytes.
    static let bytesMax = 80

    /// - Parameter offset: Seconds that the zone of dates without one is ahead of UTC, at a time; UTC when it is left out.
    package init(offset: @escaping Offset = { _ in 0 }) { self.offset = offset }

    /// Reads a date from text.
    ///
    /// - Returns: `nil` when the text is no date, or names one that does not exist.
    /// - Complexity: O(1), since text of more than ``bytesMax`` bytes is no date.
    package func timestamp(in text: String) -> Timestamp? {
        if let timestamp = Timestamp(text) { return timestamp }
        guard text.utf8.count <= Self.bytesMax, let tokens = DateToken.tokens(of: text), !tokens.isEmpty else {
            return nil
        }
        let isNumber =
            tokens.first?.kind == .number && (tokens.count == 1 || tokens.count == 3 && tokens[1].text == ".")
        if isNumber, tokens.last?.kind == .number { return timestamp(ofNumber: tokens.map(\.text).joined()) }
        var parser = DateParser(tokens)
        return parser.parse().flatMap { timestamp(at: $0) }
    }

    /// Reads a number: seconds or milliseconds of the epoch, or a compact date.
    ///
    /// - Parameter number: Digits, perhaps with a sign, a fraction and an exponent, as JSON has them.
    /// - Returns: `nil` when it is neither a date nor a moment from 1973 to 2286.
    package func timestamp(ofNumber number: String) -> Timestamp? {
        if let compact = compact(number) { return compact }
        guard number.utf8.count <= 32, let value = Double(number), value.isFinite else { return nil }
        switch value {
        case 1e8..<1e10: return Timestamp(milliseconds: Int64((value * 1000).rounded()))
        case 1e11..<1e13: return Timestamp(milliseconds: Int64(value.rounded(.down)))
        default: return nil
        }
    }

    /// `20250105`, `202501051000`, `20250105100000`.
    private func compact(_ digits: String) -> Timestamp? {
        let bytes = Array(digits.utf8)
        guard [8, 12, 14].contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        var time = DateTime(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        guard (1900...2100).contains(time.year) else { return nil }
        if bytes.count > 8 { (time.hour, time.minute) = (number(8..<10), number(10..<12)) }
        if bytes.count > 12 { time.second = number(12..<14) }
        return timestamp(at: time)
    }

    private func timestamp(at time: DateTime) -> Timestamp? {
        guard time.exists else { return nil }
        let days = Timestamp.days(fromCivil: time.year, time.month, time.day)
        let local = ((days * 24 + time.hour) * 60 + time.minute) * 60 + time.second
        let offset: Int64
        switch time.zone {
        case nil: offset = self.offset(local)
        case .offset(let seconds)?: offset = seconds
        // North America's, or China's where the copy comes from.
        case .cst?: offset = self.offset(local) == 8 * 3600 ? 8 * 3600 : -6 * 3600
        }
        return Timestamp(milliseconds: (local - offset) * 1000 + time.millisecond)
    }
}

/// A date and time as written, before it is known whether there is such a one.
struct DateTime {
    /// Where its clock stands.
    enum Zone {
        /// Seconds east of UTC.
        case offset(Int64)
        /// China Standard Time or Central Standard Time.
        case cst
    }

    var year: Int64
    var month: Int64
    var day: Int64
    var hour: Int64 = 0
    var minute: Int64 = 0
    var second: Int64 = 0
    var millisecond: Int64 = 0
    /// `nil` when none was written.
    var zone: Zone?

    /// Whether there is such a date and time.
    var exists: Bool {
        (1000...9999).contains(year) && (1...12).contains(month)
            && (1...Timestamp.days(inMonth: month, year: year)).contains(day)
            && (0..<24).contains(hour) && (0..<60).contains(minute) && (0...60).contains(second)
    }
}
