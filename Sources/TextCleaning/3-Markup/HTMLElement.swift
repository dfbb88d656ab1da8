import CGumbo

/// An element of HTML: what it is to the text inside it.
enum HTMLElement: Hashable {
    /// A paragraph of its own.
    case block
    /// A line of its own.
    case line
    /// A line end.
    case lineBreak
    /// A first-level headline, or another one.
    case headline(level: Int)
    /// A row of a table, and a cell of it.
    case row, cell
    /// Text whose line ends count.
    case preformatted
    /// A quotation in a line.
    case quotation
    /// Raised text in a line: an exponent, or the number of a footnote.
    case superscript
    /// Nothing in it is copy.
    case hidden
    /// The title of a document; no copy inside a body.
    case title
    /// The head of a document.
    case head
    /// The one story, or one of the stories, of a document; and the main part of one.
    case article, main
    /// What stands around the stories of a document.
    case furniture
    /// Headers and footers: furniture, unless they are those of a story.
    case edge
    /// Text inside a line.
    case inline

    init(_ event: wiredesk_html_event) {
        if event.is_hidden {
            self = .hidden
        } else if event.is_foreign {
            // MathML is text, SVG is a picture.
            self = Self.foreign.contains(Self.name(event)) ? .hidden : .inline
        } else if event.tag >= 0, event.tag < Self.byTag.count {
            self = Self.byTag[Int(event.tag)]
        } else {
            // Word's islands of XML.
            self = Self.name(event) == "xml" ? .hidden : .inline
        }
    }

    private static func name(_ event: wiredesk_html_event) -> String {
        String(decoding: UnsafeRawBufferPointer(start: event.text, count: event.length), as: UTF8.self).lowercased()
    }

    private static let foreign: Set = ["svg", "annotation", "annotation-xml"]

    private static let byTag: [HTMLElement] = {
        let names: [(HTMLElement, String)] = [
            (
                .block,
                """
                p div blockquote section figure figcaption address hgroup details summary table caption ul ol dl center \
                fieldset legend hr marquee menu dir
                """
            ),
            (.line, "li dt dd thead tbody tfoot"),
            (.lineBreak, "br"),
            (.row, "tr"), (.cell, "td th"),
            (.preformatted, "pre listing plaintext xmp"),
            (.quotation, "q"), (.superscript, "sup"),
            (
                .hidden,
                """
                script style template noscript svg button select iframe object video audio canvas textarea rt rp rtc del \
                datalist noembed noframes applet frameset
                """
            ),
            (.title, "title"), (.head, "head"), (.article, "article"), (.main, "main"),
            (.furniture, "nav aside form"), (.edge, "header footer"),
        ]
        var table = [HTMLElement](repeating: .inline, count: Int(wiredesk_html_tag_count()))
        for (element, list) in names {
            for name in list.split(separator: " ") { table[Int(wiredesk_html_tag(String(name)))] = element }
        }
        for level in 1...6 { table[Int(wiredesk_html_tag("h\(level)"))] = .headline(level: level) }
        return table
    }()
}
