/// Which term of a matcher's list was found.
public struct PatternID: Hashable, Sendable {
    /// The term's index in the list the matcher was made of.
    public let index: Int

    /// Names a term by its index.
    public init(index: Int) { self.index = index }
}

/// One place where a term stands.
public struct Match: Hashable, Sendable {
    /// The term.
    public let pattern: PatternID
    /// Its first code point, counted from 0.
    public let start: Int
    /// The code point after its last.
    public let end: Int

    public init(pattern: PatternID, start: Int, end: Int) {
        self.pattern = pattern
        self.start = start
        self.end = end
    }
}
