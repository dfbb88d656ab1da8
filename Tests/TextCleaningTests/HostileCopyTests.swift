import TextCleaning
import Stories
import Testing

@Suite struct `Hostile copy` {
    @Test(arguments: ["[", "{\"a\":", "{\"body\":[", "[{\"a\":"])
    func `nested ten thousand deep is refused`(opening: String) {
        let nested = String(repeating: opening, count: 10_000)
        #expect(rejection(of: "{\"a\":" + nested)?.detail.contains("nested deeper than 64") == true)
    }

    static let large: [(String, String, Int)] = [
        ("one line", "推动经济社会发展", 87_000), ("blank lines", "\n", 2_000_000), ("NULs", "\u{0}", 2_000_000),
        ("bylines", "▢ 全媒体记者 王婷\n", 80_000), ("datelines", "本报讯（记者 王婷）昨日\n", 50_000),
        ("open brackets", "（", 700_000), ("headlines", "江州新桥通车\n", 110_000), ("tags", "<", 2_000_000),
        ("letter-spaced names", "王 ", 500_000), ("spaces", "a ", 1_000_000), ("half bylines", "（记者\n", 150_000),
        ("roles", "记者", 300_000), ("stories of one line", "江州新桥昨日通车了。\n", 60_000),
        ("words run together", "“江州”新桥■记者\n", 60_000),
        ("stories with two bylines", "□ 记者 王婷\n桥通了。\n路也通了。（记者 李敏）\n", 20_000),
    ]

    /// Work that grows with the square of the text takes debug builds many minutes here, linear work a second or two. The
    /// limit leaves room for a machine that shares its time among all tests.
    @Test(.timeLimit(.minutes(5)), arguments: large)
    func `takes linear time`(what: String, unit: String, count: Int) {
        _ = rejection(of: Array(String(repeating: unit, count: count / 7).utf8), as: .page)
    }

    @Test(.timeLimit(.minutes(5)), arguments: large.prefix(3))
    func `of half a megabyte may be anything`(what: String, unit: String, count: Int) {
        _ = rejection(of: Array(String(repeating: unit, count: count * 2 / 7).utf8), as: .auto)
    }

    static let raw: [(String, String, Int)] = [
        ("combining marks", "\u{301}\u{323}", 200_000), ("misread marks", "â€", 150_000),
        ("glyph codes", "(cid:", 100_000),
        ("single capitals", "市A ", 200_000), ("repeated characters", "防防", 100_000),
        ("jamo", "\u{1100}\u{1161}", 100_000),
        ("misread letters", "Ã", 300_000), ("joiners", "👍\u{200D}", 100_000), ("next lines", "a\u{85}", 150_000),
    ]

    static let lines: [(String, String, Int)] = [
        ("soft hyphens", "\u{AD}", 200_000), ("soft hyphens and spaces", "\u{AD} \n", 100_000),
        ("hyphens at line ends", "abcd-\n", 60_000), ("hyphens on their own lines", "-\n", 100_000),
        ("rows of cells", "a\tb\n", 60_000), ("lines of names", "By Jane Doe and\nJohn Roe\n", 20_000),
    ]

    @Test(.timeLimit(.minutes(5)), arguments: lines)
    func `of many lines takes linear time`(what: String, unit: String, count: Int) {
        _ = rejection(of: String(repeating: unit, count: count), as: .text)
    }

    @Test(.timeLimit(.minutes(5)))
    func `with as many authors as lines names some of them, and keeps the others`() throws {
        let names = (0..<20_000).map { n in
            "By Jane " + String(n).map { String(UnicodeScalar(65 + (Int(String($0)) ?? 0)) ?? "A") }.joined() + "x"
        }
        let text = "The council met on Monday.\n" + names.joined(separator: "\n")
        let message = try ArticleParser(format: .text).parse(Array(text.utf8))
        let article = try #require(message.copies.first?.article)
        #expect(article.byline.reporters.count == 200)
        #expect(message.leftovers.count == names.count - 200)
    }

    /// Repairs of characters take linear time, too, on one line of nothing else.
    @Test(.timeLimit(.minutes(5)), arguments: raw)
    func `of one line is repaired in linear time`(what: String, unit: String, count: Int) {
        _ = rejection(of: "a" + String(repeating: unit, count: count / 4), as: .text)
    }

    @Test func `without any line end is one paragraph`() throws {
        let text = String(repeating: "推动经济社会发展", count: 8_000)
        #expect(try story(text).body == text)
    }
}
