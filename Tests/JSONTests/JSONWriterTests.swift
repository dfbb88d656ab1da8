import JSON
import Testing

@Suite struct `The JSON writer` {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func `puts commas between members and elements only`() {
        let text = written {
            $0.object {
                $0.field("a", 1)
                $0.key("b")
                $0.array([1, 2]) { json, n in json.object { $0.field("n", n) } }
                $0.key("c")
                $0.array([Int]()) { $0.integer($1) }
                $0.key("d")
                $0.object { _ in }
                $0.field("e", nil)
                $0.field("f", true)
            }
        }
        #expect(text == #"{"a":1,"b":[{"n":1},{"n":2}],"c":[],"d":{},"e":null,"f":true}"#)
    }

    @Test(arguments: [
        ("", #""""#),
        ("义乌 \"八八战略\"", #""义乌 \"八八战略\"""#),
        ("a\\b\n\r\t", #""a\\b\n\r\t""#),
        ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
        ("𠮷🀄", "\"𠮷🀄\""),
    ])
    func `escapes what JSON demands and nothing else`(text: String, expected: String) {
        #expect(written { $0.string(text) } == expected)
    }

    @Test(
        arguments: [
            (0, "0"), (1.5, "1.5"), (-0.25, "-0.25"), (2.00004, "2"), (0.0001, "0.0001"), (-0.00001, "0"),
            (123456.789, "123456.789"), (1e-9, "0"), (Double.nan, "null"), (Double.infinity, "null"),
        ] as [(Double, String)])
    func `writes numbers with at most four decimals`(value: Double, expected: String) {
        #expect(written { $0.number(rounded: value) } == expected)
    }

    @Test(arguments: [Int.min, -1, 0, 9, Int.max])
    func `writes integers whole`(value: Int) {
        #expect(written { $0.integer(value) } == String(value))
    }

    @Test func `writes pairs of integers as arrays`() {
        let text = written { json in
            json.array([(0, 7), (-12, Int.max), (99, 100)]) { $0.pair($1.0, $1.1) }
            json.newline()
        }
        #expect(text == "[[0,7],[-12,\(Int.max)],[99,100]]\n")
    }
}
