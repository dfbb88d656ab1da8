import Testing

@testable import Daemon
@testable import wiredesk

@Suite struct `Terminal text` {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("义乌", 4), ("，", 2), ("“八八”", 6), ("e\u{301}", 1), ("😀", 2), ("ｱ", 1), ("Ａ", 2), ("한", 2),
    ])
    func `takes two columns for a wide character`(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test(arguments: [("义乌国际商贸城", 7, "义乌国…"), ("abc", 3, "abc"), ("义乌", 3, "义…"), ("abc", 5, "abc")])
    func `is cut to whole characters`(text: String, columns: Int, expected: String) {
        #expect(DisplayWidth.cut(text, to: columns) == expected)
        #expect(DisplayWidth.of(DisplayWidth.fit(text, to: columns)) == columns)
    }

    private func lines(_ text: String, _ columns: Int) -> [String] {
        let scalars = Array(text.unicodeScalars)
        return LineBreaks.lines(of: scalars, columns: columns).map { String(String.UnicodeScalarView(scalars[$0])) }
    }

    @Test(arguments: [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("义乌国际商贸城", 6, ["义乌国", "际商贸", "城"]),
        // No line begins with closing punctuation, none ends with opening.
        ("义乌国际，商贸", 8, ["义乌国", "际，商贸"]),
        ("义乌国“八八”", 7, ["义乌国", "“八八”"]),
        // A word longer than the line is broken.
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("共2173.6亿元", 7, ["共", "2173.6", "亿元"]),
    ])
    func `breaks where Chinese and Latin text may break`(text: String, columns: Int, expected: [String]) {
        #expect(lines(text, columns) == expected)
    }

    @Test(arguments: [("30s", 30), ("10m", 600), ("2h", 7200), ("30d", 2_592_000)])
    func `of a time is understood`(text: String, seconds: Int) {
        #expect(Quantity.duration(text) == .seconds(seconds))
    }

    @Test(arguments: ["", "30", "d", "-1d", "0s", "1.5h", "30 d", "１d", "99999999999d"])
    func `that is no time is not`(text: String) {
        #expect(Quantity.duration(text) == nil)
    }

    @Test(arguments: [("500MB", 500_000_000), ("20GB", 20_000_000_000), ("3kB", 3000)])
    func `of a size is understood`(text: String, bytes: Int) {
        #expect(Quantity.bytes(text) == bytes)
    }
}
