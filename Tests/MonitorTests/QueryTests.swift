import Stories
import Testing

@testable import Monitor

@Suite struct `The query of a request` {
    private func detail(_ query: String, _ read: (Query) throws -> Void) -> String? {
        do {
            try read(try Query(query, known: ["limit", "q", "since", "desk"]))
            return nil
        } catch {
            return (error as? Problem)?.detail
        }
    }

    @Test(arguments: [
        ("nonsense=1", "nonsense: no such parameter; there are limit, q, since, desk"),
        ("limit=0", "limit: expected a whole number from 1 to 500, got \"0\""),
        ("limit=+5", "limit: expected a whole number from 1 to 500, got \" 5\""),
        ("limit=99999999999999999999", "limit: expected a whole number from 1 to 500, got \"99999999999999999999\""),
        ("limit=1&limit=2", "limit: given 2 times"),
        ("q=%FF", "the query is not UTF-8 in percent encoding: \"%FF\""),
        ("since=yesterday", "since: expected a time such as 2026-11-22T08:30:00Z, or 6h ago as 6h, got \"yesterday\""),
    ])
    func `says which parameter is wrong, and what was expected`(query: String, expected: String) {
        let found = detail(query) { query in
            _ = try query.integer("limit", in: 1...500)
            _ = try query.time("since")
        }
        #expect(found == expected)
    }

    @Test func `takes each name once, and so many different ones`() throws {
        func names(_ names: [String]) throws -> [String] {
            try Query("desk=" + names.joined(separator: ","), known: ["desk"]).names("desk")
        }
        #expect(try names(Array(repeating: "x", count: 3000) + ["y", "x"]) == ["x", "y"])
        let most = (1...256).map { "desk-\($0)" }
        #expect(try names(most + most) == most)
        let problem = #expect(throws: Problem.self) { try names(most + ["more"]) }
        #expect(problem?.detail == "desk: 257 different names; there may be 256")
        #expect(throws: Problem.self) { try names([String(repeating: "é", count: 33)]) }
    }

    @Test func `reads what is right`() throws {
        let query = try Query("desk=safety,culture&desk=economy&q=%E5%8F%B0%E9%A3%8E+x", known: ["desk", "q"])
        #expect(try query.names("desk") == ["safety", "culture", "economy"])
        #expect(try query.text("q") == "台风 x")
        let now = Timestamp(milliseconds: 1_000_000_000_000)
        #expect(Query.time("90m", now: now)?.milliseconds == now.milliseconds - 5_400_000)
        #expect(Query.time("1d", now: now)?.milliseconds == now.milliseconds - 86_400_000)
    }
}
