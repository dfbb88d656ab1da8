import Journaling

/// Which stories a stream carries.
struct StoryFilter: Hashable, Sendable {
    /// Any of these labels; empty: whichever.
    var labels: [String] = []
    /// Any of these primary categories, or of those that an earlier version had, so that it is seen that a story has left;
    /// empty: whichever.
    var primary: [String] = []

    func admits(_ story: StoredStory) -> Bool {
        (primary.isEmpty || !story.audience.allSatisfy { !primary.contains($0) })
            && (labels.isEmpty || labels.contains { story.labels.contains($0) })
    }

    /// Labels by which the journal finds a superset of the stories: a primary category is a label too.
    var journalLabels: [String]? {
        if !primary.isEmpty { return primary }
        return labels.isEmpty ? nil : labels
    }
}
