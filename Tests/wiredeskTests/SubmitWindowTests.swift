import Testing

@testable import Daemon
@testable import wiredesk

@Suite struct `A submit window` {
    private let start = ContinuousClock.now

    private func window(_ requests: Int = 0, _ change: (inout SubmitWindow.WindowLimits) -> Void = { _ in })
        -> SubmitWindow
    {
        var limits = SubmitWindow.WindowLimits()
        change(&limits)
        var window = SubmitWindow(limits)
        for number in 0..<requests { _ = window.add([UInt8(truncatingIfNeeded: number)]) }
        return window
    }

    private func sent(_ window: inout SubmitWindow, at now: ContinuousClock.Instant) -> [Int] {
        var numbers: [Int] = []
        while let next = window.nextToSend(at: now) { numbers.append(next.number) }
        return numbers
    }

    private func settle(
        _ window: inout SubmitWindow, _ number: Int, isBusy: Bool, at now: ContinuousClock.Instant
    ) -> Bool {
        window.settle(number, isBusy: isBusy, at: now)
    }

    @Test func `is bounded in requests and bytes, but takes one of any size`() {
        var window = window {
            $0.requestsMax = 3
            $0.bytesMax = 10
        }
        #expect(window.hasRoom(for: 100))
        #expect(window.add([1, 2, 3, 4, 5, 6]) == 1)
        #expect(window.hasRoom(for: 4) && !window.hasRoom(for: 5))
        _ = window.add([1])
        _ = window.add([1])
        #expect(!window.hasRoom(for: 0))
        #expect(sent(&window, at: start) == [1, 2, 3])
        #expect(settle(&window, 2, isBusy: false, at: start))
        #expect(window.hasRoom(for: 3) && !window.hasRoom(for: 4))
    }

    @Test func `takes each reply once`() {
        var window = window(2)
        #expect(!settle(&window, 1, isBusy: false, at: start))
        #expect(sent(&window, at: start) == [1, 2])
        #expect(settle(&window, 1, isBusy: false, at: start))
        #expect(!settle(&window, 1, isBusy: false, at: start))
        #expect(!settle(&window, 9, isBusy: false, at: start))
        #expect(window.count == 1)
    }

    @Test func `tries one request at a time when it is turned away, after longer and longer pauses`() {
        var window = window(3)
        #expect(sent(&window, at: start) == [1, 2, 3])
        for number in [1, 2, 3] { #expect(!settle(&window, number, isBusy: true, at: start)) }
        var now = start
        for pause in [50, 100, 200, 400, 800, 1600, 2000, 2000] {
            #expect(window.pause == .milliseconds(pause))
            #expect(window.nextEvent == now + .milliseconds(pause))
            #expect(window.silence(at: now) == .zero)
            #expect(sent(&window, at: now + .milliseconds(pause - 1)) == [])
            now += .milliseconds(pause)
            #expect(sent(&window, at: now) == [1])
            #expect(!settle(&window, 1, isBusy: true, at: now))
        }
        now += .seconds(2)
        #expect(sent(&window, at: now) == [1])
        #expect(settle(&window, 1, isBusy: false, at: now))
        #expect(window.pause == nil)
        #expect(sent(&window, at: now) == [2, 3])
    }

    @Test func `starts over after silence, with more patience each time, and gives up in the end`() {
        var window = window(2)
        #expect(sent(&window, at: start) == [1, 2])
        #expect(settle(&window, 1, isBusy: false, at: start + .seconds(1)))
        #expect(!window.isSilent(at: start + .milliseconds(5999)))
        #expect(window.isSilent(at: start + .seconds(6)))
        window.startOver()
        #expect(sent(&window, at: start + .seconds(6)) == [2])
        #expect(!window.isSilent(at: start + .milliseconds(15_999)))
        #expect(window.isSilent(at: start + .seconds(16)))
        window.startOver()
        #expect(sent(&window, at: start + .seconds(16)) == [2])
        #expect(window.nextEvent == start + .seconds(36))
        #expect(!window.isForsaken(at: start + .milliseconds(60_999)))
        #expect(window.isForsaken(at: start + .seconds(61)))
        #expect(settle(&window, 2, isBusy: false, at: start + .seconds(61)))
        #expect(!window.isForsaken(at: start + .seconds(1000)) && window.nextEvent == nil)
    }

    @Test func `asks again before it gives up, also when it was not looked at for long`() {
        var window = window(1)
        #expect(sent(&window, at: start) == [1])
        #expect(window.isSilent(at: start + .seconds(100)) && !window.isForsaken(at: start + .seconds(100)))
        window.startOver()
        #expect(sent(&window, at: start + .seconds(100)) == [1])
        #expect(window.nextEvent == start + .seconds(105))
        #expect(!window.isForsaken(at: start + .milliseconds(104_999)))
        #expect(window.isForsaken(at: start + .seconds(105)))
    }
}
