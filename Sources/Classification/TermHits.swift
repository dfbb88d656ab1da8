package import KeywordMatching
package import Stories

/// The distinct terms of one article, each with its counts and places.
///
/// Training sees articles through this too, so that a weight means in the product what it meant when it was learnt.
package struct TermHits {
    /// One term that stands in the article.
    package struct TermHit {
        /// The term's index in the list the matcher was made of.
        package let term: Int
        /// How often it stands in the headline.
        package fileprivate(set) var headline = 0
        /// How often it stands in the body.
        package fileprivate(set) var body = 0
        /// First and last of its places, as indices into ``TermHits/places``; they are chained.
        fileprivate var first: Int32
        fileprivate var last: Int32
    }

    private struct TermPlace {
        let start: Int32
        let end: Int32
        /// The term's next place; negative after the last.
        var next: Int32 = -1
    }

    /// The terms, by first place.
    package private(set) var all: [TermHit] = []
    private var places: [TermPlace] = []

    /// Looks for the terms of a matcher in headline and body.
    ///
    /// - Complexity: O(bytes + matches), whatever the number of terms that the matcher has.
    package init(in article: Article, by matcher: KeywordMatcher) {
        places.reserveCapacity(256)
        all.reserveCapacity(64)
        var slots = Slots()
        if let headline = article.headline {
            matcher.forEachMatch(in: headline) { add($0, headline: true, &slots) }
        }
        matcher.forEachMatch(in: article.body) { add($0, headline: false, &slots) }
    }

    private mutating func add(_ match: Match, headline: Bool, _ slots: inout Slots) {
        let place = Int32(places.count)
        places.append(TermPlace(start: Int32(match.start), end: Int32(match.end)))
        let index = slots.index(of: match.pattern.index, in: all)
        if index == all.count {
            all.append(TermHit(term: match.pattern.index, first: place, last: place))
        } else {
            places[Int(all[index].last)].next = place
            all[index].last = place
        }
        if headline { all[index].headline += 1 } else { all[index].body += 1 }
    }

    /// Where in ``all`` each term stands: a hash table with linear probing, at most half full.
    private struct Slots {
        private var table = [Int32](repeating: -1, count: 256)

        /// The place of a term, which is the next free one when it is new; then it is counted in.
        mutating func index(of term: Int, in all: [TermHit]) -> Int {
            if all.count * 2 >= table.count { grow(all) }
            var slot = Self.hash(term) & (table.count - 1)
            while table[slot] >= 0 {
                if all[Int(table[slot])].term == term { return Int(table[slot]) }
                slot = (slot + 1) & (table.count - 1)
            }
            table[slot] = Int32(all.count)
            return all.count
        }

        private mutating func grow(_ all: [TermHit]) {
            table = [Int32](repeating: -1, count: table.count * 4)
            for (index, finding) in all.enumerated() {
                var slot = Self.hash(finding.term) & (table.count - 1)
                while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
                table[slot] = Int32(index)
            }
        }

        /// Fibonacci hashing, of whose product the middle bits are taken.
        private static func hash(_ term: Int) -> Int {
            Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: term) &* 0x9E37_79B9_7F4A_7C15) &>> 32)
        }
    }

    /// The first places of a term in headline or body, at most ``Evidence/positionsMax``.
    package func positions(of finding: TermHit, headline: Bool) -> [Range<Int>] {
        var skip = headline ? 0 : finding.headline
        let count = min(headline ? finding.headline : finding.body, Evidence.positionsMax)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(count)
        var next = finding.first
        while next >= 0, ranges.count < count {
            let place = places[Int(next)]
            // Places in the headline were added first.
            if skip > 0 { skip -= 1 } else { ranges.append(Int(place.start)..<Int(place.end)) }
            next = place.next
        }
        return ranges
    }
}
