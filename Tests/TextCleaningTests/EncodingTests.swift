import TextCleaning
import Stories
import Testing

/// Text that arrives in another encoding than its intake says, or was read in a wrong one before it came.
@Suite struct `Encodings` {
    /// 全市昨天召开会议，对下半年的工作作出部署。 in GBK.
    static let gbk: [UInt8] = [
        0xC8, 0xAB, 0xCA, 0xD0, 0xD7, 0xF2, 0xCC, 0xEC, 0xD5, 0xD9, 0xBF, 0xAA, 0xBB, 0xE1, 0xD2, 0xE9, 0xA3, 0xAC,
        0xB6, 0xD4, 0xCF, 0xC2, 0xB0, 0xEB, 0xC4, 0xEA, 0xB5, 0xC4, 0xB9, 0xA4, 0xD7, 0xF7, 0xD7, 0xF7, 0xB3, 0xF6,
        0xB2, 0xBF, 0xCA, 0xF0, 0xA1, 0xA3,
    ]
    static let chinese = "全市昨天召开会议，对下半年的工作作出部署。"
    /// 全市昨天召開會議，對下半年的工作作出部署。學校與醫院也說會參加。 in Big5.
    static let big5: [UInt8] = [
        0xA5, 0xFE, 0xA5, 0xAB, 0xAC, 0x51, 0xA4, 0xD1, 0xA5, 0x6C, 0xB6, 0x7D, 0xB7, 0x7C, 0xC4, 0xB3, 0xA1, 0x41,
        0xB9, 0xEF, 0xA4, 0x55, 0xA5, 0x62, 0xA6, 0x7E, 0xAA, 0xBA, 0xA4, 0x75, 0xA7, 0x40, 0xA7, 0x40, 0xA5, 0x58,
        0xB3, 0xA1, 0xB8, 0x70, 0xA1, 0x43, 0xBE, 0xC7, 0xAE, 0xD5, 0xBB, 0x50, 0xC2, 0xE5, 0xB0, 0x7C, 0xA4, 0x5D,
        0xBB, 0xA1, 0xB7, 0x7C, 0xB0, 0xD1, 0xA5, 0x5B, 0xA1, 0x43,
    ]
    static let traditional = "全市昨天召開會議，對下半年的工作作出部署。學校與醫院也說會參加。"

