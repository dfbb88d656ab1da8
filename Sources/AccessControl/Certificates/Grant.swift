/// Where a key lets its holder in.
package struct Grant: Hashable, Sendable, CustomStringConvertible {
    /// A part of the daemon that holders of keys connect to.
    package enum GrantRole: String, Sendable, CaseIterable {
        /// All intakes: its holder may bring copy.
        case source
        /// All `pub` outlets.
        case subscriber
        /// All `feed` outlets.
        case follower
    }

    /// An end, as one grant names it.
    package struct End: Hashable, Sendable {
        /// `intake/NAME` or `outlet/NAME`.
        package let name: String
        /// The role that covers it.
        package let role: GrantRole

        /// Names an end.
        package init(name: String, role: GrantRole) {
            self.name = name
            self.role = role
        }
    }

    /// What it gives, as it is written: names of roles and of ends.
    package let words: [String]

    /// Reads what the `allow` of a certificate says: roles and names of ends, separated by spaces or commas.
    ///
    /// - Returns: `nil` when a word is neither.
    package init?(_ text: String) {
        let words = text.split { $0 == " " || $0 == "," }.map(String.init)
        guard !words.isEmpty, words.allSatisfy(Self.isWord) else { return nil }
        self.words = words
    }

    private static func isWord(_ word: String) -> Bool {
        GrantRole(rawValue: word) != nil || word.wholeMatch(of: /(intake|outlet)\/[A-Za-z0-9_-]{1,64}/) != nil
    }

    /// Whether it opens an end.
    package func opens(_ end: End) -> Bool { words.contains(end.role.rawValue) || words.contains(end.name) }

    package var description: String { words.joined(separator: " ") }
}
