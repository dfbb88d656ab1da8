import CGumbo
import Stories

/// A tree of HTML, parsed as browsers do (HTML5), walked from element to element.
///
/// Bounded in time and memory: text that would take more than its size warrants is refused.
struct HTMLTree: ~Copyable {
    /// What a text is parsed as.
    enum ParseContext {
        /// The inside of a `<body>`.
        case fragment
        /// A whole document.
        case document
        /// Plain text with character references.
        case references

        fileprivate var code: wiredesk_html_kind {
            switch self {
            case .fragment: WIREDESK_HTML_FRAGMENT
            case .document: WIREDESK_HTML_DOCUMENT
            case .references: WIREDESK_HTML_REFERENCES
            }
        }
    }

    /// A step of the walk.
    enum TreeEvent {
        /// An element begins.
        case open(HTMLElement)
        /// The element that was opened last, and is open yet, ends.
        case close(HTMLElement)
        /// Text, as UTF-8; it lives as long as the tree.
        case text(UnsafeRawBufferPointer)
    }

    private let tree: OpaquePointer

    /// Parses a text.
    ///
    /// - Throws: `malformed`, when the text is too deep or too complex to be an article.
    /// - Complexity: O(bytes)
    init(_ text: String, as kind: ParseContext) throws(Rejection) {
        var text = Self.withoutForeign(text)
        var parsed: OpaquePointer?
        let result = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // An empty buffer may have no address.
                "".withCString { empty in
                    wiredesk_html_parse(characters.baseAddress ?? empty, characters.count, kind.code, &parsed)
                }
            }
        }
        guard let parsed else { throw Self.rejection(result) }
        tree = parsed
    }

    /// The text without the characters that HTML does not have, for which the parser would write U+FFFD: controls, of which
    /// those from U+0080 to U+009F are what Windows-1252 has there, and what is no character.
    private static func withoutForeign(_ text: String) -> String {
        guard mayHaveForeign(text) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x80...0x9F:
                let meant = Windows1252.character(forControl: scalar.value).flatMap(Unicode.Scalar.init)
                if let meant { clean.append(meant) }
            case 0x01..<0x20 where !scalar.properties.isWhitespace: break
            case 0x0B, 0x7F: break
            case _ where scalar.properties.isNoncharacterCodePoint: break
            default: clean.append(scalar)
            }
        }
        return String(clean)
    }

    private static func mayHaveForeign(_ text: String) -> Bool {
        var before: UInt8 = 0
        return text.utf8.contains { byte in
            defer { before = byte }
            // C2 80 to C2 9F; EF B7 and .. BF BE begin or end what is no character.
            return byte < 0x20 && byte != 0x0A && byte != 0x09 && byte != 0x0D || byte == 0x7F
                || before == 0xC2 && byte < 0xA0 || before == 0xEF && byte == 0xB7 || before == 0xBF && byte >= 0xBE
        }
    }

    deinit { wiredesk_html_free(tree) }

    private static func rejection(_ result: wiredesk_html_result) -> Rejection {
        let detail =
            switch result {
            case WIREDESK_HTML_TOO_DEEP: "HTML nested deeper than \(WIREDESK_HTML_DEPTH_MAX) elements"
            case WIREDESK_HTML_TOO_MANY_ATTRIBUTES:
                "HTML with more than \(WIREDESK_HTML_ATTRIBUTES_MAX) attributes on one element"
            case WIREDESK_HTML_TOO_COMPLEX: "HTML too complex: its elements take too much memory for its size"
            default: "HTML could not be parsed for want of memory"
            }
        return Rejection(.malformed, detail)
    }

    // MARK: - Walk

    /// The next step, past what is hidden; `nil` at the end.
    mutating func next() -> TreeEvent? {
        var event = wiredesk_html_next(tree)
        while event.kind == WIREDESK_HTML_OPEN, HTMLElement(event) == .hidden {
            wiredesk_html_skip(tree)
            // Its end, then what is behind it.
            _ = wiredesk_html_next(tree)
            event = wiredesk_html_next(tree)
        }
        switch event.kind {
        case WIREDESK_HTML_OPEN: return .open(HTMLElement(event))
        case WIREDESK_HTML_CLOSE: return .close(HTMLElement(event))
        case WIREDESK_HTML_TEXT: return .text(UnsafeRawBufferPointer(start: event.text, count: event.length))
        default: return nil
        }
    }

    /// Leaves out what is inside the element that was opened last; its end comes next.
    mutating func skipContent() { wiredesk_html_skip(tree) }

    /// Starts the walk anew.
    mutating func rewind() { wiredesk_html_rewind(tree) }
}
