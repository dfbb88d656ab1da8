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

    @Test func `takes one that is larger when it is empty`() {
        let share = MemoryShare(bytesMax: 100)
        let large = share.reserve(1000)
        #expect(large != nil && share.reserve(1) == nil)
        withExtendedLifetime(large) {}
    }
}
