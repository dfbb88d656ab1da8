import Testing

@testable import Classification

@Suite struct `Shares of a score` {
    /// The same by a whole stable sort.
    private static func expected(_ contributions: [Double], _ most: Int) -> [Int] {
        let ranking = contributions.indices.sorted { a, b in
            (-contributions[a].magnitude, a) < (-contributions[b].magnitude, b)
        }
        return Array(ranking.prefix(most))
    }

    @Test(arguments: [0, 1, 2, 3, 8, 100])
    func `are the heaviest, in the order of a whole sort`(most: Int) {
        let contributions = (0..<64).map { Double(($0 * 37) % 23 - 11) / 4 }
        var shares = TopContributions(atMost: most)
        for (place, contribution) in contributions.enumerated() {
            shares.add(.init(place: place, weight: 1, contribution: contribution, headline: false))
        }
        #expect(shares.all.map(\.place) == Self.expected(contributions, most))
    }

    @Test func `of headline and body with equal parts, the headline comes first`() {
        var shares = TopContributions(atMost: 2)
        shares.add(.init(place: 0, weight: 1, contribution: 0.5, headline: true))
        shares.add(.init(place: 0, weight: 1, contribution: 0.5, headline: false))
        shares.add(.init(place: 1, weight: 1, contribution: -0.5, headline: true))
        #expect(shares.all.map(\.headline) == [true, false])
    }
}

@Suite struct `Strengths from a table` {
    @Test(arguments: [0.5, 1, 2, 2.7])
    func `are those of the formula to the last bit`(headlineFactor: Double) {
        let scoring = Scoring(headlineFactor: headlineFactor, biases: [0, 0])
        let strengths = StrengthTable(scoring)
        for headline in 0...6 {
            for body in 0...40 {
                #expect(
                    strengths.strength(headline: headline, body: body)
                        == scoring.strength(headline: headline, body: body))
            }
        }
    }
}
