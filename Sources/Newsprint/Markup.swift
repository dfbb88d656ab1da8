/// Takes the text out of HTML: tags go, entities become characters, block elements become paragraphs.
enum Markup {
    /// The text, paragraphs separated by blank lines.
    ///
    /// - Complexity: O(bytes)
    static func text(of html: String) -> String {
        let source = html.glyphs
        var text: Glyphs = []
        var i = 0
        while i < source.count {
            switch source[i] {
            case 0x3C:
                guard let tag = tag(in: source, at: i) else { fallthrough }
                if hidden.contains(tag.name), !tag.isClosing {
                    i = endOfElement(tag.name, in: source, from: tag.end)
                } else {
                    i = tag.end
                }
                if tag.name == "br" { text.append(.newline) }
                if blocks.contains(tag.name) { text += [.newline, .newline] }
            case 0x26:
                let (glyphs, end) = entity(in: source, at: i)
                text += glyphs
                i = end
            default:
                // A line end in the source is a space.
                text.append(source[i] == .newline || source[i] == 0x0D ? .space : source[i])
                i += 1
            }
        }
        return String(text)
    }

    // MARK: - Tags

    private static func tag(in source: Glyphs, at start: Int) -> (name: String, isClosing: Bool, end: Int)? {
        if source[...].has("<!--".glyphs, at: start) {
            var end = start + 4
            while end < source.count, !source[...].has("-->".glyphs, at: end) { end += 1 }
            return ("!--", false, min(source.count, end + 3))
        }
        var i = start + 1
        let isClosing = i < source.count && source[i] == 0x2F
        if isClosing { i += 1 }
        // `<` in front of anything but a name is text.
        guard i < source.count, source[i].isUpper || source[i].isLower || source[i] == 0x21 || source[i] == 0x3F else {
            return nil
        }
        let name = source[i...].prefix { $0.isUpper || $0.isLower || $0.isDigit || $0 == 0x21 || $0 == 0x3F }
        var quote: Glyph = 0
        var end = name.endIndex
        while end < source.count {
            let glyph = source[end]
            if quote != 0 { if glyph == quote { quote = 0 } } else if glyph == 0x22 || glyph == 0x27 { quote = glyph }
            end += 1
            if glyph == 0x3E, quote == 0 { break }
        }
        return (String(name).lowercased(), isClosing, end)
    }

    private static func endOfElement(_ name: String, in source: Glyphs, from start: Int) -> Int {
        let close = "</\(name)".glyphs
        var i = start
        while i < source.count {
            if source[i] == 0x3C, source.count - i >= close.count,
                close.indices.allSatisfy({ source[i + $0] == close[$0] || source[i + $0] | 0x20 == close[$0] })
            {
                while i < source.count, source[i] != 0x3E { i += 1 }
                return min(source.count, i + 1)
            }
            i += 1
        }
        return i
    }

    private static let hidden: Set = ["script", "style", "head", "template", "noscript"]
    private static let blocks: Set = [
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "section", "article", "tr",
        "table",
        "figure", "figcaption", "hr", "pre", "dd", "dt", "dl", "header", "footer", "aside", "main",
    ]

    // MARK: - Entities

    private static func entity(in source: Glyphs, at start: Int) -> (Glyphs, Int) {
        let literal = ([source[start]], start + 1)
        guard let end = source[start...].prefix(12).firstIndex(of: 0x3B), end > start + 1 else { return literal }
        let name = String(source[(start + 1)..<end])
        if let known = entities[name] { return ([known], end + 1) }
        guard name.hasPrefix("#") else { return literal }
        let digits = name.dropFirst()
        let value =
            digits.first.map { $0 == "x" || $0 == "X" } == true ? Glyph(digits.dropFirst(), radix: 16) : Glyph(digits)
        guard let value, let scalar = Unicode.Scalar(value) else { return literal }
        return ([scalar.value], end + 1)
    }

    private static let entities: [String: Glyph] = [
        "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "nbsp": 0x20, "ensp": 0x20, "emsp": 0x20,
        "thinsp": 0x20, "mdash": 0x2014, "ndash": 0x2013, "hellip": 0x2026, "middot": 0xB7, "bull": 0x2022,
        "ldquo": 0x201C,
        "rdquo": 0x201D, "lsquo": 0x2018, "rsquo": 0x2019, "laquo": 0xAB, "raquo": 0xBB, "copy": 0xA9, "reg": 0xAE,
        "trade": 0x2122, "deg": 0xB0, "times": 0xD7, "euro": 0x20AC, "pound": 0xA3, "yen": 0xA5, "cent": 0xA2,
        "sect": 0xA7,
        "eacute": 0xE9, "egrave": 0xE8, "agrave": 0xE0, "ccedil": 0xE7, "ouml": 0xF6, "uuml": 0xFC, "auml": 0xE4,
        "szlig": 0xDF,
        "ntilde": 0xF1, "oacute": 0xF3, "aacute": 0xE1, "iacute": 0xED, "shy": 0xAD, "zwnj": 0x200C, "zwj": 0x200D,
    ]
}
