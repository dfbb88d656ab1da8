/// The parts of contributions that weigh most for a class, heaviest first: as many as a label lists.
struct TopContributions {
    /// The part of a term's contribution that comes from headline or body.
    struct Share {
        /// Which of the article's findings the term is.
        let place: Int
        let weight: Double
        let contribution: Double
        let headline: Bool
    }

    /// The heaviest, by falling magnitude of the contribution; of equal ones, the one that was added first.
    private(set) var all: [Share] = []
    private let most: Int

    /// Starts without shares; at most `most` are kept.
    init(atMost most: Int) {
        self.most = most
        // Room for what a label lists by default.
        all.reserveCapacity(min(most, 32))
    }

    /// Adds a share, and gives up the lightest when there are too many.
    ///
    /// - Complexity: O(shares that are lighter), nothing for one that is too light to be kept.
    mutating func add(_ share: Share) {
        var place = all.count
        if place == most {
            guard let lightest = all.last, share.outweighs(lightest) else { return }
            all.removeLast()
            place -= 1
        }
        all.append(share)
        // The span spares a look at who else holds the array for each of the moves.
        var shares = all.mutableSpan
        while place > 0, share.outweighs(shares[place - 1]) {
            shares[place] = shares[place - 1]
            place -= 1
        }
        shares[place] = share
    }
}

extension TopContributions.Share {
    fileprivate func outweighs(_ other: Self) -> Bool { contribution.magnitude > other.contribution.magnitude }
}
