import Stories

/// What a jump line says: `下转第2版`, `上接A1版`, `Continued on Page A16`, `See FIRE, A4`, `FIRE, from Page A1`.
struct JumpLine {
    /// Which way it leads.
    enum JumpDirection {
        /// To where the story goes on.
        case on
        /// To where it comes from.
        case from
    }

    let direction: JumpDirection
    let jump: Jump

    /// Reads a line that ``Furniture`` has taken for a jump; `nil` when it names no page.
    init?(_ text: String) {
        let lower = text.lowercased()
        let isFrom = ["上接", "紧接", "上承", "from"].contains(where: lower.contains)
        // `第` and the number, or the last word that holds a digit.
        let named = text.firstMatch(
            of: /第?\s*(?<page>[A-Za-z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:[、,，\-]\s*\d{1,3}\s*)*(?:版|页|頁)/)
        let word = text.split { !$0.isLetter && !$0.isNumber }.last { $0.contains(where: \.isNumber) && $0.count <= 4 }
        guard let page = named.map({ String($0.output.page) }) ?? word.map({ String($0) }) else { return nil }
        direction = isFrom ? .from : .on
        jump = Jump(page: Self.arabic(page) ?? page.uppercased(), text: text)
    }

    /// The number that Chinese numerals up to ninety-nine write; `nil` for anything else.
    private static func arabic(_ text: String) -> String? {
        let digits = Array("一二三四五六七八九")
        let parts = text.split(separator: "十", omittingEmptySubsequences: false)
        guard text.allSatisfy({ $0 == "十" || digits.contains($0) }), parts.count <= 2, parts.allSatisfy({ $0.count <= 1 }) else {
            return nil
        }
        func value(_ part: Substring, _ none: Int) -> Int { part.first.flatMap(digits.firstIndex).map { $0 + 1 } ?? none }
        return parts.count == 1 ? String(value(parts[0], 0)) : String(value(parts[0], 1) * 10 + value(parts[1], 0))
    }
}

extension Leftover {
    /// What it says when it is a jump line.
    var jumpLine: JumpLine? { kind == .jump ? JumpLine(text) : nil }
}

extension Article {
    /// Takes down what a jump line at its end or start says.
    mutating func take(_ line: JumpLine) {
        switch line.direction {
        case .on: continuesOn = continuesOn ?? line.jump
        case .from: continuedFrom = continuedFrom ?? line.jump
        }
    }
}
