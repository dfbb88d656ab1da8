/// Names text in UTF-16 or UTF-32, and bytes that are no text; nothing of it is read.
enum WideEncoding {
    /// What a payload looks like by its first bytes: a byte order mark, or zeros where such text has them.
    ///
    /// - Complexity: O(1)
    static func name(of payload: [UInt8]) -> String? {
        guard mayBeWide(payload) else { return nil }
        if payload.starts(with: [0xFF, 0xFE, 0, 0]) || payload.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
        if payload.starts(with: [0xFF, 0xFE]) || payload.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        let head = payload.prefix(headBytes)
        guard let zero = head.firstIndex(of: 0), head.contains(where: { $0 != 0 }) else { return nil }
        let zeros = head[zero...].count { $0 == 0 }
        guard zeros * 5 >= head.count else { return nil }
        let inThrees = zeros * 10 >= head.count * 7
        let isSided = [0, 1].contains { side in head.indices.allSatisfy { head[$0] != 0 || $0 % 2 == side } }
        if inThrees { return "UTF-32 or no text" }
        return isSided ? "UTF-16" : "no text, with its NUL bytes"
    }

    /// Whether a payload begins like a byte order mark, or has a zero among its first bytes.
    private static func mayBeWide(_ payload: [UInt8]) -> Bool {
        payload.withUnsafeBufferPointer { bytes in
            guard let first = bytes.first else { return false }
            return first >= 0xFE || bytes[..<min(headBytes, bytes.count)].contains(0)
        }
    }

    private static let headBytes = 256

    /// Whether a payload without any mark is Chinese in UTF-16, in either order of bytes.
    ///
    /// - Complexity: O(1)
    static func isChinese(_ payload: [UInt8]) -> Bool {
        guard payload.count.isMultiple(of: 2) else { return false }
        let head = payload.prefix(2048)
        return [0, 8].contains { shift in
            let units = stride(from: 0, to: head.count, by: 2).map { i in
                UInt16(head[i]) << shift | UInt16(head[i + 1]) << (8 - shift)
            }
            return ChineseSample(Array(String(decoding: units, as: UTF16.self).utf8)).isOrdinary
        }
    }
}
