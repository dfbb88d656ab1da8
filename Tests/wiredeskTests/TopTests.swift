import Foundation
import Testing

@testable import Daemon
@testable import wiredesk

@Suite struct `The table of top` {
    private let report: StatusReport

    init() throws {
        let account = """
            "messages":1,"received":1234567,"stored":1234000,"duplicates":500,"dead":60,"waiting":7,"busy":0,"balances":true
            """
        let json = """
            {"version":"1.0.0","pid":7,"startedAt":"2026-11-26T08:00:00Z","uptime":90000,"state":"running","missing":[],
             "configuration":{"hash":"0123456789ab","generation":1,"since":"2026-11-26T08:00:00.000Z","pending":[]},"listeners":[],
             "journal":{"path":"/j","stream":"0011223344556677","oldest":1,"head":1234000,"bytes":5000000000,
                        "deadLetters":{"count":60,"bytes":9,"forgotten":0},"held":0,"finding":"\\u001B[31mit is damaged 已损坏"},
             "lexicon":{"name":"新闻编辑部词库","version":"0123456789ab","terms":9361,"generation":1,"since":"2026-11-26T08:00:00.000Z"},
             "total":{\(account)},
             "intakes":[{"name":"a-very-long-name-of-an-intake","kind":"pull","endpoints":[],"repliesLost":0,"quiet":false,\(account)}],
             "stages":[{"name":"edit","batches":10,"messages":100,"busy":0.5}],
             "categories":[{"name":"politics","stories":30},{"name":"体育与健康生活","stories":70}],
             "outlets":[{"name":"desks","kind":"pub","endpoints":[],"published":1234000,"dropped":3,"followers":[]}],
             "monitor":{"streams":12,"published":9},"leftovers":{}}
            """
        report = try JSONDecoder().decode(StatusReport.self, from: Data(json.utf8))
    }

    /// Looks at a daemon that takes 50 stories a second.
    private func history(looks: Int) -> TopHistory {
        var history = TopHistory()
        var report = report
        for look in 0..<looks {
            report.intakes[0].account.received += 50
            report.stages[0].messages += 50
            report.stages[0].batches += 5
            report.stages[0].busy += 0.25
            history.add(report, at: Double(look))
        }
        return history
    }

    @Test(arguments: [60, 80, 132, 200])
    func `fits its columns, wide characters and all`(columns: Int) {
        let lines = TopSheet(style: Style(isOn: false), columns: columns).lines(history(looks: 30))
        for line in lines { #expect(DisplayWidth.of(line) <= columns, "\(line)") }
        #expect(lines.contains { $0.hasPrefix("体育与健康") })
        #expect(lines.contains { $0.contains("▇") || $0.contains("█") })
        #expect(!lines.contains { $0.contains("\u{1B}") })
    }

    @Test func `says how fast, how busy and how long`() throws {
        let lines = TopSheet(style: Style(isOn: false), columns: 80).lines(history(looks: 30))
        let intake = try #require(lines.first { $0.hasPrefix("a-very-long") })
        #expect(intake.contains("50.0") && intake.contains("1,234,000") && intake.contains("500/60"))
        let stage = try #require(lines.first { $0.hasPrefix("edit") })
        #expect(stage.contains("50.0") && stage.contains("25 %") && stage.contains("10.0") && stage.contains("5000 µs"))
        #expect(try #require(lines.first { $0.hasPrefix("politics") }).contains("30 %"))
    }

    @Test func `begins anew with another process`() {
        var history = history(looks: 30)
        #expect(history.rates { Double($0.intakes[0].account.received) }.count == 29)
        var other = report
        other.pid = 8
        history.add(other, at: 31)
        #expect(history.rates { Double($0.intakes[0].account.received) }.isEmpty)
        #expect(history.rate { Double($0.intakes[0].account.received) } == 0)
    }

    @Test func `draws figures as bars`() {
        #expect(Sparkline.of([0, 1, 4, 8], columns: 6) == "  ▁▂▅█")
        #expect(Sparkline.of([0, 0], columns: 2) == "▁▁")
        #expect(Sparkline.of([9, 1, 2], columns: 2) == "▅█")
    }
}
