package import Stories
import Threads

/// What the article parser noted on messages, counted since the pipeline was put together: what it did not understand, and what
/// belonged to no story.
package final class NoteCounters: Sendable {
    /// What was noted on the messages of one intake.
    package struct Notes: Hashable, Codable, Sendable {
        /// Keys that no format of copy has, by their names. Beyond ``NoteCounters/namesMax`` names, the rest is counted under
        /// `…`.
        package var unknownKeys: [String: Int] = [:]
        /// Values that could not be read, by the names of their keys, with the same bound.
        package var unreadValues: [String: Int] = [:]
        /// Messages without a body, but with keys that are not known.
        package var emptyBodies = 0

        /// Makes notes of nothing.
        package init() {}

        /// Whether there is nothing.
        package var isEmpty: Bool { unknownKeys.isEmpty && unreadValues.isEmpty && emptyBodies == 0 }
    }

    /// The most names that are counted for themselves.
    package static let namesMax = 64
    /// The most characters of a name that are kept.
    private static let nameCharactersMax = 40
    /// What names are counted under that come when there are enough.
    package static let others = "…"

    private let notes = Locked<[String: Notes]>([:])
    private let pieces = Locked<[Leftover.LeftoverKind: Int]>([:])

    /// Opens an empty book.
    package init() {}

    /// What was noted, by intake.
    package var byIntake: [String: Notes] { notes.withLock { $0 } }

    /// Pieces of text that belonged to no story, by their kinds.
    package var leftovers: [Leftover.LeftoverKind: Int] { pieces.withLock { $0 } }

    /// Counts the notes on a message.
    ///
    /// - Returns: Those that say something of an intake for the first time, with their names cleaned, and all on bodies.
    /// - Complexity: O(notes).
    func take(_ taken: [CopyNote], of intake: String) -> [CopyNote] {
        guard !taken.isEmpty else { return [] }
        return notes.withLock { notes in
            var all = notes[intake] ?? Notes()
            let news = taken.compactMap { note -> CopyNote? in
                let name = Self.cleaned(note.key)
                let isNew =
                    switch note.kind {
                    case .unknownKey: Self.count(name, in: &all.unknownKeys)
                    case .unreadValue: Self.count(name, in: &all.unreadValues)
                    case .emptyBody:
                        {
                            all.emptyBodies += 1
                            return true
                        }()
                    }
                return isNew ? CopyNote(note.kind, key: name, note.detail) : nil
            }
            notes[intake] = all
            return news
        }
    }

    /// Counts leftovers.
    func take(_ leftovers: [Leftover]) {
        guard !leftovers.isEmpty else { return }
        pieces.withLock { pieces in for leftover in leftovers { pieces[leftover.kind, default: 0] += 1 } }
    }

    /// - Returns: Whether the name is counted for the first time.
    private static func count(_ name: String, in names: inout [String: Int]) -> Bool {
        let isKnown = names[name] != nil
        let key = isKnown || names.count < namesMax ? name : others
        defer { names[key, default: 0] += 1 }
        return names[key] == nil
    }

    /// A name that can be shown anywhere: short, on one line, without what takes hold of a terminal.
    private static func cleaned(_ name: String) -> String {
        let scalars = name.unicodeScalars.prefix(nameCharactersMax + 1).map { scalar in
            TerminalText.isInvisible(scalar) ? TerminalText.replacement : scalar
        }
        let isLong = scalars.count > nameCharactersMax
        return String(String.UnicodeScalarView(scalars.prefix(nameCharactersMax))) + (isLong ? "…" : "")
    }
}
