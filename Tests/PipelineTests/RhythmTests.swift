import Pipeline
import Stories
import Testing

@Suite struct `The rhythm of an intake` {
    private static let start = Timestamp(milliseconds: 1_793_577_600_000)  // a Sunday, 00:00 UTC
    private static let minute: Int64 = 60_000

    private func time(_ minutes: Int64) -> Timestamp {
        Timestamp(milliseconds: Self.start.milliseconds + minutes * Self.minute)
    }

    /// Three weeks in which something comes every `every` minutes from 6 to 22 h, and nothing at night.
    private func learnt(every: Int64) -> Rhythm {
        var rhythm = Rhythm()
        for minute in 0..<Int64(21 * 24 * 60) {
            rhythm.pass(to: time(minute))
            let hour = minute / 60 % 24
            if (6..<22).contains(hour), minute % every == 0 { rhythm.hear(at: time(minute)) }
        }
        return rhythm
    }

    @Test func `is not known at first`() {
        var rhythm = Rhythm()
        rhythm.hear(at: time(0))
        #expect(rhythm.patience(after: time(1)) == nil)
    }

    @Test func `makes for little patience by day and for the night's length at night`() throws {
        let rhythm = learnt(every: 1)
        let noon = try #require(rhythm.patience(after: time(20 * 1440 + 720)))
        #expect(noon <= .seconds(20 * 60), "\(noon)")
        let evening = try #require(rhythm.patience(after: time(20 * 1440 + 22 * 60)))
        #expect(evening > .seconds(8 * 3600) && evening < .seconds(9 * 3600), "\(evening)")
    }

    @Test func `of a slow source makes for more patience`() throws {
        let (brisk, slow) = (learnt(every: 2), learnt(every: 30))
        let noon = time(20 * 1440 + 600)
        let (short, long) = try (#require(brisk.patience(after: noon)), #require(slow.patience(after: noon)))
        #expect(short < .seconds(3600) && long > .seconds(4 * 3600), "\(short) \(long)")
    }

    @Test func `learns nothing while nobody listens, and from no clock that runs backwards`() {
        var rhythm = learnt(every: 1)
        let before = rhythm.patience(after: time(20 * 1440 + 720))
        rhythm.pass(to: time(5))
        rhythm.pass(to: time(21 * 1440 + 3 * 1440))
        #expect(rhythm.patience(after: time(20 * 1440 + 720)) == before)
    }
}
