import Stories

/// Character references (`&ldquo;`, `&#8217;`) in text that is not HTML.
enum CharacterReferences {
    /// The text with its references replaced; all else stays as it is, line ends too.
    ///
    /// What could be text stays text: names need their semicolon, but for the five that are never words in front of
    /// something else than a letter or digit (`AT&amp T`); numbers need two digits without it.
    ///
    /// - Throws: `malformed` when there are more than the memory for a text of its size can hold.
    /// - Complexity: O(bytes)
    static func unescaped(_ text: String) throws(Rejection) -> String {
        var source = text
        guard let escaped = source.withUTF8({ escapingOthers($0) }) else { return text }
        var tree = try HTMLTree(String(decoding: escaped, as: UTF8.self), as: .references)
        var bytes: [UInt8] = []
        while let event = tree.next() {
            if case .text(let text) = event { bytes += text }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text with every `&` and `<` escaped that begins no reference; `nil` when there is no reference at all.
    private static func escapingOthers(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var escaped: [UInt8] = []
        var hasAny = false
        var start = 0
        for i in text.indices where text[i] == ampersand || text[i] == 0x3C {
            if text[i] == ampersand, isReference(at: i, in: text) {
                hasAny = true
            } else {
                escaped += text[start..<i]
                escaped += text[i] == ampersand ? "&amp;".utf8 : "&lt;".utf8
                start = i + 1
            }
        }
        return hasAny ? escaped + text[start...] : nil
    }

    private static func isReference(at start: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        func byte(_ i: Int) -> UInt8 { i < text.count ? text[i] : 0x20 }
        var i = start + 1
        if byte(i) == 0x23 {
            i += 1
            let isHexadecimal = byte(i) | 0x20 == 0x78
            if isHexadecimal { i += 1 }
            let first = i
            while isDigit(byte(i)) || isHexadecimal && (0x61...0x66).contains(byte(i) | 0x20) { i += 1 }
            return byte(i) == semicolon ? i > first : i > first + 1
        }
        let first = i
        while i - first < nameBytesMax, isDigit(byte(i)) || isLetter(byte(i)) { i += 1 }
        if byte(i) == semicolon { return i > first && isLetter(byte(first)) }
        guard i - first < 5 else { return false }
        return neverWords.contains(String(decoding: text[first..<i], as: UTF8.self)) && byte(i) != 0x3D
    }

    private static let ampersand: UInt8 = 0x26
    private static let semicolon: UInt8 = 0x3B
    private static let nameBytesMax = 32
    private static let neverWords: Set = ["amp", "lt", "gt", "quot", "nbsp"]

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
