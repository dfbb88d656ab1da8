/// How raw text of a training row becomes clean text.
///
/// The one place to change when the copy desk does this.
enum CopyPreparation {
    /// Folds full-width forms to ASCII and ideographic spaces to plain ones, makes every run of spaces one, and drops
    /// empty lines.
    static func clean(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value), !isChinesePunctuation(value) { value -= 0xFEE0 }
            if value == 0x3000 || value == 0xA0 || value == 0x09 || value == 0x0D { value = 0x20 }
            if value == 0x20, clean.last == " " || clean.last == "\n" || clean.isEmpty { continue }
            if value == 0x0A {
                if clean.last == " " { clean.removeLast() }
                if clean.last == "\n" || clean.isEmpty { continue }
            }
            clean.append(Unicode.Scalar(value) ?? scalar)
        }
        while let last = clean.last, last == " " || last == "\n" { clean.removeLast() }
        return String(clean)
    }

    /// ！（），：；？ stay as they are: Chinese text is set with them.
    private static func isChinesePunctuation(_ value: UInt32) -> Bool {
        [0xFF01, 0xFF08, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F].contains(value)
    }
}
