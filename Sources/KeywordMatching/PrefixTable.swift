/// Terms by a 64-bit key of their first bytes, behind a bitmap.
///
/// The bitmap answers "no term starts like this" for most keys from the first-level cache; a hash table with linear
/// probing then gives the terms of a key. A term that is nothing but its key stands in the slot itself, so that a word
/// or a pair of characters is found without looking anywhere else. Longer terms are held longest first, each with the
/// eight bytes after those that the key covers; only what is longer still is compared further.
struct PrefixTable: Sendable {
    /// A term found at the place that was asked for.
    struct Hit {
        let pattern: Int
        let end: Int
        /// Its code points.
        let characters: Int
    }

    /// Says "none" where an index stands.
    static let none = UInt32.max

    struct Slot {
        var key: UInt64 = 0
        /// A bit for each hash of the three bytes that follow the key in a longer term.
        var continuations: UInt64 = 0
        /// The first of the terms that are longer than the key, or ``PrefixTable/none``.
        var longer = PrefixTable.none
        /// The pattern that is the key and nothing more, or ``PrefixTable/none``.
        var exact = PrefixTable.none

        var isFree: Bool { longer == PrefixTable.none && exact == PrefixTable.none }
    }

    struct TableTerm {
        /// The bytes that follow the key's, as many as there are, up to eight; the rest is zero.
        let tail: UInt64
        /// Where the folded bytes stand in ``PrefixTable/bytes``.
        let offset: UInt32
        /// Bytes of the term, and of those how many follow the key's.
        let length: UInt32
        let rest: UInt32
        let characters: UInt32
        let pattern: UInt32
        /// Whether the last character belongs to a word, so that the match must end where a word ends.
        let endsInWord: Bool
        /// Whether the next term has another key.
        var isLast = false

        static let unused = TableTerm(
            tail: 0, offset: 0, length: 0, rest: 0, characters: 0, pattern: 0, endsInWord: false, isLast: true)
    }

    let bitmap: [UInt64]
    let bitmapShift: UInt64
    let slots: [Slot]
    let slotShift: UInt64
    let terms: [TableTerm]
    /// The folded terms, with room for a load of eight bytes after the last.
    let bytes: [UInt8]

    let isEmpty: Bool

    /// Bytes that the table takes.
    var footprint: Int {
        bitmap.count * MemoryLayout<UInt64>.stride + slots.count * MemoryLayout<Slot>.stride
            + terms.count * MemoryLayout<TableTerm>.stride + bytes.count
    }
}

// MARK: - Hashing

extension PrefixTable {
    /// Fibonacci hashing: the high bits of the product are the hash.
    @inline(__always)
    static func hash(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }

    /// A number below 64 for the three lowest bytes: one Chinese character.
    @inline(__always)
    static func continuation(_ bytes: UInt64) -> UInt64 { hash(bytes & 0xFF_FFFF) &>> 58 }
}

// MARK: - Building

extension PrefixTable {
    /// Collects terms for a table.
    struct Builder {
        fileprivate struct BuilderEntry {
            let key: UInt64
            let known: Int
            let isExact: Bool
            let folded: [UInt8]
            let pattern: Int
        }
        fileprivate var entries: [BuilderEntry] = []

        /// Adds a term by its folded and padded bytes.
        ///
        /// - Parameter isExact: Whether the key says all that there is to it, so that it need not be compared.
        mutating func add(_ folded: [UInt8], key: UInt64, known: Int, isExact: Bool, pattern: Int) {
            entries.append(BuilderEntry(key: key, known: known, isExact: isExact, folded: folded, pattern: pattern))
        }
    }

    init(_ builder: Builder) {
        // Longest first within a key; of equal terms the earlier one, and only that, is found.
        let entries = builder.entries.sorted {
            ($0.key, $1.folded.count, $0.pattern) < ($1.key, $0.folded.count, $1.pattern)
        }
        var bytes: [UInt8] = []
        var terms: [TableTerm] = []
        var groups: [Slot] = []
        for entry in entries {
            if groups.last?.key != entry.key || groups.isEmpty { groups.append(Slot(key: entry.key)) }
            let group = groups.count - 1
            if entry.isExact {
                if groups[group].exact == Self.none { groups[group].exact = UInt32(entry.pattern) }
                continue
            }
            if groups[group].longer == Self.none {
                groups[group].longer = UInt32(terms.count)
            } else {
                terms[terms.count - 1].isLast = false
            }
            let term = Self.term(entry, offset: bytes.count)
            groups[group].continuations |= term.rest < 3 ? ~0 : 1 << Self.continuation(term.tail)
            terms.append(term)
            bytes.append(contentsOf: entry.folded.dropLast(FoldedText.padding))
        }
        // Up to 32 bits and 1.25 to 2.5 slots a key.
        let slotBits = UInt64(max(4, Int.bitWidth - (groups.count * 5 / 4).leadingZeroBitCount))
        let bitmapBits = max(10, slotBits + 4)
        slotShift = 64 - slotBits
        bitmapShift = 64 - bitmapBits
        var slots = [Slot](repeating: Slot(), count: 1 << Int(slotBits))
        var bitmap = [UInt64](repeating: 0, count: 1 << Int(bitmapBits - 6))
        for group in groups {
            let hash = Self.hash(group.key)
            let place = hash >> bitmapShift
            bitmap[Int(place >> 6)] |= 1 << (place & 63)
            var index = Int(hash >> slotShift)
            while !slots[index].isFree { index = (index + 1) & (slots.count - 1) }
            slots[index] = group
        }
        self.slots = slots
        self.bitmap = bitmap
        // A table without longer terms has one that is never looked at.
        self.terms = terms.isEmpty ? [TableTerm.unused] : terms
        self.bytes = bytes
        isEmpty = entries.isEmpty
    }

    private static func term(_ entry: Builder.BuilderEntry, offset: Int) -> TableTerm {
        let length = entry.folded.count - FoldedText.padding
        return entry.folded.withUnsafeBytes { bytes in
            let text = FoldedText(padded: bytes)
            let rest = max(0, length - entry.known)
            return TableTerm(
                tail: text.word(at: entry.known) & FoldedText.mask(bytes: min(8, rest)), offset: UInt32(offset),
                length: UInt32(length), rest: UInt32(rest), characters: UInt32(text.codePoints(in: 0..<length)),
                pattern: UInt32(entry.pattern), endsInWord: text.endsInWord(before: length), isLast: true)
        }
    }
}
