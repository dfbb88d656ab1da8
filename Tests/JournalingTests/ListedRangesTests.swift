import Testing

@testable import Journaling

@Suite struct `What a search index lists` {
    private func listed(_ ranges: Range<Int>...) -> ListedRanges {
        var listed = ListedRanges()
        for range in ranges { listed.add(range) }
        return listed
    }

    @Test func `is ranges that become one when they meet, in whatever order they come`() {
        #expect(listed(1..<5, 9..<12, 5..<7).ranges == [1..<7, 9..<12])
        #expect(listed(9..<12, 1..<5, 5..<9).ranges == [1..<12])
        #expect(listed(9..<9, 3..<9).ranges == [3..<9])
        #expect(listed(20..<30, 1..<2, 5..<6, 2..<21).ranges == [1..<30])
    }

    @Test func `has gaps, which are filled from the newest on`() {
        var listed = listed(1..<5, 9..<12, 20..<20)
        #expect(listed.newestGap(from: 1) == 12..<20)
        listed.add(14..<20)
        #expect(listed.newestGap(from: 1) == 12..<14)
        listed.add(12..<14)
        #expect(listed.newestGap(from: 1) == 5..<9 && listed.newestGap(from: 7) == 7..<9)
        #expect(listed.newestGap(from: 9) == nil)
    }

    @Test func `loses its oldest, and keeps its newest place`() {
        var listed = listed(1..<5, 9..<12)
        listed.remove(below: 10)
        #expect(listed.ranges == [10..<12] && !listed.hasAny(below: 10))
        listed.remove(below: 12)
        #expect(listed.ranges == [12..<12] && listed.newest == 12..<12)
        listed.remove(below: 30)
        #expect(listed.newest == nil && listed.newestGap(from: 30) == nil)
    }

    @Test(arguments: [(1, 4), (4, 4), (5, 4), (7, 6), (9, 11), (12, 11), (40, 39)])
    func `goes in order up to the next gap`(seq: Int, through: Int) {
        #expect(listed(1..<5, 9..<12).through(from: seq) == through)
        #expect(listed(3..<5).through(from: 1) == 4, "there may be nothing below")
    }
}
