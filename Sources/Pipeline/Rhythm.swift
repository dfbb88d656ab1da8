import Foundation
package import Stories

/// How often an intake hears something, by the hour of the day, learnt while it listens; and how long a silence is unusual.
///
/// A minute in which something came is a busy one. For every hour of the day, weekdays and weekends apart, it keeps the share
/// of busy minutes, old ones counting less and less. A silence is unusual when minutes in a row without anything would be less
/// likely than one in a hundred thousand, if each minute were busy with its hour's share. Stories come in bunches, which makes
/// the busy minute, not the story, the thing to count. A night in which nothing ever comes is silent without alarm.
///
/// A value: time is what it is told.
package struct Rhythm: Hashable, Sendable, Codable {
    /// Of each hour: 24 of a weekday, then 24 of a weekend's day.
    private var hours = [Hour](repeating: Hour(), count: 48)
    /// The minute that is being counted, since 1970.
    private var minute: Int64?
    private var isBusy = false

    private struct Hour: Hashable, Sendable, Codable {
        var minutes = 0.0
        var busy = 0.0
    }

    /// After so many minutes of an hour, which take two weeks, half of what was known before counts.
    private static let halfLife = 14.0 * 60
    /// Minutes without anything that every hour is given beforehand, so that little knowledge makes for long patience.
    private static let prior = 120.0
    /// The natural logarithm of one in a hundred thousand.
    private static let unlikely = -11.5
    /// No silence is unusual that is shorter.
    package static let patienceMin = Duration.seconds(5 * 60)
    /// Nor does anybody look further ahead.
    private static let minutesMax = 7 * 24 * 60

    /// Knows nothing.
    package init() {}

    /// Takes down that something came.
    package mutating func hear(at time: Timestamp) {
        pass(to: time)
        isBusy = true
    }

    /// Takes down that time has passed. Time that runs backwards is not counted.
    package mutating func pass(to time: Timestamp) {
        let now = time.milliseconds / 60_000
        guard let last = minute else {
            minute = now
            return
        }
        guard now > last else { return }
        // Minutes in which nobody listened say nothing: a daemon that was down, a clock that was set.
        let heard = min(now - last, 10)
        for index in 0..<heard { count(last + index, isBusy: index == 0 && isBusy) }
        minute = now
        isBusy = false
    }

    private mutating func count(_ minute: Int64, isBusy: Bool) {
        let index = Self.hour(of: minute)
        let keep = 1 - 0.693 / Self.halfLife
        hours[index].minutes = hours[index].minutes * keep + 1
        hours[index].busy = hours[index].busy * keep + (isBusy ? 1 : 0)
    }

    /// How long nothing may come after a moment before it is unusual; `nil` while too little is known.
    package func patience(after time: Timestamp) -> Duration? {
        guard hours.reduce(0, { $0 + $1.busy }) >= 10 else { return nil }
        let start = time.milliseconds / 60_000
        var likelihood = 0.0
        for step in 0..<Self.minutesMax {
            let hour = hours[Self.hour(of: start + Int64(step))]
            likelihood += log1p(-hour.busy / (hour.minutes + Self.prior))
            if likelihood < Self.unlikely { return max(Self.patienceMin, .seconds(60 * (step + 1))) }
        }
        return nil
    }

    /// 1970 began on a Thursday.
    private static func hour(of minute: Int64) -> Int {
        let hour = Int(minute / 60 % 24)
        let weekday = (minute / 1440 + 3) % 7
        return weekday >= 5 ? 24 + hour : hour
    }
}
