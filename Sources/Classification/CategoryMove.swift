/// From where to where a story goes, when another lexicon judges it.
package struct CategoryMove: Hashable, Sendable {
    /// The category it had.
    package let from: String
    /// The category it gets; the same when something else about its verdict changes.
    package let to: String

    package init(from: String, to: String) {
        self.from = from
        self.to = to
    }
}
