/// UTF-8 in the form in which text and terms are compared (see ``CharacterFolding``), followed by ``padding`` zero
/// bytes, so that eight bytes can be loaded at any position, and up to 32 bytes after it.
///
/// Folding makes one character of each, so code points count alike in the original text; bytes do not, as `’` takes
/// three and `'` one. Only lives inside a closure that owns the bytes.
struct FoldedText {
    /// How many bytes of a term that starts with no word form its key: two Chinese characters.
    static let pairBytes = 6
    static let padding = 40

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
    func pairKey(at position: Int) -> UInt64 { word(at: position) & Self.mask(bytes: Self.pairBytes) }

    /// The bytes of the one character at a position.
    @inline(__always)
    func characterKey(at position: Int) -> UInt64 {
        word(at: position) & Self.mask(bytes: Letters.width(of: self[position]))
    }

    /// Eight bytes that stand for a word of more than eight: its first and last ones, mixed with its length.
    @inline(__always)
    func longWordKey(from start: Int, to end: Int) -> UInt64 {
        word(at: start) ^ word(at: end - 8) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: end - start)
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

    /// The end of the word that starts at a position, and its code points.
    @inline(__always)
    func endOfWord(from start: Int) -> (end: Int, characters: Int) {
        var end = start
        while true {
            let letters = Letters.ascii(in: word(at: end))
            end += letters
            if letters == 8 { continue }
            // Most words end at a space or mark of ASCII, which needs no further look.
            guard self[end] >= 0x80 else { return (end, end - start) }
            return endOfMixedWord(from: start, through: end)
        }
    }

    /// The same for a word with letters that are no ASCII, whose first such may stand at `first`.
    @inline(never)
    private func endOfMixedWord(from start: Int, through first: Int) -> (end: Int, characters: Int) {
        var end = first
        while isWordCharacter(at: end) { end += Letters.width(of: self[end]) }
        end = min(end, count)
        return (end, codePoints(in: start..<end))
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

    /// The folded bytes of a term with the padding.
    static func fold(_ term: String) -> [UInt8] {
        withFolded(term) { Array(UnsafeRawBufferPointer(start: $0.base, count: $0.count + padding)) }
    }

    /// Lends a folded copy of a text.
    @inline(__always)
    static func withFolded<Result>(_ text: String, _ body: (FoldedText) -> Result) -> Result {
        func lend(_ source: UnsafeBufferPointer<UInt8>) -> Result {
            // No character grows, so the original has room for the folded text.
            withUnsafeTemporaryAllocation(byteCount: source.count + padding, alignment: 8) { buffer in
                let count = CharacterFolding.fold(source, into: buffer)
                let folded = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count + padding)])
                _ = folded[count...].initializeMemory(as: UInt8.self, repeating: 0)
                return body(FoldedText(padded: UnsafeRawBufferPointer(folded)))
            }
        }
        // Native strings are contiguous; the copy is for any other kind.
        return text.utf8.withContiguousStorageIfAvailable(lend) ?? Array(text.utf8).withUnsafeBufferPointer(lend)
    }
}
