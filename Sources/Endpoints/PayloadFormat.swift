package import Journaling
import Ninjs

/// In which format an outlet sends stories.
package enum PayloadFormat: String, CaseIterable, Sendable {
    /// The record, byte for byte.
    case wiredesk
    /// ninjs 3.2.
    case ninjs

    /// What goes out for a story.
    ///
    /// A record that this version cannot read is sent as it is: nothing is held back.
    ///
    /// - Complexity: nothing for a record; for ninjs O(bytes), some 50 µs.
    package func payload(of story: StoredStory) -> [UInt8] {
        switch self {
        case .wiredesk: story.record
        case .ninjs: (try? NinjsItem(of: story.record, uri: story.identity.uri).json(.current)) ?? story.record
        }
    }
}
