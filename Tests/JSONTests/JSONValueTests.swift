import JSON
import Testing

@Suite struct `The JSON reader` {
    private func members(_ text: String) throws -> JSONValue.JSONMembers {
        try JSONValue(parsing: Array(text.utf8)).members()
    }

    private func failure(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return ""
    }

    @Test func `reads what a member is asked for as`() throws {
        let members = try members(#"{"s": "a", "i": -7, "d": 0.25, "b": true, "a": [[1, 2], []], "n": null, "s": "last"}"#)
        #expect(try members.required("s") == "last")
        #expect(try members.required("i") == -7)
        #expect(try members.required("d") == 0.25 && members.required("i") == -7.0)
        #expect(try members.required("b") == true)
        #expect(try members.required("a") == [[1, 2], []])
        #expect(try members.optional("n") == String?.none && members.optional("none") == Int?.none)
    }

    @Test(arguments: [
        ("5", 5), ("-5.0", -5), ("5e2", 500), ("1.5", nil), ("1e30", nil), ("\"5\"", nil), ("9223372036854775807", Int.max),
    ])
    func `takes a number for the integer that it is, however it is written`(text: String, expected: Int?) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)).integer == expected)
    }

    @Test func `names the member that is missing, or of another kind`() throws {
        let members = try members(#"{"a": [1, "two"], "i": 1.5}"#)
        #expect(failure { let _: Int = try members.required("id") } == "id is missing")
        #expect(failure { let _: Int = try members.required("i") } == "i: expected an integer, got a number")
        #expect(failure { let _: [Int] = try members.required("a") } == "a: expected an integer, got a string")
        #expect(failure { _ = try JSONValue(parsing: Array("[]".utf8)).members() } == "expected an object, got an array")
    }

    @Test func `bounds how deep arrays and objects nest`() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(JSONValue.depthMax)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(JSONValue.depthMax + 1)) }
    }

    @Test func `names the byte at which a text is not JSON`() {
        #expect(failure { _ = try JSONValue(parsing: Array(#"{"a": 1,}"#.utf8)) } == "not JSON: expected a key at byte 8")
    }
}
