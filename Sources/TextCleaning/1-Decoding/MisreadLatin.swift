/// Text that was read as Latin-1 or Windows-1252, though it was UTF-8 or GBK, and written again: `councilâ€™s` for
/// council’s, `å¸‚é‡Œ` and `ÊÐÀï` for 市里.
///
/// Each character is taken back to its byte. In text of a Latin script only what is certain is put right: sequences that
/// nobody writes, and, once there is one of these, others like them. `MENÜ“` and `SÃO` stay.
enum MisreadLatin {
    /// The text as it was meant; `nil` when nothing in it is misread for certain.
    ///
    /// - Complexity: O(glyphs)
    static func repaired(_ glyphs: Glyphs) -> Glyphs? {
        var meant: Glyphs?
        // What was misread twice is put right in two steps.
        for _ in 0..<3 {
            guard let next = step(meant ?? glyphs) else { break }
            meant = next
        }
        return meant
    }

    /// Whether text looks like Chinese in UTF-8 that was misread, of which characters are lost: letters that begin such
    /// characters and marks that go on in them, hardly anything else.
    static func isLost(_ glyphs: Glyphs) -> Bool {
        let bytes = glyphs.lazy.filter { $0 >= 0x80 }.compactMap(Windows1252.byte)
        let high = glyphs.count { $0 >= 0x80 }
        let leads = bytes.count { (0xE3...0xE9).contains($0) || $0 == 0xEF }
        let others = bytes.count { (0x80...0xBF).contains($0) }
        let letters = glyphs.count { $0.isUpper || $0.isLower }
        return high >= 24 && letters < high && leads * 5 >= high && others * 3 >= high
            && (leads + others) * 4 >= high * 3
    }

    private static func step(_ glyphs: Glyphs) -> Glyphs? {
        let sequences = Sequences(in: glyphs)
        let high = glyphs.count { $0 >= 0x80 }
        if sequences.length * 10 >= high * 9, sequences.isCertain { return sequences.replaced }
        if let text = MisreadLatin.gbk(glyphs) { return text }
        return sequences.isCertain ? sequences.replaced : nil
    }

    // MARK: - GBK

    /// The text when it is GBK: Chinese characters of two bytes, mostly several in a row, of which nearly all are of the
    /// level for daily use (B0 to D7).
    private static func gbk(_ glyphs: Glyphs) -> Glyphs? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(glyphs.count)
        var (runs, high, pairs, daily) = (0, 0, 0, 0)
        var lead: UInt8?
        var isInRun = false
        for glyph in glyphs {
            guard let byte = Windows1252.byte(for: glyph) else { return nil }
            bytes.append(byte)
            if byte >= 0x80 {
                high += 1
                if !isInRun { runs += 1 }
            }
            isInRun = byte >= 0x80
            if let first = lead {
                pairs += 1
                // With the marks and full-width letters of A1 to A3.
                if byte >= 0xA1, (0xB0...0xD7).contains(first) || (0xA1...0xA3).contains(first) { daily += 1 }
                lead = nil
            } else if byte >= 0x80 {
                lead = byte
            }
        }
        guard lead == nil, pairs >= 4, high >= runs * 4, daily * 10 >= pairs * 9,
            let text = try? GB18030.decode(bytes)
        else { return nil }
        let sample = ChineseSample(text)
        guard sample.characters >= 4, sample.common * 100 >= sample.characters * 15 else { return nil }
        return String(decoding: text, as: UTF8.self).glyphs
    }
}
