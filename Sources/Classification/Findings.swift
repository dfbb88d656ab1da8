package import KeywordMatching
package import Stories

/// The distinct terms of one article, each with its counts and places.
///
/// Training sees articles through this too, so that a weight means in the product what it meant when it was learnt.
package struct Findings {
    /// One term that stands in the article.
    package struct Finding {
        /// The term's index in the list the matcher was made of.
        package let term: Int
        /// How often it stands in the headline.
        package fileprivate(set) var headline = 0
        /// How often it stands in the body.
        package fileprivate(set) var body = 0
        /// First and last of its places, as indices into ``Findings/places``; they are chained.
        fileprivate var first: Int32
        fileprivate var last: Int32
    }

    private struct Place {
        let start: Int32
        let end: Int32
        /// The term's next place; negative after the last.
        var next: Int32 = -1
    }

    /// The terms, by first place.
    package private(set) var all: [Finding] = []
    private var places: [Place] = []

    /// Looks for the terms of a matcher in headline and body.
    ///
    /// - Parameter count: How many terms the matcher has.
    /// - Complexity: O(bytes + matches), plus clearing four bytes a term.
    package init(in article: Article, by matcher: KeywordMatcher, count: Int) {
        places.reserveCapacity(256)
        all.reserveCapacity(64)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { findings in
            findings.initialize(repeating: -1)
            let add = {
                (match: Match, headline: Bool, findings: inout Findings, slots: UnsafeMutableBufferPointer<Int32>) in
                findings.add(match, headline: headline, slots: slots)
            }
            if let headline = article.headline {
                matcher.forEachMatch(in: headline) { add($0, true, &self, findings) }
            }
            matcher.forEachMatch(in: article.body) { add($0, false, &self, findings) }
        }
    }

    private mutating func add(_ match: Match, headline: Bool, slots: UnsafeMutableBufferPointer<Int32>) {
        let place = Int32(places.count)
        places.append(Place(start: Int32(match.start), end: Int32(match.end)))
        let term = match.pattern.index
        var slot = Int(slots[term])
        if slot < 0 {
            slot = all.count
            slots[term] = Int32(slot)
            all.append(Finding(term: term, first: place, last: place))
        } else {
            places[Int(all[slot].last)].next = place
            all[slot].last = place
        }
        if headline { all[slot].headline += 1 } else { all[slot].body += 1 }
    }

    /// The first places of a term in headline or body, at most ``Evidence/positionsMax``.
    package func positions(of finding: Finding, headline: Bool) -> [Range<Int>] {
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
