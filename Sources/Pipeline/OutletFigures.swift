/// What an outlet has done since it was started.
package struct OutletFigures: Hashable, Sendable {
    /// Stories that were sent; by an outlet with followers, each as often as it has been sent to one.
    package var published: Int
    /// Stories that were handed over but not sent.
    package var dropped: Int
    /// Who follows it now.
    package var followers: [FollowerFigures]

    /// Makes figures; without arguments, those of an outlet that has done nothing.
    package init(published: Int = 0, dropped: Int = 0, followers: [FollowerFigures] = []) {
        self.published = published
        self.dropped = dropped
        self.followers = followers
    }
}

/// How far one follower of an outlet has come.
package struct FollowerFigures: Hashable, Codable, Sendable {
    /// What tells it from the others: its routing id in hexadecimal digits.
    package var peer: String
    /// Every story that it asked for, up to and including this sequence number, has been sent to it.
    package var at: Int
    /// How many sequence numbers the journal is ahead of it.
    package var lag: Int
    /// Records that may be sent to it before it asks for more.
    package var credit: Int
    /// The labels of the stories it asked for; empty for all stories.
    package var categories: [String]
    /// Whole seconds since it was last heard.
    package var silence: Int

    /// Makes figures.
    package init(peer: String, at: Int, lag: Int, credit: Int, categories: [String], silence: Int) {
        self.peer = peer
        self.at = at
        self.lag = lag
        self.credit = credit
        self.categories = categories
        self.silence = silence
    }
}
