import Stories

/// GB 18030 by the system's `iconv`, four-byte sequences included, with what deployed GBK has besides.
enum GB18030 {
    /// The text in UTF-8.
    ///
    /// - Throws: `undecodable`, naming the offset of the first byte that is not GB 18030.
    /// - Complexity: O(bytes)
    static func decode(_ bytes: [UInt8]) throws(Rejection) -> [UInt8] {
        guard let converter = Iconv(from: "GB18030", to: "UTF-8") else {
            throw Rejection(.undecodable, "this system has no GB18030 conversion (package libc-gconv-modules-extra)")
        }
        let (standard, euros) = standardized(bytes)
        let (text, offset) = converter.convert(standard)
        guard let offset else { return text }
        // Each euro sign took one byte and has two.
        throw Rejection(.undecodable, "not GB18030 at byte \(offset - euros.count { $0 < offset })")
    }

    /// Whether bytes that are not UTF-8 are GB 18030 by their beginning: it must decode, mostly to Chinese.
    static func isLikely(_ bytes: [UInt8]) -> Bool {
        guard let converter = Iconv(from: "GB18030", to: "UTF-8") else { return false }
        let sample = Array(bytes.prefix(4096))
        let (text, offset) = converter.convert(sample)
        // The sample may end inside a character.
        if let offset, sample.count < bytes.count ? offset < sample.count - 3 : true { return false }
        let glyphs = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
        let foreign = glyphs.count { $0 >= 0x80 }
        return foreign >= 4 && glyphs.count(where: { $0.isChineseCharacter || $0.isChineseMark }) * 10 > foreign * 8
    }

    /// The bytes that a text was read from as GBK: the euro sign from the single byte 80, as Windows has it.
    static func encode(_ utf8: [UInt8]) -> [UInt8]? {
        guard let converter = Iconv(from: "UTF-8", to: "GB18030") else { return nil }
        let (bytes, offset) = converter.convert(utf8)
        guard offset == nil else { return nil }
        var windows: [UInt8] = []
        windows.reserveCapacity(bytes.count)
        forEachCharacter(bytes) { windows += $0.elementsEqual(euro) ? [0x80] : $0 }
        return windows
    }

    // MARK: - Deployed GBK

    private static let euro: [UInt8] = [0xA2, 0xE3]
    private static let space: [UInt8] = [0xA1, 0xA1]

    /// The bytes with two points of deployed GBK in the standard's form: a single 80 is the euro sign of Windows, and
    /// A3A0 an ideographic space, with which many systems indent paragraphs.
    ///
    /// - Returns: Also where in the new bytes the euro signs are.
    private static func standardized(_ bytes: [UInt8]) -> (bytes: [UInt8], euros: [Int]) {
        guard bytes.contains(0x80) || bytes.contains(0xA0) else { return (bytes, []) }
        var standard: [UInt8] = []
        var euros: [Int] = []
        standard.reserveCapacity(bytes.count)
        forEachCharacter(bytes) { character in
            if character.first == 0x80 {
                euros.append(standard.count)
                standard += euro
            } else {
                standard += character.elementsEqual([0xA3, 0xA0]) ? space[...] : character
            }
        }
        return (standard, euros)
    }

    private static func forEachCharacter(_ bytes: [UInt8], _ body: (ArraySlice<UInt8>) -> Void) {
        var i = 0
        while i < bytes.count {
            var width = 1
            if bytes[i] > 0x80, i + 1 < bytes.count { width = (0x30...0x39).contains(bytes[i + 1]) ? 4 : 2 }
            let end = min(bytes.count, i + width)
            body(bytes[i..<end])
            i = end
        }
    }
}
