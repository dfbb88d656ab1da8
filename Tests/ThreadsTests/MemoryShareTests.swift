import Testing
import Threads

@Suite struct `A share of memory` {
    @Test func `is bounded, and given back`() {
        let share = MemoryShare(bytesMax: 100)
        var first = share.reserve(60)
        #expect(first != nil && share.bytes == 60)
        #expect(share.reserve(41) == nil)
        let second = share.reserve(40)
        #expect(second?.bytes == 40 && share.bytes == 100)
        first = nil
        #expect(share.bytes == 40)
        withExtendedLifetime(second) {}
    }

    @Test func `lets a reservation become as large as what is held, if there is room`() throws {
        let share = MemoryShare(bytesMax: 100)
        let first = try #require(share.reserve(60))
        #expect(first.resize(to: 20) && share.bytes == 20)
        let second = try #require(share.reserve(50))
        #expect(!first.resize(to: 51) && first.bytes == 20 && share.bytes == 70)
        #expect(first.resize(to: 50) && share.bytes == 100)
        withExtendedLifetime(second) {}
    }

    @Test func `lets the only reservation become larger than it, and gives all of it back`() throws {
        let share = MemoryShare(bytesMax: 100)
        var only = share.reserve(10)
        #expect(try #require(only).resize(to: 1000) && share.bytes == 1000)
        only = nil
        #expect(share.bytes == 0)
    }

    @Test func `keeps what is spared for others`() {
        let share = MemoryShare(bytesMax: 100)
        let first = share.reserve(60, sparing: 25)
        #expect(share.reserve(16, sparing: 25) == nil)
        #expect(share.reserve(40) != nil)
        withExtendedLifetime(first) {}
    }

    @Test func `takes one that is larger when it is empty`() {
        let share = MemoryShare(bytesMax: 100)
        let large = share.reserve(1000)
        #expect(large != nil && share.reserve(1) == nil)
        withExtendedLifetime(large) {}
    }
}
