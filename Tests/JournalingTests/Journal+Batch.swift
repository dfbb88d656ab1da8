import Foundation
import Journaling
import Stories
import TestSupport

extension Journal {
    /// Appends stories, each as a message of its own.
    ///
    /// - Returns: The outcomes of each.
    @discardableResult
    func add(_ stories: Story...) throws -> [[AppendResult]] {
        try append(stories.map { [PendingStory($0)] })
    }
}

extension AppendResult {
    /// The entry of a stored story.
    var entry: PublishedEntry? { if case .stored(let entry) = self { entry } else { nil } }
}

extension PublishedEntry {
    /// The record as text.
    var text: String { String(decoding: record, as: UTF8.self) }
}
