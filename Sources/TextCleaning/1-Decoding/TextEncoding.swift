import Stories

/// The encoding an intake's text arrives in; raw values are those of the configuration.
package enum TextEncoding: String, Sendable, CaseIterable {
    /// UTF-8, strictly: overlong forms, surrogates and truncated sequences are refused.
    case utf8 = "utf-8"
    /// GB 18030, which contains GBK and GB 2312.
    case gb18030

    /// The payload as valid UTF-8, without a leading byte order mark.
    ///
    /// An intake's encoding is what its producer says. What the bytes are for certain goes before that: UTF-8 in an
    /// intake of GB 18030, Big5 in either, UTF-8 that was read as GBK and written again.
    ///
    /// - Throws: `undecodable`, naming the offset of the first byte that is not text, or what the text looks like.
    /// - Complexity: O(bytes)
    func decode(_ payload: [UInt8]) throws(Rejection) -> [UInt8] {
        if let name = WideEncoding.name(of: payload) {
            throw Rejection(.undecodable, "not \(rawValue.uppercased()); it looks like \(name)")
        }
        let text =
            switch self {
            case .utf8: try Self.utf8(payload)
            case .gb18030: try Self.gb18030(payload)
            }
        let marked = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
        return try MisreadGBK.repaired(marked)
    }

    private static func utf8(_ payload: [UInt8]) throws(Rejection) -> [UInt8] {
        let offset: Int
        do {
            _ = try UTF8Span(validating: payload.span)
            return payload
        } catch {
            offset = error.byteOffsets.lowerBound
        }
        let chinese = try? GB18030.decode(payload)
        if chinese.map({ !ChineseSample($0).isOrdinary }) ?? true, let text = Big5.reading(payload) { return text }
        let hint =
            WideEncoding.isChinese(payload)
            ? "; it looks like UTF-16" : GB18030.isLikely(payload) ? "; it looks like GB18030" : ""
        throw Rejection(.undecodable, "not UTF-8 at byte \(offset)\(hint)")
    }

    private static func gb18030(_ payload: [UInt8]) throws(Rejection) -> [UInt8] {
        guard payload.contains(where: { $0 >= 0x80 }) else { return payload }
        if isUTF8(payload) { return payload }
        let text: [UInt8]
        do {
            text = try GB18030.decode(payload)
        } catch {
            if let text = Big5.reading(payload) { return text }
            let hint = WideEncoding.isChinese(payload) ? "; it looks like UTF-16" : ""
            throw Rejection(.undecodable, error.detail + hint)
        }
        guard ChineseSample(text).isStrange else { return text }
        if let text = Big5.reading(payload) { return text }
        if WideEncoding.isChinese(payload) { throw Rejection(.undecodable, "not GB18030; it looks like UTF-16") }
        return text
    }

    /// Whether bytes of another encoding are UTF-8 for certain: valid, with more characters of several bytes than come
    /// about by chance. In GB 18030 text two bytes in a row look like such a character about every tenth time.
    private static func isUTF8(_ payload: [UInt8]) -> Bool {
        guard (try? UTF8Span(validating: payload.span)) != nil else { return false }
        let two = payload.count { $0 & 0xE0 == 0xC0 }
        let more = payload.count { $0 >= 0xE0 }
        return more >= 3 || two >= 8
    }
}
