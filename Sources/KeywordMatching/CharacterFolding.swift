/// What text and terms become before they are compared: each character one character, never a longer one.
///
/// - Capitals become small letters: ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic.
/// - Apostrophes and quotes that stand for them (`’ ‘ ʼ ′`) become `'`; the hyphens U+2010 to U+2012 and U+00AD become `-`.
///   Dashes (– —) do not: they part words.
/// - Traditional Chinese characters become Simplified ones, where asked for.
enum CharacterFolding {
    /// Folds valid UTF-8 into a buffer of at least its size.
    ///
    /// - Returns: The bytes written.
    /// - Complexity: O(bytes), eight at a time where nothing but ASCII can change.
    static func fold(
        _ source: UnsafeBufferPointer<UInt8>, into folded: UnsafeMutableRawBufferPointer, simplifies: Bool
    ) -> Int {
        let count = source.count
        guard let from = UnsafeRawPointer(source.baseAddress), let to = folded.baseAddress, count > 0 else { return 0 }
        var read = 0
        var written = 0
        while read + 8 <= count {
            let word = UInt64(littleEndian: from.loadUnaligned(fromByteOffset: read, as: UInt64.self))
            if !simplifies, !Letters.mayFold(word) {
                to.storeBytes(of: Letters.folded(ascii: word).littleEndian, toByteOffset: written, as: UInt64.self)
                read += 8
                written += 8
            } else {
                let end = read + 8
                while read < end { step() }
            }
        }
        while read < count { step() }
        return written

        func step() {
            let width = min(Letters.width(of: source[read]), count - read)
            if width == 1 {
                // ASCII, or a later byte of a character whose first one was copied with the eight before.
                to.storeBytes(of: Letters.folded(ascii: source[read]), toByteOffset: written, as: UInt8.self)
                written += 1
            } else if width == 2 {
                let codePoint = UInt32(source[read] & 0x1F) << 6 | UInt32(source[read + 1] & 0x3F)
                put(Self.folded(codePoint))
            } else if width == 3 {
                let high = UInt32(source[read] & 0x0F) << 12
                let codePoint = high | UInt32(source[read + 1] & 0x3F) << 6 | UInt32(source[read + 2] & 0x3F)
                put(mark(codePoint) ?? (simplifies ? TraditionalCharacters.simplified(codePoint) : codePoint))
            } else {
                for offset in 0..<width {
                    to.storeBytes(of: source[read + offset], toByteOffset: written + offset, as: UInt8.self)
                }
                written += width
            }
            read += width
        }

        /// Writes a code point below U+10000.
        func put(_ codePoint: UInt32) {
            func byte(_ value: UInt32) {
                to.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: written, as: UInt8.self)
                written += 1
            }
            if codePoint < 0x80 { return byte(codePoint) }
            if codePoint < 0x800 {
                byte(0xC0 | codePoint >> 6)
            } else {
                byte(0xE0 | codePoint >> 12)
                byte(0x80 | codePoint >> 6 & 0x3F)
            }
            byte(0x80 | codePoint & 0x3F)
        }
    }

    /// The ASCII mark that a mark of general punctuation stands for.
    private static func mark(_ codePoint: UInt32) -> UInt32? {
        switch codePoint {
        case 0x2018, 0x2019, 0x2032: 0x27
        case 0x2010...0x2012: 0x2D
        default: nil
        }
    }

    /// The small letter of a capital from U+0080 to U+07FF, and what the few marks there stand for.
    private static func folded(_ codePoint: UInt32) -> UInt32 {
        switch codePoint {
        case 0xAD: 0x2D
        case 0x2BC: 0x27
        case 0xD7: codePoint
        case 0xC0...0xDE: codePoint + 0x20
        // İ is i with a dot, which the small letter has anyhow.
        case 0x130: 0x69
        case 0x178: 0xFF
        case 0x100...0x137, 0x14A...0x177, 0x460...0x481, 0x48A...0x4BF, 0x4D0...0x52F: codePoint | 1
        case 0x139...0x148, 0x179...0x17E, 0x4C1...0x4CE: codePoint + (codePoint & 1)
        case 0x386: 0x3AC
        case 0x388...0x38A: codePoint + 0x25
        case 0x38C: 0x3CC
        case 0x38E, 0x38F: codePoint + 0x3F
        case 0x391...0x3A1, 0x3A3...0x3AB, 0x410...0x42F: codePoint + 0x20
        case 0x400...0x40F: codePoint + 0x50
        case 0x4C0: 0x4CF
        default: codePoint
        }
    }
}
