/// What a page of an edition is called: the edition, and the page's number in it, as its id says: `yw-1130/A02`.
package struct PageName: Hashable, Sendable {
    package let edition: String
    package let number: String

    package init(edition: String, number: String) {
        self.edition = edition
        self.number = number
    }

    /// The name that an id says: a page number of at most 8 letters and digits behind its last slash.
    ///
    /// - Returns: `nil` for an id that names no edition.
    package init?(id: String) {
        guard let slash = id.lastIndex(of: "/"), slash > id.startIndex else { return nil }
        edition = String(id[..<slash])
        number = String(id[id.index(after: slash)...])
        guard Self.isNumber(number) else { return nil }
    }

    /// The page's id.
    package var id: String { "\(edition)/\(number)" }

    /// Whether a page may be numbered so: `2`, `A02`, `二`.
    static func isNumber(_ text: String) -> Bool {
        (1...8).contains(text.count) && text.allSatisfy { $0.isLetter || $0.isNumber }
    }

    /// Whether two numbers are the same but for zeros in front and capitals: `2` and `02`, `A2` and `a02`.
    static func isSame(_ a: String, _ b: String) -> Bool { canonical(a) == canonical(b) }

    private static func canonical(_ number: String) -> String {
        let section = number.prefix { !$0.isNumber }
        let digits = number.dropFirst(section.count)
        let bare = digits.drop { $0 == "0" }
        return section.uppercased() + (bare.isEmpty && !digits.isEmpty ? "0" : bare.uppercased())
    }

    /// The names that the page may have which a jump line calls so, in its edition.
    package func siblings(called label: String) -> [PageName] {
        let number = Self.canonical(label)
        let section = number.prefix { !$0.isNumber }
        let digits = number.dropFirst(section.count)
        var spellings = [label, number]
        if !digits.isEmpty, digits.allSatisfy(\.isNumber) {
            spellings += (1...2).map { section + String(repeating: "0", count: $0) + digits }
        }
        var seen: Set<String> = []
        return spellings.filter { seen.insert($0).inserted }.map { PageName(edition: edition, number: $0) }
    }
}
