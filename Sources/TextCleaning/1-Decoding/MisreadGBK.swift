import Stories

/// UTF-8 that was read as GBK somewhere on its way and written again: `甯傞噷鏄ㄥぉ` for 市里昨天.
enum MisreadGBK {
    /// The text as it was meant; the same text, when it is ordinary.
    ///
    /// Each character is taken back to its bytes of GBK. When these are UTF-8 and read as Chinese, that is the text.
    ///
    /// - Throws: `undecodable` when it was misread like this, but bytes are lost.
    /// - Complexity: O(1) for ordinary text, a look at its first characters; else O(bytes).
    static func repaired(_ utf8: [UInt8]) throws(Rejection) -> [UInt8] {
        let sample = ChineseSample(utf8, characters: 48, bytes: 8192)
        if sample.lost >= 3, sample.lost * 3 * 4 >= sample.characters {
            throw Rejection(
                .undecodable, "it looks like UTF-8 that was read as GBK: its characters are lost (U+951F U+65A4 U+62F7)"
            )
        }
        guard sample.isStrange, let bytes = GB18030.encode(utf8) else { return utf8 }
        // What could not be read was replaced by a question mark.
        let meant = String(decoding: bytes, as: UTF8.self)
        let isWhole = (try? UTF8Span(validating: bytes.span)) != nil
        guard ChineseSample(Array(meant.utf8)).isOrdinary else { return utf8 }
        if isWhole { return bytes }
        throw Rejection(.undecodable, "it looks like UTF-8 that was read as GBK, and some of its bytes are lost")
    }
}
