import Glibc

/// An open converter of the system's `iconv`.
struct Iconv: ~Copyable {
    private let descriptor: iconv_t

    /// Opens a converter; `nil` when the system does not have it (package libc-gconv-modules-extra).
    init?(from source: String, to target: String) {
        guard let opened = iconv_open(target, source), opened != iconv_t(bitPattern: -1) else { return nil }
        descriptor = opened
    }

    deinit { iconv_close(descriptor) }

    /// The converted text, and where the input stops being convertible, if it does.
    ///
    /// - Complexity: O(bytes)
    func convert(_ bytes: [UInt8]) -> (text: [UInt8], badOffset: Int?) {
        guard !bytes.isEmpty else { return ([], nil) }
        var input = bytes
        var failed: Int?
        // Two bytes of GB 18030 or Big5 become three in UTF-8, one stays one, four become four. The few pairs of
        // HKSCS that stand for two characters become at most five.
        let text = [UInt8](unsafeUninitializedCapacity: bytes.count * 3 + 8) { output, count in
            input.withUnsafeMutableBytes { raw in
                let start = raw.assumingMemoryBound(to: CChar.self).baseAddress
                var from = start
                var left = raw.count
                var to = UnsafeMutableRawPointer(output.baseAddress)?.assumingMemoryBound(to: CChar.self)
                var room = output.count
                if iconv(descriptor, &from, &left, &to, &room) == -1 { failed = raw.count - left }
                // What a decoder of combining characters still holds back.
                _ = iconv(descriptor, nil, nil, &to, &room)
                count = output.count - room
            }
        }
        return (text, failed)
    }
}