    /// The text as someone reads it who takes its bytes for Latin-1.
    static func latin1(_ bytes: some Sequence<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// The same for Windows-1252.
    static func windows1252(_ text: String) -> String {
        let controls = Array("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
        return String(
            String.UnicodeScalarView(
                text.utf8.map { (0x80...0x9F).contains($0) ? controls[Int($0) - 0x80] : Unicode.Scalar($0) }))
    }

    static func body(_ payload: [UInt8], _ encoding: TextEncoding = .utf8) throws -> String? {
        try ArticleParser(format: .text, encoding: encoding).parse(payload).copies.first?.article.body
    }

    // MARK: - Deployed GBK

    @Test func `reads the single-byte euro sign of Windows in GBK`() throws {
        let price: [UInt8] = [0x80, 0x35, 0x30] + Self.gbk + [0x80, 0x80]
        #expect(try Self.body(price, .gb18030) == "€50" + Self.chinese + "€€")
        // A trail byte 80 is part of its character (丂).
        #expect(try Self.body([0x81, 0x40, 0x81, 0x80] + Self.gbk, .gb18030) == "丂亐" + Self.chinese)
    }

    @Test func `names the byte of the payload, however many euro signs stand before it`() {
        let payload: [UInt8] = [0x80, 0x80] + Self.gbk + [0xFF, 0x20]
        #expect(rejection(of: payload, encoding: .gb18030)?.detail == "not GB18030 at byte \(Self.gbk.count + 2)")
    }

    @Test func `takes A3A0 of GBK for an ideographic space`() throws {
        let space: [UInt8] = [0xA3, 0xA0]
        let payload = space + space + Self.gbk + [0x0A] + space + space + Self.gbk
        #expect(try Self.body(payload, .gb18030) == Self.chinese + "\n" + Self.chinese)
    }

    // MARK: - Another encoding than the intake's

    @Test func `reads UTF-8 in an intake of GB18030`() throws {
        #expect(try Self.body(Array(Self.chinese.utf8), .gb18030) == Self.chinese)
        #expect(try Self.body([0xEF, 0xBB, 0xBF] + Array(Self.chinese.utf8), .gb18030) == Self.chinese)
        #expect(try Self.body(Array("Plain text.".utf8), .gb18030) == "Plain text.")
    }

    @Test(arguments: [TextEncoding.utf8, .gb18030])
    func `reads Big5 in any intake`(encoding: TextEncoding) throws {
        #expect(try Self.body(Self.big5, encoding) == Self.traditional)
    }

    @Test func `leaves GBK alone, Traditional characters in it too`() throws {
        #expect(try Self.body(Self.gbk, .gb18030) == Self.chinese)
        let traditional: [UInt8] = [
            0xC8, 0xAB, 0xCA, 0xD0, 0xD7, 0xF2, 0xCC, 0xEC, 0xD5, 0xD9, 0xE9, 0x5F, 0x95, 0xFE, 0xD7, 0x68, 0xA3, 0xAC,
            0x8C, 0xA6, 0xCF, 0xC2, 0xB0, 0xEB, 0xC4, 0xEA, 0xB5, 0xC4, 0xB9, 0xA4, 0xD7, 0xF7, 0xD7, 0xF7, 0xB3, 0xF6,
            0xB2, 0xBF, 0xCA, 0xF0, 0xA1, 0xA3, 0x8C, 0x57, 0xD0, 0xA3, 0xC5, 0x63, 0xE1, 0x74, 0xD4, 0xBA, 0xD2, 0xB2,
            0xD5, 0x66, 0x95, 0xFE, 0x85, 0xA2, 0xBC, 0xD3, 0xA1, 0xA3,
        ]
        #expect(try Self.body(traditional, .gb18030) == Self.traditional)
    }

    static let wide =
        [
            ("UTF-16", [0xFF, 0xFE, 0x68, 0x51]), ("UTF-16", [0xFE, 0xFF, 0x51, 0x68]),
            ("UTF-32", [0xFF, 0xFE, 0, 0, 0x68, 0x51, 0, 0]),
            ("UTF-16", Array("The council met.".utf16.flatMap { [UInt8($0), 0] })),
            ("UTF-16", Array("The council met.".utf16.flatMap { [0, UInt8($0)] })),
            ("UTF-32", Array("The council met.".utf16.flatMap { [UInt8($0), 0, 0, 0] })),
            ("UTF-16", Array((chinese + chinese).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })),
            ("UTF-16", Array((chinese + chinese).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })),
            ("NUL", [0x50, 0x4B, 3, 4, 0, 0, 0, 0, 8, 0, 0x21, 0]),
        ] as [(String, [UInt8])]

    @Test(arguments: wide, [TextEncoding.utf8, .gb18030])
    func `refuses wide encodings by name`(example: (String, [UInt8]), encoding: TextEncoding) {
        let refusal = rejection(of: example.1, as: .text, encoding: encoding)
        #expect(refusal?.reason == .undecodable)
        #expect(refusal?.detail.contains(example.0) == true, "\(refusal?.detail ?? "taken")")
    }

    // MARK: - Read as Latin-1 before it came

    static let misread = [
        "The council’s plan — “a must” — costs £5 or €6 at 10°C.", "A café in Zürich, a señor in São Paulo.",
        "Dvořák, Gdańsk, Łódź and Škoda: the cœur of it.", "Œuvre… • item ™ – done.", "Nguyễn Văn Huệ met reporters.",
        "Москва и Киев", "Ελλάδα σήμερα", "Fire 🔥 in town, crews say “help” ‘now’.", "Tokyo (東京) was calm.",
    ]

