// MARK: - Numbers

extension JSONWriter {
    /// Writes an integer.
    package mutating func integer(_ value: Int) {
        separate()
        reserve(21)
        putInteger(value)
    }

    /// Writes an array of two integers.
    package mutating func pair(_ first: Int, _ second: Int) {
        separate()
        reserve(45)
        put(0x5B)
        putInteger(first)
        put(0x2C)
        putInteger(second)
        put(0x5D)
    }

    /// Writes an integer for which there is room.
    @inline(__always)
    private mutating func putInteger(_ value: Int) {
        if value < 0 { put(0x2D) }
        putDigits(of: value.magnitude)
    }

    /// Writes a number with at most four decimals and no exponent; `null` for one that JSON cannot hold.
    package mutating func number(rounded value: Double) {
        guard value.isFinite, abs(value) < 1e14 else { return null() }
        separate()
        let scaled = Int((value * 10_000).rounded())
        reserve(32)
        if scaled < 0 { put(0x2D) }
        let (whole, fraction) = scaled.magnitude.quotientAndRemainder(dividingBy: 10_000)
        putDigits(of: whole)
        if fraction > 0 { putFraction(fraction) }
    }

    /// Writes a point and up to four decimals, for which there is room; zeros at their end are left out.
    @inline(__always)
    private mutating func putFraction(_ fraction: UInt) {
        put(0x2E)
        put(digit: fraction / 1000)
        put(digit: fraction / 100 % 10)
        put(digit: fraction / 10 % 10)
        put(digit: fraction % 10)
        while buffer[count &- 1] == 0x30 { count &-= 1 }
    }

    @inline(__always)
    private mutating func put(digit: UInt) { put(0x30 &+ UInt8(truncatingIfNeeded: digit)) }

    /// Writes the digits of a number for which there is room.
    @inline(__always)
    private mutating func putDigits(of value: UInt) {
        var digits = 1
        var bound: UInt = 10
        while digits < 20, value >= bound {
            digits &+= 1
            bound = digits < 20 ? bound &* 10 : .max
        }
        var rest = value
        for place in stride(from: count &+ digits &- 1, through: count, by: -1) {
            buffer[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count &+= digits
    }
}

// MARK: - Strings

extension JSONWriter {
    /// Writes a string with quotes, backslashes and control characters escaped, everything else as UTF-8.
    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { text in
            // Room for all of it, if nothing is escaped.
            reserve(text.count + 3)
            if needsComma { put(0x2C) }
            needsComma = true
            put(0x22)
            escape(text)
            append(0x22)
        }
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var run = 0
        var position = 0
        while position < text.count {
            // Eight bytes at a time as long as none of them needs it.
            if position &+ 8 <= text.count, let base = UnsafeRawPointer(text.baseAddress),
                !Self.holdsSpecial(base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            {
                position &+= 8
                continue
            }
            let byte = text[position]
            if Self.isSpecial(byte) {
                put(UnsafeBufferPointer(rebasing: text[run..<position]))
                appendEscape(of: byte, before: text.count - position)
                run = position + 1
            }
            position &+= 1
        }
        put(UnsafeBufferPointer(rebasing: text[run...]))
    }

    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5C }

    /// Whether one of eight bytes is special: the test for a zero byte on what is left of each, in one register.
    @inline(__always)
    private static func holdsSpecial(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        func holdsZero(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let marks =
            holdsZero(word ^ ones &* 0x22) | holdsZero(word ^ ones &* 0x5C) | ((word &- ones &* 0x20) & ~word)
        return marks & (ones &* 0x80) != 0
    }

    /// Escapes a byte, and leaves room for so many that follow.
    private mutating func appendEscape(of byte: UInt8, before rest: Int) {
        reserve(6 + rest)
        put(0x5C)
        switch byte {
        case 0x22, 0x5C: put(byte)
        case 0x0A: put(0x6E)
        case 0x0D: put(0x72)
        case 0x09: put(0x74)
        default:
            for hex in [0x75, 0x30, 0x30, Self.hexadecimal(byte >> 4), Self.hexadecimal(byte & 15)] { put(hex) }
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }
}
