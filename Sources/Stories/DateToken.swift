/// A word, number or mark of a written date.
struct DateToken: Hashable {
    enum DateTokenKind { case number, word, mark, space }

    let kind: DateTokenKind
    /// Digits in ASCII; words in lower case.
    let text: String
    /// The value of a number.
    let value: Int64

    /// The tokens of a text without the spaces around it.
    ///
    /// Full-width digits and marks count as plain ones; each Chinese character is a word.
    ///
    /// - Returns: `nil` when a number has more digits than any of a date.
    static func tokens(of text: String) -> [DateToken]? {
        var tokens: [DateToken] = []
        var digits = ""
        var letters = ""
        func flush() -> Bool {
            if !digits.isEmpty {
                guard digits.utf8.count <= 18, let value = Int64(digits) else { return false }
                tokens.append(DateToken(kind: .number, text: digits, value: value))
            }
            if !letters.isEmpty { tokens.append(DateToken(kind: .word, text: letters, value: 0)) }
            (digits, letters) = ("", "")
            return true
        }
        for scalar in text.unicodeScalars {
            let scalar = folded(scalar)
            switch scalar {
            case "0"..."9":
                if !letters.isEmpty { guard flush() else { return nil } }
                digits.unicodeScalars.append(scalar)
            case "a"..."z":
                if !digits.isEmpty { guard flush() else { return nil } }
                letters.unicodeScalars.append(scalar)
            default:
                guard flush() else { return nil }
                let kind: DateTokenKind = scalar == " " ? .space : scalar.value >= 0x2E80 ? .word : .mark
                if kind == .space, tokens.isEmpty || tokens.last?.kind == .space { continue }
                tokens.append(DateToken(kind: kind, text: String(scalar), value: 0))
            }
        }
        guard flush() else { return nil }
        if tokens.last?.kind == .space { tokens.removeLast() }
        return tokens
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x41...0x5A: Unicode.Scalar(UInt8(scalar.value) + 0x20)
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x09...0x0D, 0xA0, 0x3000, 0x2000...0x200A, 0x202F: " "
        case 0x2010...0x2015, 0x2212: "-"
        default: scalar
        }
    }
}
