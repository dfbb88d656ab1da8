/// Terms by a 64-bit key of their first bytes, behind a bitmap.
///
/// The bitmap answers "no term starts like this" for most keys from the first-level cache; a hash table with linear
/// probing then gives the terms of a key, longest first. Each holds the eight bytes after those that its key covers,
/// so that nearly all wrong ones are told apart without looking anywhere else; what is left is compared whole, so a
/// key need not be unique to a prefix.
struct PrefixTable: Sendable {
    /// A term found at the place that was asked for.
    struct Hit {
        let pattern: Int
        let end: Int
    }

    private struct Slot {
        var key: UInt64 = 0
        /// Index of the first term, and the index after the last; empty in a free slot.
        var first: UInt32 = 0
        var end: UInt32 = 0
    }

    private struct Term {
        /// The bytes that follow the key's, as many as there are, up to eight, and which bits those are.
        let tail: UInt64
        let mask: UInt64
        /// Where the folded bytes stand in ``PrefixTable/bytes``.
        let offset: UInt32
        let length: UInt32
        let pattern: UInt32
        /// Whether the last character belongs to a word, so that the match must end where a word ends.
        let endsInWord: Bool
    }

    private let bitmap: [UInt64]
    private let bitmapShift: UInt64
    private let slots: [Slot]
    private let slotShift: UInt64
    private let terms: [Term]
    private let bytes: [UInt8]

    var isEmpty: Bool { terms.isEmpty }

    /// The longest term at a position whose key is given, with the number of bytes that the key covers.
    @inline(__always)
    func longest(at position: Int, key: UInt64, known: Int, in text: FoldedText) -> Hit? {
        let hash = Self.hash(key)
        let bit = hash >> bitmapShift
        guard bitmap.span[unchecked: Int(bit >> 6)] >> (bit & 63) & 1 != 0 else { return nil }
        return verify(at: position, key: key, known: known, hash: hash, in: text)
    }

    @inline(never)
    private func verify(at position: Int, key: UInt64, known: Int, hash: UInt64, in text: FoldedText) -> Hit? {
        let slots = slots.span
        let terms = terms.span
        let bytes = bytes.span
        let tail = text.word(at: position + known)
        var index = Int(hash >> slotShift)
        while true {
            let slot = slots[unchecked: index]
            if slot.first == slot.end { return nil }
            if slot.key == key {
                for candidate in slot.first..<slot.end {
                    let term = terms[unchecked: Int(candidate)]
                    if (tail ^ term.tail) & term.mask != 0 { continue }
                    let end = position + Int(term.length)
                    guard end <= text.count else { continue }
                    let range = Int(term.offset)..<Int(term.offset + term.length)
                    guard text.has(bytes.extracting(unchecked: range), at: position) else { continue }
                    if term.endsInWord, text.isWordCharacter(at: end) { continue }
                    return Hit(pattern: Int(term.pattern), end: end)
                }
                return nil
            }
            index = (index + 1) & (slots.count - 1)
        }
    }

    /// Fibonacci hashing: the high bits of the product are the hash.
    @inline(__always)
    private static func hash(_ key: UInt64) -> UInt64 { (key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15 }
}

// MARK: - Building

extension PrefixTable {
    /// Collects terms for a table.
    struct Builder {
        fileprivate struct Entry {
            let key: UInt64
            let known: Int
            let folded: [UInt8]
            let pattern: Int
        }
        fileprivate var entries: [Entry] = []

        /// Adds a term by its folded and padded bytes.
        mutating func add(_ folded: [UInt8], key: UInt64, known: Int, pattern: Int) {
            entries.append(Entry(key: key, known: known, folded: folded, pattern: pattern))
        }
    }

    init(_ builder: Builder) {
        // Longest first within a key; of equal terms the earlier one, and only that, is kept by its place.
        let entries = builder.entries.sorted {
            ($0.key, $1.folded.count, $0.pattern) < ($1.key, $0.folded.count, $1.pattern)
        }
        var bytes: [UInt8] = []
        var terms: [Term] = []
        var groups: [(key: UInt64, first: Int, end: Int)] = []
        for entry in entries {
            let length = entry.folded.count - FoldedText.padding
            let (endsInWord, tail) = entry.folded.withUnsafeBytes { bytes in
                let text = FoldedText(padded: bytes)
                return (text.endsInWord(before: length), text.word(at: entry.known))
            }
            let mask = FoldedText.mask(bytes: min(8, max(0, length - entry.known)))
            if groups.last?.key != entry.key { groups.append((entry.key, terms.count, terms.count)) }
            terms.append(
                Term(
                    tail: tail & mask, mask: mask, offset: UInt32(bytes.count), length: UInt32(length),
                    pattern: UInt32(entry.pattern),
                    endsInWord: endsInWord))
            groups[groups.count - 1].end = terms.count
            bytes.append(contentsOf: entry.folded.prefix(length))
        }
        // Sixteen bits and two to four slots a key.
        let slotBits = UInt64(max(4, Int.bitWidth - (groups.count * 2).leadingZeroBitCount))
        let bitmapBits = slotBits + 3
        slotShift = 64 - slotBits
        bitmapShift = 64 - bitmapBits
        var slots = [Slot](repeating: Slot(), count: 1 << Int(slotBits))
        var bitmap = [UInt64](repeating: 0, count: 1 << Int(bitmapBits - 6))
        for group in groups {
            let hash = Self.hash(group.key)
            let bit = hash >> bitmapShift
            bitmap[Int(bit >> 6)] |= 1 << (bit & 63)
            var index = Int(hash >> slotShift)
            while slots[index].first != slots[index].end { index = (index + 1) & (slots.count - 1) }
            slots[index] = Slot(key: group.key, first: UInt32(group.first), end: UInt32(group.end))
        }
        self.slots = slots
        self.bitmap = bitmap
        self.terms = terms
        self.bytes = bytes
    }
}
