import Foundation
import TextCleaning
import Stories
import Testing

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// Cases from the field, which are not part of the repository: the folder that `WIREDESK_CASES` names, or `../shared/cases/text`.
private let cases: [URL] = {
    let folder =
        ProcessInfo.processInfo.environment["WIREDESK_CASES"].map { URL(filePath: $0) }
        ?? root.appending(path: "../shared/cases/text")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }
}()

/// The law of the article parser: every word of the input stands in a story or among the leftovers.
@Suite struct `Every word` {
    @Test(arguments: ["page.txt", "page-2.txt", "wire-en.txt"], [CopyFormat.auto, .page, .text])
    func `of the samples is kept`(name: String, format: CopyFormat) throws {
        let text = try String(contentsOf: root.appending(path: "Samples/\(name)"), encoding: .utf8)
        let message = try ArticleParser(format: format).parse(Array(text.utf8))
        #expect(Words.lost(from: text, in: message) == [:])
    }

    /// Lines of a page in any order, cut anywhere, with anything between them.
    @Test(arguments: 0..<200)
    func `of a page that is shuffled is kept`(seed: UInt64) throws {
        var random = Random(seed)
        let source = seed % 2 == 0 ? PageFixtures.boxed : PageFixtures.interrupted
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0..<(random.next(below: 12)) {
            let (a, b) = (random.next(below: lines.count), random.next(below: lines.count))
            switch random.next(below: 4) {
            case 0: lines.swapAt(a, b)
            case 1: lines.insert("", at: a)
            case 2: lines[a] += lines[b]
            default: lines.insert(Self.scraps[random.next(below: Self.scraps.count)], at: a)
            }
        }
        let text = lines.joined(separator: "\n")
        for format in [CopyFormat.page, .auto, .text] {
            let message = try ArticleParser(format: format).parse(Array(text.utf8))
            #expect(Words.lost(from: text, in: message) == [:], "\(format): \(text.debugDescription)")
        }
    }

    private static let scraps = [
        "— 12 —", "第A03版：要闻", "2025年1月5日 星期日", "遗失声明", "江州 多云 12℃ 20℃", "▲图片说明文字在此。", "（下转第3版）", "责编：李敏", "来源：江州日报",
        "By JANE DOE", "See FIRE, Page A4", "江州银行 咨询电话95599", "今日导读", "凝心聚力", "1. 加强值守", "（完）", "Staff Writer",
    ]

    @Test func `of an object's other texts is kept, unless headline or body say it`() throws {
        let json = """
            {"id":"a","headline":"River rises","title":"Upper river","subtitle":"Towns brace","kicker":"LOCAL","summary":"It rose.",\
            "standfirst":"Nobody was hurt.","caption":"The bridge","ednote":"Kill the picture","body":"It rose. Roads closed.",\
            "content_html":"<p>It rose.</p><p>Roads closed.</p>","text":"It fell."}
            """
        let message = try ArticleParser(format: .json).parse(Array(json.utf8))
        #expect(
            message.copies.first?.article.body == "It rose.\nRoads closed."
                || message.copies.first?.article.body == "It rose. Roads closed.")
        #expect(
            Set(message.leftovers.map(\.text))
                == [
                    "Upper river", "Towns brace", "LOCAL", "Nobody was hurt.", "The bridge", "Kill the picture",
                    "It fell.",
                ])
    }

    @Test func `of a page's datelines and bylines alone is kept`() throws {
        for text in [
            "BRIDGETON (AP) -\n\nRIVERTON (AP) - The council met on Monday to discuss the plan.\nAll left.",
            "新华社北京5月10日电\n\n新华社上海5月11日电（记者 赵敏）\n\n本报讯（记者 王婷）县里昨天开了一个现场会，大家都说有收获。",
        ] {
            let message = try ArticleParser(format: .page).parse(Array(text.utf8))
            #expect(Words.lost(from: text, in: message) == [:], "\(text)")
        }
        let menu = "MENU\nMonday soup and bread, Tuesday stew, Wednesday fish, Thursday rice and so on"
        let message = try ArticleParser(format: .page).parse(Array(menu.utf8), id: "p")
        #expect(Words.lost(from: menu, in: message) == [:])
        #expect(message.copies.map(\.page) == [PagePlace(id: "p", index: 1, of: 1)])
    }

    @Test func `of a withdrawal of a page is kept`() throws {
        let json = #"{"id":"p","status":"canceled","headline":"Kill","body":"The page was withdrawn for errors."}"#
        let message = try ArticleParser(format: .page).parse(Array(json.utf8))
        #expect(message.leftovers.map(\.text) == ["Kill\nThe page was withdrawn for errors."])
    }

    @Test(.enabled(if: !cases.isEmpty, "the cases from the field are not here; set WIREDESK_CASES"), arguments: cases)
    func `of a case from the field is kept`(file: URL) throws {
        let bytes = try [UInt8](Data(contentsOf: file))
        // What an extractor or a wrong conversion has garbled has no words to be kept.
        guard let text = String(validating: bytes, as: UTF8.self),
            !Self.garbled.contains(where: { file.lastPathComponent.contains($0) }),
            let message = try? ArticleParser().parse(bytes)
        else { return }
        #expect(Words.lost(from: text, in: message) == [:])
    }

    private static let garbled = [
        "hyphen", "cid", "doubled", "mojibake", "fffd", "compat", "radicals", "html-page", "gb18030", "vertical", "c1-",
        "nfd",
        "letterspaced", "narrow", "jump-mid", "json",
    ]
}

/// A sequence of numbers that a seed decides (SplitMix64).
private struct Random {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ z >> 31) % UInt64(bound))
    }
}
