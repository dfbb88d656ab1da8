extension KeywordMatcher.Tables {
    /// Walks over the characters of a text and reports the terms found.
    func search(_ text: FoldedText, _ body: (Match) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            pairs.withView { pairs in
                singles.withView { singles in
                    words.withView { words in
                        longWords.withView { longWords in
                            var walk = SearchCursor(
                                text: text, starts: starts, pairs: pairs, singles: singles, words: words,
                                longWords: longWords)
                            while walk.position < text.count { walk.step(body) }
                        }
                    }
                }
            }
        }
    }
}

/// A place in a text on the way through it.
private struct SearchCursor {
    let text: FoldedText
    /// What each byte can start.
    let starts: UnsafeBufferPointer<TermStart>
    let pairs: PrefixTable.View
    let singles: PrefixTable.View
    let words: PrefixTable.View
    let longWords: PrefixTable.View
    /// Bytes and code points before the place.
    var position = 0
    var character = 0

    @inline(__always)
    mutating func step(_ body: (Match) -> Void) {
        let byte = text[position]
        if Letters.isChineseLead(byte) { return chinese(body) }
        var start = starts[Int(byte)]
        if start == .mixed { start = text.isWordCharacter(at: position) ? .word : .wide }
        // The later bytes of a character that starts no term count for none.
        if start == .nothing { return advance(1, characters: Letters.continues(byte) ? 0 : 1) }
        if start == .word { return word(body) }
        if let hit = wide(at: position) { return take(hit, body) }
        advance(byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 1, characters: 1)
    }

    @inline(__always)
    private mutating func advance(_ bytes: Int, characters: Int) {
        position &+= bytes
        character &+= characters
    }

    @inline(__always)
    private mutating func take(_ hit: PrefixTable.Hit, _ body: (Match) -> Void) {
        body(Match(pattern: PatternID(index: hit.pattern), start: character, end: character &+ hit.characters))
        position = hit.end
        character &+= hit.characters
    }

    // MARK: - Chinese

    /// Goes over the next Chinese characters, up to nine of them.
    ///
    /// All are sieved before any is looked up: what the sieve says then decides one branch a place where a term may
    /// start, and not one a character.
    @inline(__always)
    private mutating func chinese(_ body: (Match) -> Void) {
        let count = Letters.chineseLeads(
            text.word(at: position), text.word(at: position &+ 9), text.word(at: position &+ 18))
        // Mostly it is nine. Told so, the processor goes on to the next nine before it has counted.
        if count == Self.block { chinese(Self.block, body) } else { chinese(count, body) }
    }

    private static let block = 9

    @inline(__always)
    private mutating func chinese(_ count: Int, _ body: (Match) -> Void) {
        let start = position
        let early = sieved(start) | sieved(start &+ 3) &<< 1 | sieved(start &+ 6) &<< 2
        let middle = sieved(start &+ 9) | sieved(start &+ 12) &<< 1 | sieved(start &+ 15) &<< 2
        let late = sieved(start &+ 18) | sieved(start &+ 21) &<< 1 | sieved(start &+ 24) &<< 2
        var hits = early | middle &<< 3 | late &<< 6
        if !singles.isEmpty { hits = ~0 }
        hits &= (1 &<< UInt64(truncatingIfNeeded: count)) &- 1
        var passed = 0
        while hits != 0 {
            let index = hits.trailingZeroBitCount
            hits &= hits &- 1
            let place = start &+ 3 &* index
            guard let hit = wide(at: place) else { continue }
            character &+= index &- passed
            take(hit, body)
            passed = index &+ hit.characters
            // A term that goes on in other characters, too, leaves the block.
            guard passed < count, hit.end &- place == 3 &* hit.characters else { return }
            hits &= ~0 &<< UInt64(truncatingIfNeeded: passed)
        }
        position = start &+ 3 &* count
        character &+= count &- passed
    }

    @inline(__always)
    private func sieved(_ place: Int) -> UInt64 { pairs.sieve(text.word(at: place) & 0xFFFF_FFFF_FFFF) }

    /// The longest term at a character that belongs to no word.
    @inline(__always)
    private func wide(at place: Int) -> PrefixTable.Hit? {
        let key = text.pairKey(at: place)
        if singles.isEmpty || pairs.sieve(key) != 0 {
            let hit = pairs.longest(
                at: place, key: key, known: FoldedText.pairBytes, exact: (FoldedText.pairBytes, 2), in: text)
            if hit != nil || singles.isEmpty { return hit }
        }
        let bytes = Letters.width(of: text[place])
        return singles.longest(
            at: place, key: text.characterKey(at: place), known: bytes, exact: (bytes, 1), in: text)
    }

    // MARK: - Words

    /// Goes over a word, or over the longest term that starts with it, and over a blank behind it.
    @inline(__always)
    private mutating func word(_ body: (Match) -> Void) {
        let (end, characters) = text.endOfWord(from: position)
        let bytes = end &- position
        if bytes <= 8 {
            let key = text.word(at: position) & FoldedText.mask(bytes: bytes)
            if words.sieve(key) != 0,
                let hit = words.longest(
                    at: position, key: key, known: bytes, exact: (bytes, characters), in: text)
            {
                return take(hit, body)
            }
        } else if let hit = longWords.longest(
            at: position, key: text.longWordKey(from: position, to: end), known: 0, exact: (0, 0), in: text)
        {
            return take(hit, body)
        }
        advance(bytes, characters: characters)
        if text[position] == 0x20, starts[0x20] == .nothing { advance(1, characters: 1) }
    }
}
