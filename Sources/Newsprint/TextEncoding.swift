import Stories

/// The encoding an intake's text arrives in; raw values are those of the configuration.
package enum TextEncoding: String, Sendable, CaseIterable {
    /// UTF-8, strictly: overlong forms, surrogates and truncated sequences are refused.
    case utf8 = "utf-8"
    /// GB 18030, which contains GBK and GB 2312.
    case gb18030

    /// The payload as valid UTF-8, without a leading byte order mark.
    ///
    /// - Throws: `undecodable`, naming the offset of the first byte that is not text.
    /// - Complexity: O(bytes)
    func decode(_ payload: [UInt8]) throws(Rejection) -> [UInt8] {
        let text =
            switch self {
            case .utf8: try Self.validated(payload)
            case .gb18030: try GB18030.decode(payload)
            }
        return text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
    }

    private static func validated(_ payload: [UInt8]) throws(Rejection) -> [UInt8] {
        let offset: Int
        do {
            _ = try UTF8Span(validating: payload.span)
            return payload
        } catch {
            offset = error.byteOffsets.lowerBound
        }
        let hint = GB18030.isLikely(payload) ? "; it looks like GB18030" : ""
        throw Rejection(.undecodable, "not UTF-8 at byte \(offset)\(hint)")
    }
}
