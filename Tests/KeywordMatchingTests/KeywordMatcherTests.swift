import KeywordMatching
import Testing

/// Terms, a text, and what must be found in it: the matched texts in order.
struct MatchCase: Sendable, CustomTestStringConvertible {
    let terms: [String]
    let text: String
    let found: [String]

    init(_ terms: [String], _ text: String, _ found: [String]) {
        self.terms = terms
        self.text = text
        self.found = found
    }

    var testDescription: String { "\(terms) in \(text.prefix(40))" }

    static let overlapping = [
        MatchCase(["大麻", "大麻烦"], "惹上大麻烦，不是大麻", ["大麻烦", "大麻"]),
        MatchCase(["中国", "中国人民", "人民银行"], "中国人民银行", ["中国人民"]),
        MatchCase(["人民", "中国人民银行"], "中国人民银", ["人民"]),
        MatchCase(["火", "火灾", "火灾事故"], "火灾事起火", ["火灾", "火"]),
        MatchCase(["aa"], "aa aaaa aa", ["aa", "aa"]),
        MatchCase(["防汛防台"], "防汛防汛防台", ["防汛防台"]),
    ]

    static let latin = [
        MatchCase(["art"], "Art party art's ART-deco start", ["Art", "art", "ART"]),
        MatchCase(["interest rate"], "Interest rates; the interest rate, disinterest rate", ["interest rate"]),
        MatchCase(["interest", "interest rate"], "interest rates, interest rate", ["interest", "interest rate"]),
        MatchCase(["u.s.", "us"], "the U.S.A and us", ["U.S.", "us"]),
        MatchCase(["$100"], "$100 or $1000 or US$100", ["$100", "$100"]),
        MatchCase(["c++"], "C++ and C+++", ["C++", "C++"]),
        MatchCase(["internationalisation", "internationalisations"], "Internationalisation", ["Internationalisation"]),
        MatchCase(["internationalxsation"], "internationalisation", []),
        MatchCase(["5g"], "25g 5G 5gs", ["5G"]),
        MatchCase(["élysée", "été"], "L'ÉLYSÉE en été étés", ["ÉLYSÉE", "été"]),
        MatchCase(["nguy"], "Nguyễn nguy", ["nguy"]),
        MatchCase(["ho"], "đho họ ho×2", ["ho"]),
        MatchCase(["москва"], "москва москвач", ["москва"]),
    ]

    static let mixed = [
        MatchCase(["A股"], "在A股、BA股与a股市场", ["A股", "a股"]),
        MatchCase(["卡拉OK"], "卡拉OK厅，卡拉OKAY", ["卡拉OK"]),
        MatchCase(["5G基站"], "建5G基站15G基站", ["5G基站"]),
        MatchCase(["利率", "rate"], "利率rate上升", ["利率", "rate"]),
        MatchCase(["八八战略", "“八八战略”"], "实施“八八战略”和八八战略", ["“八八战略”", "八八战略"]),
        MatchCase(["·"], "8·12", ["·"]),
        MatchCase(["𠮷野家", "😀"], "去𠮷野家😀", ["𠮷野家", "😀"]),
        MatchCase(["ກ"], "aກb", ["ກ"]),
    ]

    static let marks = [
        MatchCase(
            ["people's congress"], "the People’s Congress, people's congress",
            ["People’s Congress", "people's congress"]),
        MatchCase(
            ["magistrates' court"], "magistrates’ court magistratesʼ court",
            ["magistrates’ court", "magistratesʼ court"]),
        MatchCase(["o’brien"], "O'Brien O‘Brien O′Brien", ["O'Brien", "O‘Brien", "O′Brien"]),
        MatchCase(
            ["by-election", "election"], "by‑election by‐election by‒election",
            ["by‑election", "by‐election", "by‒election"]),
        MatchCase(["by-election", "election"], "by–election by—election", ["election", "election"]),
        MatchCase(["head-on collision"], "a head\u{AD}on collision", ["head\u{AD}on collision"]),
    ]

