/// Times and sizes as people write them.
enum Quantity {
    /// When an intake counts as quiet.
    enum Quiet { case learned, after(Duration) }

    /// A time such as `30s`, `10m`, `2h`, `30d`; `nil` for anything else.
    static func duration(_ text: String) -> Duration? {
        guard let (number, unit) = split(text) else { return nil }
        let seconds: [Substring: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let scale = seconds[unit], number > 0, number < 1_000_000_000 else { return nil }
        return .seconds(number * scale)
    }

    /// A size such as `500MB` or `20GB`, in powers of 1000; `nil` for anything else.
    static func bytes(_ text: String) -> Int? {
        guard let (number, unit) = split(text) else { return nil }
        let scales: [Substring: Int64] = ["kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000]
        guard let scale = scales[unit], number > 0, number < 1_000_000_000 else { return nil }
        return Int(number * scale)
    }

    private static func split(_ text: String) -> (Int64, Substring)? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return Int64(digits).map { ($0, text.dropFirst(digits.count)) }
    }
}
