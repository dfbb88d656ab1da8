import Stories

/// How far the journal has come; as of the last commit.
struct JournalProgress: Sendable {
    /// The sequence number of the next story.
    var next: Int
    /// The oldest sequence number there is; `next` while there is none.
    var oldest: Int
    /// The newest two sequence numbers of each category.
    var positions: [String: Position]
    /// The same of stories that are under no embargo, for the categories where that is something else.
    var released: [String: Position]
    /// The newest versions of stories that are held, and until when.
    var held: [Int: Timestamp]
    /// The dead letters.
    var letters: DeadLetterTotals
    /// The first story, and the first dead letter, that is not known to be dated in the future; see ``Pruning``.
    var undatedStories = 0, undatedLetters = 0
}
