import Classification
import Foundation
import JSON
import Journaling
import Logging
import Pipeline
import Stories
import TestSupport
import Testing
import TextCleaning
import Threads

@Suite(.timeLimit(.minutes(5))) struct `A story on two pages that come in as two messages` {
    private let journal: Journal
    private let path: String

    init() throws {
        path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        journal = try Journal(path: path)
    }

    private static let start = "清晨五点，城南码头的灯还亮着，三百多名渔民已经在岸边排队等候开闸。这座老码头昨天重新启用，码头的冷库"
    private static let rest = "可存放一千二百吨鲜货，渔民不必再为卖不完的鱼发愁。码头管理处说，泊位还要再加二十个。"
    private static let mill = "上河村的老磨坊停了四十年，昨天水轮又转起来了。村里请来三位老木匠，花了两个冬天修好木轮，磨坊的石磨"
    private static let millRest = "还是原来的那一副，每天可磨三百斤麦子，老木匠说木轮还能用五十年。"
    private static let front = "老码头启用渔民不再愁\n本报讯（记者 王晓明） \(start)\n（下转第2版）"
    private static let inside = "渔民有了冷库\n（上接第1版）\n\(rest)"

    /// Sends pages of edition `yw` in a pipeline of their own.
    ///
    /// - Returns: What came of it, as `new yw/1#1`, and the last record of each story that is not withdrawn.
    private func send(_ pages: [(number: String, text: String)]) throws -> [String] {
        let outlet = RecordingOutlet()
        let messages = pages.map { page in
            var json = JSONWriter()
            json.object {
                $0.field("id", "yw/\(page.number)")
                $0.field("body", page.text)
            }
            return json.bytes
        }
        let last = Array(#"{"id":"last-\#(journal.head)","body":"Nothing comes behind this."}"#.utf8)
        let intakes: [any Intake] = [ArrayIntake(messages + [last])]
        let pipeline = StoryPipeline(
            intakes: intakes, articleParsers: ["array": ArticleParser(format: .page)],
            lexicon: ActiveLexicon(Classifier(try .fixture())), journal: journal, outlets: [outlet],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = try OwnedThread.start("pipeline") { ready in try pipeline.run(ready: ready) }
        var count = 1
        while !outlet.wait(for: count).contains(where: { $0.id.hasPrefix("last-") }) { count = outlet.entries.count + 1 }
        pipeline.requestStop()
        running.join()
        #expect(pipeline.counters.total.balances && pipeline.counters.total.dead == 0)
        return outlet.entries.filter { !$0.id.hasPrefix("last-") }.map { "\($0.event.rawValue) \($0.id)" }
    }

    private func record(_ id: String) throws -> PublishedRecord {
        let versions = try JournalReader(path: path).versions(of: Identity(source: "array", id: id))
        return try PublishedRecord(json: try #require(versions.last).record)
    }

    @Test func `is whole when its rest comes in, under its own id`() throws {
        #expect(try send([("1", Self.front), ("2", Self.inside)]) == ["new yw/1#1", "update yw/1#1"])
        let whole = try record("yw/1#1")
        #expect(whole.body == Self.start + Self.rest && whole.headline == "老码头启用渔民不再愁")
        #expect(whole.continuesOn == nil && whole.byline?.reporters == ["王晓明"])
        #expect(whole.page?.id == "yw/1" && whole.source == nil)
        let pages = try JournalReader(path: path).pages(id: "yw/2")
        let page = String(decoding: try #require(pages.first).record, as: UTF8.self)
        #expect(page.contains(#""stories":[]"#) && page.contains("渔民有了冷库") && page.contains("上接第1版"))
    }

    @Test func `is whole when its beginning comes in, and the rest is withdrawn`() throws {
        #expect(
            try send([("2", Self.inside), ("1", Self.front)])
                == ["new yw/2#1", "new yw/1#1", "update yw/1#1", "kill yw/2#1"])
        #expect(try record("yw/1#1").body == Self.start + Self.rest)
    }

    @Test(arguments: [["1", "2"], ["2", "1"]]) func `stays as it is when its pages are sent again`(order: [String]) throws {
        let pages = order.map { ($0, $0 == "1" ? Self.front : Self.inside) }
        let events = try send(pages + pages + pages.reversed())
        #expect(events.count == (order == ["1", "2"] ? 2 : 4), "\(events)")
        #expect(try record("yw/1#1").body == Self.start + Self.rest)
    }

    @Test func `is whole again when a piece of it is corrected`() throws {
        let corrected = (Self.start.replacing("三百", with: "四百"), Self.rest.replacing("二十个", with: "三十个"))
        let pages = [("1", Self.front), ("2", Self.inside), ("1", Self.front.replacing(Self.start, with: corrected.0))]
        #expect(try send(pages) == ["new yw/1#1", "update yw/1#1", "update yw/1#1", "update yw/1#1"])
        #expect(try record("yw/1#1").body == corrected.0 + Self.rest)
    }

    @Test func `is whole again when its rest is corrected`() throws {
        let corrected = Self.rest.replacing("二十个", with: "三十个")
        let pages = [("1", Self.front), ("2", Self.inside), ("2", Self.inside.replacing(Self.rest, with: corrected))]
        #expect(try send(pages) == ["new yw/1#1", "update yw/1#1", "update yw/1#1"])
        #expect(try record("yw/1#1").body == Self.start + corrected)
    }

    @Test func `is told from another that goes on on the same page`() throws {
        let front = Self.front + "\n老磨坊修复水轮又转\n本报讯 \(Self.mill)\n（下转第2版）"
        let inside = "磨坊的石磨\n（上接第1版）\n\(Self.millRest)\n\(Self.inside)"
        let events = try send([("1", front), ("2", inside)])
        #expect(events == ["new yw/1#1", "new yw/1#2", "update yw/1#2", "update yw/1#1"] || events.count == 4, "\(events)")
        #expect(try record("yw/1#1").body == Self.start + Self.rest)
        #expect(try record("yw/1#2").body == Self.mill + Self.millRest)
    }

    @Test(arguments: [("01", "02"), ("A1", "A02")]) func `may stand on pages that are numbered otherwise`(
        first: String, second: String
    ) throws {
        let letter = first.hasPrefix("A") ? "A" : ""
        let front = Self.front.replacing("第2版", with: letter + "2版")
        let inside = Self.inside.replacing("第1版", with: letter + "1版")
        #expect(try send([(first, front), (second, inside)]).last == "update yw/\(first)#1")
    }

    @Test func `stays two that say where they go on, when they name other pages or are withdrawn`() throws {
        #expect(
            try send([("1", Self.front), ("3", Self.inside), ("5", Self.inside.replacing("第1版", with: "第4版"))])
                == ["new yw/1#1", "new yw/3#1", "new yw/5#1"])
        #expect(try record("yw/3#1").continuedFrom?.page == "1" && record("yw/1#1").continuesOn?.page == "2")
    }
}
