import Foundation
import TextCleaning
import Stories
import Testing

/// The page of a real paper, which is not part of the repository: `page-sample.txt` in the folder that
/// `WIREDESK_DATA` names, or in `../shared/data`.
private let samplePage: [UInt8]? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let folder =
        ProcessInfo.processInfo.environment["WIREDESK_DATA"].map { URL(filePath: $0) }
        ?? root.appending(path: "../shared/data")
    return (try? Data(contentsOf: folder.appending(path: "page-sample.txt"))).map { [UInt8]($0) }
}()

@Suite(.enabled(if: samplePage != nil, "page-sample.txt is not here; set WIREDESK_DATA"))
struct `The sample page` {
    let copy: [ArticleCopy]

    init() throws {
        copy = try ArticleParser(format: .auto).parse(try #require(samplePage)).copies
    }

    @Test func `has seven stories in order`() {
        #expect(
            copy.map(\.page?.index) == [1, 2, 3, 4, 5, 6, 7] && copy.allSatisfy { $0.page?.of == 7 })
        #expect(copy.map(\.article.body.count) == [1060, 768, 761, 451, 522, 1058, 174])
        #expect(copy.map { $0.article.body.split(separator: "\n").count } == [7, 4, 6, 4, 4, 5, 2])
    }

    @Test func `has each headline with its story, and banners with none`() {
        #expect(
            copy.map(\.article.headline) == [
                nil, "市委理论学习中心组专题学习习近平总书记重要批示精神\n推动“八八战略”认识再提升、实践再深化",
                "前5月义乌外贸进出口同比增长18.7%", "义乌农商银行：\n授信23.51亿元\n助企破解“融资难”",
                "光电创新城举办“双龙计划”政策宣导沙龙",
                "我市召开防汛工作部署会\n高度警觉 高效落实 高频履职\n全力以赴打好防汛备汛“主动仗”", "外商包粽子\n迎端午",
            ])
    }

    @Test func `has bylines and datelines outside the bodies`() {
        let bylines = copy.map(\.article.byline)
        #expect(
            bylines.map(\.reporters) == [["王婷"], ["王婷"], ["吴峰宇"], ["柳青"], ["王婷"], ["谭祉潇"], ["吴峰宇"]])
        #expect(bylines[3].correspondents == ["傅凤霞", "张昕民"])
        #expect(bylines[6] == Byline(reporters: ["吴峰宇"], correspondents: ["王娇燕"], photographers: ["王娇燕"]))
        #expect(copy.map(\.article.dateline) == Array(repeating: "本报讯", count: 6) + [nil])
    }

    @Test func `has its wraps and spaces undone`() {
        #expect(copy[0].article.body.contains("研究《关于促进义乌婺剧高质量发展的实施意见》等内容。\n市委书记"))
        #expect(copy[2].article.body.contains("达2173.6亿元，同比增长18.7%；其中出口1924.3亿元"))
        #expect(copy[4].article.body.contains("《关于深化“双龙计划”推进创新驱动 加快集聚高层次人才的实施办法》"))
    }
}
