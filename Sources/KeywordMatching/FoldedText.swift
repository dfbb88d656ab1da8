/// UTF-8 with ASCII and Latin-1 letters in lower case, followed by ``padding`` zero bytes, so that eight bytes can be
/// loaded at any position, and at up to eight bytes after it.
///
/// Folding keeps every length, so positions hold for the original text too. Only lives inside a closure that owns
/// the bytes.
struct FoldedText {
    /// How many bytes of a term that starts with no word form its key: two Chinese characters.
    static let pairBytes = 6
    static let padding = 16

    /// Bytes of text, without the padding.
    let count: Int
    private let base: UnsafeRawPointer

    /// Takes bytes that are already folded and padded.
    init(padded bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count >= Self.padding else {
            preconditionFailure("folded text without padding")
        }
        self.base = base
        count = bytes.count - Self.padding
    }

    subscript(position: Int) -> UInt8 {
        @inline(__always) get { base.load(fromByteOffset: position, as: UInt8.self) }
    }

    // MARK: - Keys

    /// The first six bytes at a position.
    @inline(__always)
    func pairKey(at position: Int) -> UInt64 { word(at: position) & 0xFFFF_FFFF_FFFF }

    /// The bytes of the one character at a position.
    @inline(__always)
    func characterKey(at position: Int) -> UInt64 {
        word(at: position) & Self.mask(bytes: Letters.width(of: self[position]))
    }

    /// Eight bytes that stand for a whole word: its first bytes, mixed with its length when it has more.
    @inline(__always)
    func wordKey(from start: Int, to end: Int) -> UInt64 {
        let length = end - start
        guard length > 8 else { return word(at: start) & Self.mask(bytes: length) }
        return word(at: start) ^ word(at: end - 8) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: length)
    }

    /// Eight bytes at a position, the first the lowest.
    @inline(__always)
    func word(at position: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    /// The lowest bytes of a word, up to 8.
    @inline(__always)
    static func mask(bytes: Int) -> UInt64 { ~0 >> UInt64(truncatingIfNeeded: 64 - 8 * bytes) }

    // MARK: - Words

    /// Whether the character at a position, which may be the end of the text, is a letter or digit of a word.
    @inline(__always)
    func isWordCharacter(at position: Int) -> Bool {
        Letters.isWordCharacter(self[position], self[position + 1])
    }

    /// The end of the word that starts at a position.
    @inline(__always)
    func endOfWord(from start: Int) -> Int {
        var end = start
        while isWordCharacter(at: end) { end += Letters.width(of: self[end]) }
        return min(end, count)
    }

    /// Whether the last character before a position is a letter or digit of a word.
    func endsInWord(before position: Int) -> Bool {
        var start = position - 1
        while start > 0, Letters.continues(self[start]) { start -= 1 }
        return start >= 0 && isWordCharacter(at: start)
    }

    // MARK: - Comparing and counting

    /// Whether the bytes from a position on are those of a term.
    @inline(__always)
    func has(_ term: Span<UInt8>, at position: Int) -> Bool {
        for index in term.indices where self[position + index] != term[unchecked: index] { return false }
        return true
    }

    /// How many code points start in a range of bytes.
    @inline(__always)
    func codePoints(in range: Range<Int>) -> Int {
        var count = 0
        for position in range where !Letters.continues(self[position]) { count += 1 }
        return count
    }

    // MARK: - Folding

    /// The folded bytes of a text with the padding.
    static func fold(_ text: String) -> [UInt8] {
        withFolded(text) { Array(UnsafeRawBufferPointer(start: $0.base, count: $0.count + padding)) }
    }

    /// Lends a folded copy of a text.
    @inline(__always)
    static func withFolded<Result>(_ text: String, _ body: (FoldedText) -> Result) -> Result {
        func lend(_ source: UnsafeBufferPointer<UInt8>) -> Result {
            withUnsafeTemporaryAllocation(byteCount: source.count + padding, alignment: 8) { folded in
                fold(source, into: folded)
                return body(FoldedText(padded: UnsafeRawBufferPointer(folded)))
            }
        }
        // Native strings are contiguous; the copy is for any other kind.
        return text.utf8.withContiguousStorageIfAvailable(lend) ?? Array(text.utf8).withUnsafeBufferPointer(lend)
    }

    /// Written without branches or calls, so that the compiler makes vector code of it.
    @inline(__always)
    private static func fold(_ source: UnsafeBufferPointer<UInt8>, into folded: UnsafeMutableRawBufferPointer) {
        let target = folded.bindMemory(to: UInt8.self)
        target[source.count..<source.count + padding].update(repeating: 0)
        guard let from = source.baseAddress, let to = target.baseAddress, source.count > 0 else { return }
        to[0] = Letters.folded(from[0], after: 0)
        for index in 1..<max(1, source.count) { to[index] = Letters.folded(from[index], after: from[index - 1]) }
    }
}