    @Test(arguments: misread)
    func `puts UTF-8 right that was read as Latin-1 or Windows-1252`(text: String) throws {
        #expect(try story(Self.latin1(text.utf8)).body == text)
        #expect(try story(Self.windows1252(text)).body == text)
        let escaped = Self.windows1252(text).unicodeScalars.map { scalar in
            scalar.isASCII ? String(scalar) : "\\u" + String(0x10000 + scalar.value, radix: 16).suffix(4)
        }
        #expect(try story(#"{"body":""# + escaped.joined() + #""}"#, as: .json).body == text)
    }

    @Test(arguments: ["The council’s plan — “a must”.", "café", chinese])
    func `puts right what was read wrongly twice`(text: String) throws {
        #expect(try story(Self.windows1252(Self.windows1252(text))).body == text)
        #expect(try story(Self.latin1(Self.latin1(text.utf8).utf8)).body == text)
    }

    @Test func `puts Chinese right that was read as Latin-1, whole texts and headlines`() throws {
        #expect(try story(Self.latin1(Self.chinese.utf8)).body == Self.chinese)
        #expect(try story(Self.windows1252(Self.chinese)).body == Self.chinese)
        #expect(try story(Self.latin1(Self.gbk)).body == Self.chinese)
        #expect(
            try story("A5 " + Self.latin1(Self.gbk) + "\n" + Self.latin1(Self.gbk)).body == "A5" + Self.chinese + "\n"
                + Self.chinese)
        let payload =
            #"{"headline":""# + Self.latin1(Self.gbk.prefix(16)) + #"","body":""# + Self.latin1(Self.gbk) + #""}"#
        #expect(try story(payload, as: .json).headline == "全市昨天召开会议")
        #expect(try story(payload, as: .json).body == Self.chinese)
    }

    /// Text that looks a little like it, and is right.
    static let rightful = [
        "Er sah das „MENÜ“ und die „TROIKÄ“; GRÖSSE, Fuß und „Ö“.", "Größere Straßen führen über Österreich.",
        "Le café «\u{A0}CHÂTEAU\u{A0}», blasé…” et l’été à «\u{A0}l’Île\u{A0}» : voilà “ça”.",
        "Créée à l’Élysée, l’œuvre a été réélue.",
        "«AMANHû SÃO PAULO: A AÇÃO “IRMÔ… não é à toa.", "O cão está lá; à noite, há “pão”, MAÇÃ… e ALEMÔ.",
        "«Ya está»—dijo el señor; ¿qué más?", "Việt Nam: Đà Nẵng, Huế, “Âm nhạc”.",
        "Łódź, „ŻÓŁĆ” i „Gdańsk”; część – świąt.",
        "Åse på Ålesund: 5 Å², “Å”, ØRE og Ærø.", "Țară în România: „Â” și „Î”.", "Þýðing á íslensku: það.",
        "Москва — “Киев”.", "Ça coûte 5 €… ou 10 £ ; 20 °C.", "Curaçao, façade, naïve, Noël, señor: “déjà vu”.",
        "İstanbul’da “ÇAĞRI” var.",
    ]

    @Test(arguments: rightful)
    func `leaves rightful text of Latin scripts as it is`(text: String) throws {
        let clean = text.replacing("\u{A0}", with: " ")
        #expect(try story(text).body == clean)
        #expect(try story(#"{"body":""# + text + #""}"#, as: .json).body == clean)
    }

    @Test func `refuses misread Chinese of which characters are lost`() {
        let lossy = Self.latin1(Self.chinese.utf8).unicodeScalars.filter { !(0x80...0x9F).contains($0.value) }
        let refusal = rejection(of: String(String.UnicodeScalarView(lossy)), as: .text)
        #expect(refusal?.reason == .undecodable)
        #expect(refusal?.detail.contains("UTF-8 that was read as Latin-1") == true)
    }

    // MARK: - Read as GBK before it came

    static let readAsGBK = "鍏ㄥ競鏄ㄥぉ鍙紑浼氳锛屽涓嬪崐骞寸殑宸ヤ綔浣滃嚭閮ㄧ讲"

    @Test func `puts UTF-8 right that was read as GBK`() throws {
        #expect(try story(Self.readAsGBK).body == "全市昨天召开会议，对下半年的工作作出部署")
        let json = #"{"id":"a","body":""# + Self.readAsGBK + #""}"#
        #expect(try story(json, as: .auto).body == "全市昨天召开会议，对下半年的工作作出部署")
    }

    @Test(arguments: [
        ("鍏ㄥ競鏄ㄥぉ鍙�寮�浼氳��銆傚�逛笅鍗婂勾鐨勫伐浣滀綔鍑洪儴缃诧紝瑕佹眰鍚勫湴鍋氬ソ銆�", "some of its bytes are lost"),
        ("锟斤拷锟斤拷市锟斤拷锟斤拷锟斤拷开锟斤拷", "its characters are lost"),
    ])
    func `refuses what was read as GBK and lost bytes`(text: String, reason: String) {
        let refusal = rejection(of: text, as: .text)
        #expect(refusal?.reason == .undecodable)
        #expect(refusal?.detail.contains(reason) == true, "\(refusal?.detail ?? "taken")")
    }

    @Test(arguments: [
        "“锟斤拷”是程序员对一种乱码的称呼，说的是两次转换之后的文字。", "王婷、李敏、赵鑫、钱磊、孙淼、周芸、吴昊、郑琪、冯璐、陈曦。",
        "これはひらがなとカタカナのぶんしょうです。", "饕餮、貔貅、狴犴、螭吻、椒图、囚牛、睚眦。",
    ])
    func `leaves rare characters as they are`(text: String) throws {
        #expect(try story(text).body == text)
    }

    // MARK: - Lost characters

    @Test(arguments: [
        (String(repeating: "\u{FFFD}", count: 20) + "市", "U+FFFD"), ("市\u{FFFD}里\u{FFFD}昨天\u{FFFD}开会", "U+FFFD"),
        ("(cid:12)(cid:3)(cid:401)(cid:7) (cid:9)", "font without a character map"),
    ])
    func `refuses text that was lost before it came`(text: String, reason: String) {
        let refusal = rejection(of: text, as: .text)
        #expect(refusal?.reason == .undecodable)
        #expect(refusal?.detail.contains(reason) == true, "\(refusal?.detail ?? "taken")")
        #expect(rejection(of: #"{"body":""# + text + #""}"#)?.reason == .undecodable)
        #expect(rejection(of: text, as: .page)?.reason == .undecodable)
    }

    @Test func `keeps a lost character among many`() throws {
        #expect(try story("全市昨天召开\u{FFFD}会议，对工作作出部署。").body == "全市昨天召开\u{FFFD}会议，对工作作出部署。")
    }

    // MARK: - Controls of Windows-1252

    @Test(arguments: [
        ("It\u{92}s the plan\u{97}again, \u{93}yes\u{94}.", "It’s the plan—again, “yes”."),
        ("Costs \u{80}5\u{85}", "Costs €5…"),
        ("He waited\u{85} and waited.", "He waited… and waited."), ("First\u{81}, a \u{8D}word.", "First, a word."),
        ("He left\u{85}\nShe stayed.", "He left…\nShe stayed."),
        ("\u{93}And so\u{85}\u{94} he said.", "“And so…” he said."),
    ])
    func `gives the controls of a Windows feed their characters`(raw: String, clean: String) throws {
        #expect(try story(raw).body == clean)
    }

    @Test func `takes U+0085 for a line end where nothing else ends lines`() throws {
        let lines = "全市昨天召开会议。\n会议对工作作出部署。\n下半年还要再开一次会。"
        #expect(try story(lines.replacing("\n", with: "\u{85}")).body == lines)
    }
}
