extension JSONValue.Parser {
    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        skipPlain()
        // Most strings have no escapes.
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return Self.string(bytes[start..<(position - 1)])
        }
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return Self.string(text[...])
            }
            guard byte >= 0x20 else { throw error("control character in a string") }
            position += 1
            try escape(into: &text)
            let plain = position
            skipPlain()
            text += bytes[plain..<position]
        }
        throw error("unterminated string")
    }

    /// A string of bytes that are valid UTF-8, since the document is and what stands around them is ASCII: they are not looked
    /// through again.
    private static func string(_ bytes: ArraySlice<UInt8>) -> String {
        var text = unsafe UTF8Span(unchecked: bytes.span)
        _ = text.checkForASCII()
        return String(copying: text)
    }

    /// Goes to the next byte that does not stand for itself in a string: a quote, a backslash, a control character.
    ///
    /// - Complexity: O(bytes), eight at a time
    private mutating func skipPlain() {
        let start = position
        position = bytes.withUnsafeBytes { bytes in
            var end = start
            while end + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self))
                let special = Self.special(in: word)
                if special != 0 { return end + special.trailingZeroBitCount / 8 }
                end += 8
            }
            while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"),
                bytes[end] >= 0x20
            { end += 1 }
            return end
        }
    }

    /// The highest bit of each byte that is special in a string, for certain up to the first one.
    ///
    /// A byte is below another when taking that from it borrows: Warren, Hacker's Delight, "Find First 0-Byte".
    @inline(__always)
    private static func special(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs = ones &* 0x80
        func below(_ bound: UInt64, _ word: UInt64) -> UInt64 { (word &- ones &* bound) & ~word & highs }
        let quotes = below(1, word ^ ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = below(1, word ^ ones &* UInt64(UInt8(ascii: "\\")))
        return quotes | backslashes | below(0x20, word)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw error("unterminated string") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += Array(String(try scalar()).utf8)
        default:
            position -= 1
            throw error("unknown escape")
        }
    }

    /// The scalar of one `\u` escape or of a surrogate pair; half a pair becomes the replacement character.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try hex()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard unit < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return replacement }
        let mark = position
        position += 2
        let low = try hex()
        guard (0xDC00...0xDFFF).contains(low) else {
            position = mark
            return replacement
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? replacement
    }

    private mutating func hex() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw error("expected four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
