extension PrefixTable {
    /// The table as it is looked up in: pointers that live as long as the closure that they are lent to.
    struct View {
        let isEmpty: Bool
        let bitmap: UnsafePointer<UInt64>
        let bitmapShift: UInt64
        let slots: UnsafePointer<Slot>
        let slotShift: UInt64
        let slotMask: Int
        let terms: UnsafePointer<TableTerm>
        let bytes: UnsafeBufferPointer<UInt8>
    }

    /// Lends the table.
    @inline(__always)
    func withView(_ body: (View) -> Void) {
        bitmap.withUnsafeBufferPointer { bitmap in
            slots.withUnsafeBufferPointer { slots in
                terms.withUnsafeBufferPointer { terms in
                    bytes.withUnsafeBufferPointer { bytes in
                        // None of them is empty.
                        guard let bits = bitmap.baseAddress, let first = slots.baseAddress,
                            let term = terms.baseAddress
                        else { return }
                        body(
                            View(
                                isEmpty: isEmpty, bitmap: bits, bitmapShift: bitmapShift, slots: first,
                                slotShift: slotShift, slotMask: slots.count - 1, terms: term, bytes: bytes))
                    }
                }
            }
        }
    }
}

extension PrefixTable.View {
    /// 1 when a term may start with a key, by the bitmap alone, which is rarely wrong; else 0.
    @inline(__always)
    func sieve(_ key: UInt64) -> UInt64 {
        let place = PrefixTable.hash(key) &>> bitmapShift
        return bitmap[Int(truncatingIfNeeded: place &>> 6)] &>> (place & 63) & 1
    }

    /// The longest term at a position.
    ///
    /// - Parameters:
    ///   - key: The key of what stands there.
    ///   - known: How many bytes of a term the key covers: what a tail follows.
    ///   - exact: Bytes and code points of a term that is its key and nothing more.
    @inline(__always)
    func longest(
        at position: Int, key: UInt64, known: Int, exact: (bytes: Int, characters: Int), in text: FoldedText
    ) -> PrefixTable.Hit? {
        var index = Int(truncatingIfNeeded: PrefixTable.hash(key) &>> slotShift)
        while true {
            let slot = slots[index]
            if slot.key == key, !slot.isFree {
                let continuation = PrefixTable.continuation(text.word(at: position &+ known))
                if slot.continuations &>> continuation & 1 != 0,
                    let hit = longer(Int(slot.longer), at: position, known: known, in: text)
                {
                    return hit
                }
                guard slot.exact != PrefixTable.none else { return nil }
                return PrefixTable.Hit(
                    pattern: Int(slot.exact), end: position &+ exact.bytes, characters: exact.characters)
            }
            if slot.isFree { return nil }
            index = (index &+ 1) & slotMask
        }
    }

    /// The longest of the terms that begin with a key and go on.
    @inline(never)
    private func longer(_ first: Int, at position: Int, known: Int, in text: FoldedText) -> PrefixTable.Hit? {
        let tail = text.word(at: position &+ known)
        var index = first
        while true {
            let term = terms[index]
            if (tail ^ term.tail) & FoldedText.mask(bytes: min(8, Int(term.rest))) == 0,
                term.rest <= 8 || has(term, at: position, in: text)
            {
                let end = position &+ Int(term.length)
                // A term may hold zeros, which follow the text too.
                if end <= text.count, !term.endsInWord || !text.isWordCharacter(at: end) {
                    return PrefixTable.Hit(
                        pattern: Int(term.pattern), end: end, characters: Int(term.characters))
                }
            }
            if term.isLast { return nil }
            index &+= 1
        }
    }

    /// Whether all bytes of a term stand at a position.
    private func has(_ term: PrefixTable.TableTerm, at position: Int, in text: FoldedText) -> Bool {
        guard position + Int(term.length) <= text.count else { return false }
        return text.has(bytes.span.extracting(Int(term.offset)..<Int(term.offset + term.length)), at: position)
    }
}
