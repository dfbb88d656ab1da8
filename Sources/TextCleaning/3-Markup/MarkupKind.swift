import Glibc

/// What a text is written in, as far as its tags tell.
enum MarkupKind: Hashable {
    /// Text without tags or references.
    case plain
    /// Text that may hold character references.
    case references
    /// Text whose lines count, with tags inside its lines.
    case inline
    /// HTML with paragraphs or line breaks of its own.
    case html
    /// A whole HTML document.
    case document
    /// Another kind of document, which is not read: its name with its article.
    case foreign(String)

    /// Looks at a text.
    ///
    /// - Complexity: O(bytes); without any `<` and `&` one pass of `memchr`.
    init(of text: String) {
        var text = text
        self = text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return .plain }
            if memchr(start, 0x3C, bytes.count) != nil, let kind = Self.kind(of: bytes) { return kind }
            return memchr(start, 0x26, bytes.count) == nil ? .plain : .references
        }
    }

    private static func kind(of bytes: UnsafeBufferPointer<UInt8>) -> MarkupKind? {
        let first = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
        if bytes[first] == open, let kind = DocumentKind.kind(of: bytes, from: first) { return kind }
        var isInline = false
        var i = first
        while let at = bytes[i...].firstIndex(of: open) {
            i = at + 1
            switch tag(in: bytes, at: at) {
            case true?: return .html
            case false?: isInline = true
            case nil: break
            }
        }
        return isInline ? .inline : nil
    }

    private static let open: UInt8 = 0x3C

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    // MARK: - Tags

    /// Whether a tag of HTML that stands at a position divides lines; `nil` when there is none.
    private static func tag(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool? {
        var i = start + 1
        if i < bytes.count, bytes[i] == 0x21 { return has("[cdata[", in: bytes, at: i + 1) ? false : nil }
        let closes = i < bytes.count && bytes[i] == 0x2F
        if closes { i += 1 }
        let first = i
        while i < bytes.count, i - first < 12, isName(bytes[i]) { i += 1 }
        guard i > first, let divides = names[String(decoding: bytes[first..<i], as: UTF8.self).lowercased()],
            isTagEnd(in: bytes, at: i, isShort: i - first == 1 && !closes)
        else { return nil }
        return divides
    }

    /// Whether a name is followed by attributes or the end of the tag; `a<b and c>d` is none.
    private static func isTagEnd(in bytes: UnsafeBufferPointer<UInt8>, at start: Int, isShort: Bool) -> Bool {
        var i = start
        while i < bytes.count, isBlank(bytes[i]) { i += 1 }
        guard i < bytes.count else { return false }
        if bytes[i] == 0x3E { return true }
        if bytes[i] == 0x2F { return i + 1 < bytes.count && bytes[i + 1] == 0x3E }
        guard i > start, isName(bytes[i]) else { return false }
        while i < bytes.count, isName(bytes[i]) || bytes[i] == 0x2D || bytes[i] == 0x3A { i += 1 }
        while i < bytes.count, isBlank(bytes[i]) { i += 1 }
        guard i < bytes.count else { return false }
        return bytes[i] == 0x3D || !isShort && (bytes[i] == 0x3E || bytes[i] == 0x2F || isName(bytes[i]))
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }

    /// Whether a word in lower case stands at a position, in whatever case.
    static func has(_ word: StaticString, in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard position + word.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<word.utf8CodeUnitCount).allSatisfy { i in
            let byte = bytes[position + i]
            return (0x41...0x5A ~= byte ? byte | 0x20 : byte) == word.utf8Start[i]
        }
    }

    /// The elements by which HTML in text is known, and whether each divides lines.
    private static let names: [String: Bool] = {
        let dividing = """
            p br div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr td th blockquote figure figcaption section \
            article aside nav pre hr center body head html script style iframe
            """
        let inline = """
            a b i u s q em strong span font small big sub sup del ins strike cite abbr mark img ruby rt rp wbr code kbd video \
            audio picture svg button noscript
            """
        let pairs = dividing.split(separator: " ").map { ($0, true) } + inline.split(separator: " ").map { ($0, false) }
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0), $1) })
    }()
}
