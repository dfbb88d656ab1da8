/// Reads the tokens of a date by the grammar of its form.
struct DateParser {
    private let tokens: [DateToken]
    private var position = 0

    init(_ tokens: [DateToken]) { self.tokens = tokens }

    /// The date and time, when the tokens are one and nothing else; it need not exist.
    mutating func parse() -> DateTime? {
        skipWeekday()
        guard var time = date() else { return nil }
        guard readTime(into: &time) else { return nil }
        // asctime has the year last.
        if time.year == Self.yearLast {
            guard space(), let year = number(4...4) else { return nil }
            time.year = year
        }
        skip("(", then: ")")
        return position == tokens.count ? time : nil
    }

    private static let yearLast: Int64 = -1

    // MARK: - Tokens

    private func peek(_ ahead: Int = 0) -> DateToken? {
        position + ahead < tokens.count ? tokens[position + ahead] : nil
    }

    private mutating func take(_ texts: String...) -> Bool {
        guard let token = peek(), texts.contains(token.text) else { return false }
        position += 1
        return true
    }

    @discardableResult private mutating func space() -> Bool { take(" ") }

    private mutating func number(_ digits: ClosedRange<Int>) -> Int64? {
        guard let token = peek(), token.kind == .number, digits.contains(token.text.utf8.count) else { return nil }
        position += 1
        return token.value
    }

    private mutating func word<Value>(in table: [String: Value]) -> Value? {
        guard let token = peek(), token.kind == .word, let value = table[token.text] else { return nil }
        position += 1
        return value
    }

    private mutating func skip(_ open: String, then close: String) {
        let start = position
        space()
        guard take(open), let end = tokens[position...].firstIndex(where: { $0.text == close }) else {
            position = start
            return
        }
        position = end + 1
    }

    private mutating func skipWeekday() {
        if let name = peek(), name.kind == .word, Self.weekdays.contains(name.text) {
            position += 1
            while take(",", ".", " ") {}
        }
    }

    // MARK: - Date

    private mutating func date() -> DateTime? {
        let start = position
        let forms: [(inout DateParser) -> DateTime?] = [
            { $0.yearFirst() }, { $0.compact() }, { $0.dayFirst() }, { $0.monthFirst() }, { $0.numeric() },
        ]
        for form in forms {
            position = start
            if let time = form(&self) { return time }
        }
        return nil
    }

    /// `2025-01-05`, `2025/1/5`, `2025.1.5`, `2025年1月5日`.
    private mutating func yearFirst() -> DateTime? {
        guard let year = number(4...4) else { return nil }
        space()
        guard let mark = peek()?.text, ["-", "/", ".", "年"].contains(mark) else { return nil }
        position += 1
        space()
        guard let month = number(1...2) else { return nil }
        space()
        guard take(mark == "年" ? "月" : mark) else { return nil }
        space()
        guard let day = number(1...2) else { return nil }
        if mark == "年" {
            space()
            _ = take("日", "号", "號")
        }
        skip("(", then: ")")
        skipChineseWeekday()
        return DateTime(year: year, month: month, day: day)
    }

    /// `星期日`, `周日`.
    private mutating func skipChineseWeekday() {
        let start = position
        space()
        let isWeek = take("周", "週") || take("星") && take("期") || take("礼", "禮") && take("拜")
        guard isWeek, take("一", "二", "三", "四", "五", "六", "日", "天") else {
            position = start
            return
        }
    }

    /// `20250105` before a time.
    private mutating func compact() -> DateTime? {
        guard let date = number(8...8) else { return nil }
        return DateTime(year: date / 10_000, month: date / 100 % 100, day: date % 100)
    }

    /// `5 Jan 2025`, `05-Jan-25`, `5th of January, 2025`.
    private mutating func dayFirst() -> DateTime? {
        guard let day = number(1...2) else { return nil }
        _ = take("st", "nd", "rd", "th")
        while take(" ", "-", ".", "of") {}
        guard let month = word(in: Self.months) else { return nil }
        while take(" ", "-", ".", ",") {}
        return year().map { DateTime(year: $0, month: month, day: day) }
    }

    /// `Jan. 5, 2025`, `January 5 2025`, `Jan  5 10:00:00 2025`.
    private mutating func monthFirst() -> DateTime? {
        guard let month = word(in: Self.months) else { return nil }
        while take(" ", ".") {}
        guard let day = number(1...2) else { return nil }
        _ = take("st", "nd", "rd", "th")
        let end = position
        while take(" ", ",") {}
        if peek(1)?.text != ":", let year = number(4...4) { return DateTime(year: year, month: month, day: day) }
        position = end
        return DateTime(year: Self.yearLast, month: month, day: day)
    }

    /// `25/06/2025`: only when it is plain which is the day.
    private mutating func numeric() -> DateTime? {
        guard let first = number(1...2), let mark = peek()?.text, ["/", ".", "-"].contains(mark) else { return nil }
        position += 1
        guard let second = number(1...2), take(mark), let year = number(4...4) else { return nil }
        if first > 12 || first == second { return DateTime(year: year, month: second, day: first) }
        return second > 12 ? DateTime(year: year, month: first, day: second) : nil
    }

