import Stories
import Testing

@Suite struct `Timestamps` {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_795_336_200_123, "2026-11-22T08:30:00.123Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ])
    func `print and read as RFC 3339`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test func `print also beyond the years of RFC 3339`() {
        #expect(Timestamp(milliseconds: 253_402_300_800_000).description == "10000-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: .max).description == "292278994-08-17T07:12:55.807Z")
        #expect(Timestamp(milliseconds: -62_167_219_200_001).description == "-0001-12-31T23:59:59.999Z")
    }

    @Test(arguments: [
        ("2026-11-22T16:30:00+08:00", "2026-11-22T08:30:00.000Z"),
        ("2026-11-22 08:30:00.5z", "2026-11-22T08:30:00.500Z"),
        ("2026-11-22T08:30:00.1239999Z", "2026-11-22T08:30:00.123Z"),
        ("2026-01-01T00:00:00-00:30", "2026-01-01T00:30:00.000Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
    ])
    func `are brought to UTC and milliseconds`(text: String, expected: String) {
        #expect(Timestamp(text)?.description == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-11-22", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T08:30:00", "2026-11-22T08:30:00.Z", "2026-11-22T08:30:00Zx", "２０２６-11-22T08:30:00Z",
        "2026-11-22T08:30:00+24:00", "+026-11-22T08:30:00Z", "0000-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-00:01",
    ])
    func `that do not exist are refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }
}
