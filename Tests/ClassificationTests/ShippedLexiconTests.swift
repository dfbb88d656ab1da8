import Classification
import Foundation
import Stories
import Testing

@Suite struct `The shipped lexicon` {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config/lexicon").path

    static let classifier = Result { Classifier(try Lexicon.load(from: folder)) }

    static func category(_ headline: String?, _ body: String) throws -> String {
        try classifier.get().verdict(on: Fixtures.article(headline, body)).category
    }

    @Test func `has the four categories with their Media Topics`() throws {
        let categories = try Self.classifier.get().lexicon.categories
        #expect(categories.map(\.name) == ["politics", "economy", "safety", "culture"])
        #expect(
            categories.map(\.mediaTopics) == [
                ["medtop:11000000"], ["medtop:04000000"], ["medtop:03000000"], ["medtop:01000000"],
            ])
        #expect(categories.allSatisfy { $0.labels["zh"] != nil && $0.labels["en"] != nil })
    }

    @Test(arguments: [
        ("市委常委会召开会议研究部署党建工作", "politics"), ("市委书记调研基层党建", "politics"),
        ("规上工业增加值同比增长", "economy"), ("跨境电商出口额再创新高", "economy"),
        ("民警破获电信网络诈骗案", "safety"), ("消防员扑灭仓库大火", "safety"), ("全市部署防汛防台工作", "safety"),
        ("非遗婺剧走进校园 名家登台演出", "culture"), ("博物馆举办书画展", "culture"),
        ("男篮联赛决赛今晚开打", "unclassified"),
        ("Man charged with murder after stabbing", "safety"), ("Police arrest three over armed robbery", "safety"),
        ("Central bank raises interest rates", "economy"), ("MPs vote on bill in House of Commons", "politics"),
        ("Museum opens exhibition of ancient sculpture", "culture"),
        ("Striker scores hat-trick in cup final", "unclassified"),
    ])
    func `knows a plain headline`(headline: String, category: String) throws {
        #expect(try Self.category(headline, "") == category)
    }

    @Test func `says nothing of a text without keywords`() throws {
        #expect(try Self.category(nil, "嗯") == Verdict.unclassified)
        #expect(try Self.category(nil, "") == Verdict.unclassified)
    }

    @Test func `does not take a big trouble for hemp`() throws {
        let verdict = try Self.classifier.get().verdict(on: Fixtures.article("他惹上了大麻烦", ""))
        #expect(verdict.category == Verdict.unclassified)
    }

    @Test func `judges every one of its examples right`() throws {
        let classifier = try Self.classifier.get()
        let examples = try LexiconExample.load(from: Self.folder, for: classifier.lexicon)
        let failures = classifier.failures(of: examples)
        #expect(failures.map { "\($0.example.line): \($0.example.label), not \($0.verdict.category)" } == [])
    }
}
