import Glibc
import Stories

/// GB 18030 by the system's `iconv`, four-byte sequences included.
enum GB18030 {
    /// The text in UTF-8.
    ///
    /// - Throws: `undecodable`, naming the offset of the first byte that is not GB 18030.
    /// - Complexity: O(bytes)
    static func decode(_ bytes: [UInt8]) throws(Rejection) -> [UInt8] {
        guard let converter = Converter() else {
            throw Rejection(.undecodable, "this system has no GB18030 conversion (package libc-gconv-modules-extra)")
        }
        let (text, offset) = converter.convert(bytes)
        if let offset { throw Rejection(.undecodable, "not GB18030 at byte \(offset)") }
        return text
    }

    /// Whether bytes that are not UTF-8 are GB 18030 by their beginning: it must decode, mostly to Chinese.
    static func isLikely(_ bytes: [UInt8]) -> Bool {
        guard let converter = Converter() else { return false }
        let sample = Array(bytes.prefix(4096))
        let (text, offset) = converter.convert(sample)
        // The sample may end inside a character.
        if let offset, sample.count < bytes.count ? offset < sample.count - 3 : true { return false }
        let glyphs = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
        let foreign = glyphs.count { $0 >= 0x80 }
        return foreign >= 4 && glyphs.count(where: { $0.isIdeograph || $0.isChineseMark }) * 10 > foreign * 8
    }
}

/// An open `iconv` descriptor.
private struct Converter: ~Copyable {
    private let descriptor: iconv_t

    init?() {
        guard let opened = iconv_open("UTF-8", "GB18030"), opened != iconv_t(bitPattern: -1) else { return nil }
        descriptor = opened
    }

    deinit { iconv_close(descriptor) }

    /// The converted text, and where the input stops being GB 18030, if it does.
    func convert(_ bytes: [UInt8]) -> (text: [UInt8], badOffset: Int?) {
        guard !bytes.isEmpty else { return ([], nil) }
        var input = bytes
        var failed: Int?
        // Two bytes become three in UTF-8, one stays one, four become four.
        let text = [UInt8](unsafeUninitializedCapacity: bytes.count * 2 + 8) { output, count in
            input.withUnsafeMutableBytes { raw in
                let start = raw.assumingMemoryBound(to: CChar.self).baseAddress
                var from = start
                var left = raw.count
                var to = UnsafeMutableRawPointer(output.baseAddress)?.assumingMemoryBound(to: CChar.self)
                var room = output.count
                if iconv(descriptor, &from, &left, &to, &room) == -1 { failed = raw.count - left }
                count = output.count - room
            }
        }
        return (text, failed)
    }
}