    /// A year, of two digits as RFC 2822 reads them.
    private mutating func year() -> Int64? {
        if let year = number(4...4) { return year }
        guard let short = number(2...2) else { return nil }
        return short < 50 ? 2000 + short : 1900 + short
    }

    // MARK: - Time

    /// Reads the time and zone behind a date, if there are any.
    private mutating func readTime(into time: inout DateTime) -> Bool {
        let start = position
        while take(" ", "t", ",", "at", "-") {}
        let half = Self.halves(before: &self)
        guard let hour = number(1...2) ?? compactTime(into: &time) else {
            position = start
            return half == nil
                && (position == tokens.count || time.year == Self.yearLast || peek()?.text == "("
                    || readZone(into: &time))
        }
        time.hour = hour
        if take(":") {
            guard let minute = number(2...2) else { return false }
            time.minute = minute
            if take(":") {
                guard readSeconds(into: &time) else { return false }
            }
        } else if take("时", "時", "点", "點") {
            if let minute = number(1...2) {
                time.minute = minute
                if take("分"), let second = number(1...2) {
                    time.second = second
                    guard take("秒") else { return false }
                }
            }
        } else if !isCompact, half == nil, !isHalfNext {
            return false
        }
        guard applyHalf(half, to: &time) else { return false }
        return readZone(into: &time)
    }

    private mutating func readSeconds(into time: inout DateTime) -> Bool {
        guard let second = number(2...2) else { return false }
        time.second = second
        guard take(".", ",") else { return true }
        guard let fraction = peek(), fraction.kind == .number else { return false }
        position += 1
        time.millisecond = Int64((fraction.text + "00").prefix(3)) ?? 0
        return true
    }

    private var isCompact = false

    /// `100000` or `1000` behind a compact date.
    private mutating func compactTime(into time: inout DateTime) -> Int64? {
        guard let token = peek(), token.kind == .number, [4, 6].contains(token.text.utf8.count) else { return nil }
        position += 1
        isCompact = true
        let clock = token.text.utf8.count == 6 ? token.value : token.value * 100
        time.minute = clock / 100 % 100
        time.second = clock % 100
        return clock / 10_000
    }

    // MARK: - Halves of the day

    private var isHalfNext: Bool {
        let next = peek()?.text == " " ? peek(1) : peek()
        return next.map { ["am", "pm", "a", "p"].contains($0.text) } ?? false
    }

    /// Whether `上午` or the like stands before the hour: whether it is the second half of the day; `nil` without.
    private static func halves(before parser: inout DateParser) -> Bool? {
        guard let first = parser.peek()?.text, let second = parser.peek(1)?.text, let isLate = chinese[first + second]
        else {
            return nil
        }
        parser.position += 2
        parser.space()
        return isLate
    }

    private mutating func applyHalf(_ before: Bool?, to time: inout DateTime) -> Bool {
        var isLate = before
        let start = position
        space()
        if take("am") {
            isLate = false
        } else if take("pm") {
            isLate = true
        } else if let letter = peek()?.text, letter == "a" || letter == "p", peek(1)?.text == ".", peek(2)?.text == "m" {
            isLate = letter == "p"
            position += 3
            _ = take(".")
        } else {
            position = start
        }
        guard let isLate else { return true }
        // `下午15时` is said too.
        if before == nil { guard (1...12).contains(time.hour) else { return false } }
        if isLate, time.hour < 12 { time.hour += 12 } else if !isLate, time.hour == 12 { time.hour = 0 }
        return true
    }

    // MARK: - Zone

    private mutating func readZone(into time: inout DateTime) -> Bool {
        let start = position
        space()
        if let name = peek(), name.kind == .word {
            guard let zone = word(in: Self.zones) else {
                position = start
                return false
            }
            time.zone = zone
            if case .offset(0) = zone, let sign = peek()?.text, sign == "+" || sign == "-" {
                return readOffset(into: &time)
            }
            return true
        }
        if let sign = peek()?.text, sign == "+" || sign == "-" { return readOffset(into: &time) }
        position = start
        return true
    }

    /// `+0200`, `+02:00`, `+02`.
    private mutating func readOffset(into time: inout DateTime) -> Bool {
        let sign: Int64 = peek()?.text == "-" ? -1 : 1
        position += 1
        var hours: Int64
        var minutes: Int64 = 0
        if let both = number(4...4) {
            (hours, minutes) = both.quotientAndRemainder(dividingBy: 100)
        } else {
            guard let value = number(1...2) else { return false }
            hours = value
            if take(":") {
                guard let value = number(2...2) else { return false }
                minutes = value
            }
        }
        guard hours < 24, minutes < 60 else { return false }
        time.zone = .offset(sign * (hours * 3600 + minutes * 60))
        return true
    }
}
