/// What text and terms become before they are compared: each character one character, never a longer one.
///
/// - Capitals become small letters: ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic.
/// - Apostrophes and quotes that stand for them (`’ ‘ ʼ ′`) become `'`; the hyphens U+2010 to U+2012 and U+00AD become `-`.
///   Dashes (– —) do not: they part words.
/// - Traditional Chinese characters become Simplified ones.
enum CharacterFolding {
    /// Bytes of room that the folded text needs beyond its own: eight are written at a time.
    static let slack = 8

    /// Folds valid UTF-8 into a buffer of at least its size and ``slack``.
    ///
    /// - Returns: The bytes written.
    /// - Complexity: O(bytes), ASCII eight at a time.
    static func fold(_ source: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = source.count
        guard let from = UnsafeRawPointer(source.baseAddress), let to = buffer.baseAddress, count > 0 else { return 0 }
        precondition(buffer.count >= count + slack, "no room for the folded text")
        return changing.withUnsafeBufferPointer { changing in
            var read = 0
            var written = 0
            while read < count {
                let lead = from.load(fromByteOffset: read, as: UInt8.self)
                // Nearly every character that is not ASCII takes three bytes and stays as it is.
                if lead &- 0xE0 < 16, read + 4 <= count {
                    let word = UInt32(littleEndian: from.loadUnaligned(fromByteOffset: read, as: UInt32.self))
                    let (row, column) = place(word)
                    if changing[row] >> column & 1 == 0 {
                        to.storeBytes(of: word.littleEndian, toByteOffset: written, as: UInt32.self)
                        read += 3
                        written += 3
                        continue
                    }
                }
                let (length, put) =
                    lead < 0x80
                    ? foldASCII(from + read, to: to + written, left: count - read)
                    : foldOne(from + read, to: to + written, left: count - read)
                read += length
                written += put
            }
            return written
        }
    }

    /// The place in ``changing`` of the character in the lowest three bytes.
    @inline(__always)
    private static func place(_ word: UInt32) -> (row: Int, column: UInt64) {
        (Int(word & 0x0F) << 6 | Int(word >> 8 & 0x3F), UInt64(word >> 16 & 0x3F))
    }

    /// Which characters of three bytes fold to others: a row of 64 bits for the first two bytes. Of its 8 KB ordinary text
    /// asks 2.6, which stay in the nearest cache.
    private static let changing: [UInt64] = {
        var rows = [UInt64](repeating: 0, count: 1 << 10)
        for codePoint in UInt32(0x800)...0xFFFF where folded(wide: codePoint) != codePoint {
            rows[Int(codePoint >> 6)] |= 1 << UInt64(codePoint & 63)
        }
        return rows
    }()

    /// What a character of three bytes becomes.
    private static func folded(wide codePoint: UInt32) -> UInt32 {
        switch codePoint {
        case 0x2018, 0x2019, 0x2032: 0x27
        case 0x2010...0x2012: 0x2D
        default: TraditionalCharacters.simplified(codePoint)
        }
    }

    /// Folds one character of two bytes or more, of which the last ones may be missing.
    ///
    /// - Returns: The bytes read and written.
    private static func foldOne(
        _ from: UnsafeRawPointer, to: UnsafeMutableRawPointer, left: Int
    ) -> (read: Int, written: Int) {
        let bytes = UnsafeRawBufferPointer(start: from, count: min(Letters.width(of: from.load(as: UInt8.self)), left))
        switch bytes.count {
        case 2: return (2, put(folded(UInt32(bytes[0] & 0x1F) << 6 | UInt32(bytes[1] & 0x3F)), to: to))
        case 3:
            let high = UInt32(bytes[0] & 0x0F) << 12
            return (3, put(folded(wide: high | UInt32(bytes[1] & 0x3F) << 6 | UInt32(bytes[2] & 0x3F)), to: to))
        default:
            to.copyMemory(from: from, byteCount: bytes.count)
            return (bytes.count, bytes.count)
        }
    }

    /// Folds ASCII up to the first other byte, at most eight bytes; the first one is ASCII.
    ///
    /// - Returns: The bytes read and written: of eight written, those that count.
    @inline(__always)
    private static func foldASCII(
        _ from: UnsafeRawPointer, to: UnsafeMutableRawPointer, left: Int
    ) -> (read: Int, written: Int) {
        guard left >= 8 else {
            to.storeBytes(of: Letters.folded(ascii: from.load(as: UInt8.self)), as: UInt8.self)
            return (1, 1)
        }
        let word = UInt64(littleEndian: from.loadUnaligned(as: UInt64.self))
        to.storeBytes(of: Letters.folded(ascii: word).littleEndian, as: UInt64.self)
        let length = Letters.leadingASCII(in: word)
        return (length, length)
    }

    /// Writes a code point below U+10000.
    ///
    /// - Returns: Its bytes.
    @inline(__always)
    private static func put(_ codePoint: UInt32, to: UnsafeMutableRawPointer) -> Int {
        func store(_ value: UInt32, at offset: Int) {
            to.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
        }
        let last = 0x80 | codePoint & 0x3F
        switch codePoint {
        case 0..<0x80:
            store(codePoint, at: 0)
            return 1
        case 0x80..<0x800:
            store(0xC0 | codePoint >> 6, at: 0)
            store(last, at: 1)
            return 2
        default:
            store(0xE0 | codePoint >> 12, at: 0)
            store(0x80 | codePoint >> 6 & 0x3F, at: 1)
            store(last, at: 2)
            return 3
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
