import Daemon

/// Colours and weights of terminal text; writes plain text where colours are off.
///
/// The escape sequences that it writes are sealed, since they go through the same strings as foreign text: an ``OutputStream``
/// takes the seal off, and lets no other sequence pass.
struct Style: Sendable {
    /// Whether escape sequences are written.
    let isOn: Bool

    /// What an escape sequence of ours has behind its ESC, and nobody else's: chosen at random by each process.
    private static let seal = String(UInt64.random(in: .min ... .max), radix: 16)

    /// How text looks: an SGR parameter.
    struct TextStyle: Hashable, Sendable {
        fileprivate let code: String

        static let bold = TextStyle(code: "1")
        static let dim = TextStyle(code: "2")
        static let struck = TextStyle(code: "9")
        static let red = TextStyle(code: "31")
        static let green = TextStyle(code: "32")
        static let yellow = TextStyle(code: "33")

        /// A look of the 256-colour palette.
        static func colour(_ index: Int) -> TextStyle { TextStyle(code: "38;5;\(index)") }

        /// The look on a coloured ground, in dark letters.
        static func ground(_ index: Int) -> TextStyle { TextStyle(code: "48;5;\(index);38;5;16") }
    }

    /// Puts text into a look.
    func callAsFunction(_ text: String, _ looks: TextStyle...) -> String {
        guard isOn, !looks.isEmpty else { return text }
        let begin = "\u{1B}\(Self.seal)["
        return "\(begin)\(looks.map(\.code).joined(separator: ";"))m\(text)\(begin)0m"
    }

    /// The sealed sequence that a text begins with.
    ///
    /// - Returns: The sequence without its seal, and what follows; `nil` when there is none.
    static func sequence(
        at text: Substring.UnicodeScalarView
    ) -> (written: String, rest: Substring.UnicodeScalarView)? {
        let opening = "\u{1B}\(seal)[".unicodeScalars
        guard text.starts(with: opening) else { return nil }
        let rest = text.dropFirst(opening.count)
        let code = rest.prefix { ("0"..."9").contains($0) || $0 == ";" }
        guard rest[code.endIndex...].first == "m" else { return nil }
        return ("\u{1B}[\(String(code))m", rest[code.endIndex...].dropFirst())
    }
}

/// The colour of each category, in every view. Categories that a lexicon adds take their turn.
enum CategoryColours {
    private static let known = ["politics": 203, "economy": 75, "safety": 214, "culture": 141, "unclassified": 245]
    private static let others = [79, 176, 186, 110, 173]

    /// The colour's index in the 256-colour palette.
    static func index(of category: String) -> Int {
        known[category] ?? others[Int(category.utf8.reduce(0) { ($0 &* 31) &+ UInt32($1) }) % others.count]
    }
}