    static let capitals = [
        MatchCase(["šibenik"], "ŠIBENIK Šibenik", ["ŠIBENIK", "Šibenik"]),
        MatchCase(["gdańsk", "łódź"], "GDAŃSK, ŁÓDŹ", ["GDAŃSK", "ŁÓDŹ"]),
        MatchCase(["αθήνα"], "ΑΘΉΝΑ Αθήνα", ["ΑΘΉΝΑ", "Αθήνα"]),
        MatchCase(["москва", "ёлка"], "МОСКВА ЁЛКА", ["МОСКВА", "ЁЛКА"]),
        MatchCase(["istanbul"], "İSTANBUL Istanbul", ["İSTANBUL", "Istanbul"]),
        MatchCase(["ğ"], "Ğ ğ", ["Ğ", "ğ"]),
    ]

    static let scripts = [
        MatchCase(["颱風"], "台风和颱風", ["台风", "颱風"]),
        MatchCase(["台风", "书法展览"], "颱風過後的書法展覽", ["颱風", "書法展覽"]),
        MatchCase(["大麻", "大麻烦"], "惹上大麻煩", ["大麻煩"]),
        MatchCase(["著名", "后台", "干部"], "著名的後台與幹部", ["著名", "後台", "幹部"]),
        MatchCase(["A股"], "香港與A股", ["A股"]),
        MatchCase(
            ["颱風", "台风"], String(repeating: "今天", count: 400) + "颱風" + String(repeating: "rain ", count: 300),
            ["颱風"]),
        MatchCase(["台風"], "a 台风 b", ["台风"]),
        MatchCase(["國"], "国國", ["国", "國"]),
        MatchCase(["關於"], String(repeating: "今天", count: 400) + "關於", ["關於"]),
    ]

    static let edges = [
        MatchCase([], "什么都没有", []),
        MatchCase(["", "火灾"], "火灾", ["火灾"]),
        MatchCase(["火灾", "消防"], "", []),
        MatchCase(["火灾"], "火", []),
        MatchCase(["火灾"], "灾火", []),
        MatchCase(["art"], "ar", []),
        MatchCase(["火\u{0}"], "火\u{0}", ["火\u{0}"]),
        MatchCase(["起火\u{0}\u{0}"], "起火", []),
        MatchCase(["一二三四五六七八九十"], "一二三四五六七八九", []),
    ]
}

@Suite struct `Keyword matching` {
    @Test(
        arguments:
            MatchCase.overlapping + MatchCase.latin + MatchCase.mixed + MatchCase.marks + MatchCase.capitals
            + MatchCase.scripts + MatchCase.edges)
    func `finds exactly the expected terms`(_ example: MatchCase) {
        let scalars = Array(example.text.unicodeScalars)
        let matches = KeywordMatcher(example.terms).matches(in: example.text)
        let found = matches.map { match in
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[match.start..<match.end])
            return String(text)
        }
        #expect(found == example.found)
        for (match, text) in zip(matches, found) {
            #expect(KeywordMatcher.folded(example.terms[match.pattern.index]) == KeywordMatcher.folded(text))
        }
    }

    @Test func `counts positions in code points`() {
        let matches = KeywordMatcher(["火灾", "fire", "😀"]).matches(in: "é😀火灾，Fire")
        #expect(
            matches == [
                Match(pattern: PatternID(index: 2), start: 1, end: 2),
                Match(pattern: PatternID(index: 0), start: 2, end: 4),
                Match(pattern: PatternID(index: 1), start: 5, end: 9),
            ])
    }

    @Test func `counts positions in the text as it came, whatever its marks fold to`() {
        let matches = KeywordMatcher(["people's congress", "by-election", "颱風"]).matches(
            in: "‘İ’ people’s congress, by‑election；颱風")
        #expect(
            matches == [
                Match(pattern: PatternID(index: 0), start: 4, end: 21),
                Match(pattern: PatternID(index: 1), start: 23, end: 34),
                Match(pattern: PatternID(index: 2), start: 35, end: 37),
            ])
    }

    /// Text that needs no Simplified form is searched as it is: no Simplified word is ever another.
    @Test(arguments: ["著名", "关于", "皇后", "乾隆", "慰藉", "瞭望", "么", "伙伴", "周期", "丰富", "了解"])
    func `finds a Simplified word in Simplified text`(word: String) {
        #expect(KeywordMatcher([word]).matches(in: "他说\(word)。").map(\.start) == [2])
        #expect(KeywordMatcher.folded("他说。") == "他说。")
    }

    @Test func `keeps the first of terms that differ in case only`() {
        #expect(KeywordMatcher(["Fire", "FIRE"]).matches(in: "fire").map(\.pattern.index) == [0])
    }
}
