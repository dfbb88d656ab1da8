import CProcess
import Daemon
import Glibc

/// HTML, and SVG inside it, written element by element. Text and the values of attributes are escaped as they are
/// written, so that no story can break out of its page.
///
///     var html = HTML()
///     html.element("p", ["class": "note"]) { $0.text("1 < 2") }
///     html.text  // <p class="note">1 &lt; 2</p>
struct HTML {
    /// What has been written.
    private(set) var text = ""

    /// Attributes in the order in which they are written.
    typealias Attributes = KeyValuePairs<StaticString, String>

    /// Writes an element and what `content` writes in it.
    mutating func element(
        _ name: StaticString, _ attributes: Attributes = [:], _ content: (inout HTML) -> Void
    ) {
        open(name, attributes)
        content(&self)
        text += "</\(name)>"
    }

    /// Writes an element that holds a text.
    mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text content: String) {
        element(name, attributes) { $0.text(content) }
    }

    /// Writes an element that HTML knows to be empty, such as `meta`.
    mutating func void(_ name: StaticString, _ attributes: Attributes) {
        open(name, attributes)
    }

    /// Writes text.
    mutating func text(_ content: String) {
        for scalar in content.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            // No document may hold these.
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// Writes a style sheet, which is ours and not escaped.
    mutating func styleSheet(_ css: String) { text += "<style>\(css)</style>" }

    private mutating func open(_ name: StaticString, _ attributes: Attributes) {
        text += "<\(name)"
        for (key, value) in attributes {
            text += " \(key)=\""
            text(value)
            text += "\""
        }
        text += ">"
    }
}

extension HTML {
    /// A whole page that needs nothing but itself: no script, no font, no picture from elsewhere.
    ///
    /// - Parameters:
    ///   - language: A BCP 47 tag.
    ///   - categories: The categories that have colours in it.
    static func page(
        title: String, language: String = "en", categories: [String], _ content: (inout HTML) -> Void
    ) -> HTML {
        var html = HTML()
        html.text += "<!DOCTYPE html>\n"
        html.element("html", ["lang": language]) { html in
            html.element("head") { html in
                html.void("meta", ["charset": "utf-8"])
                html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                html.element("title", text: title)
                html.styleSheet(PageStyle.sheet(categories))
            }
            html.element("body") { $0.element("main", [:], content) }
        }
        html.text += "\n"
        return html
    }

    /// Writes the page into a file.
    ///
    /// It is written in place, so that a device stays a device and a link a link; `-` is stdout.
    ///
    /// - Parameter inputs: Files that were read, and must not be written over.
    /// - Throws: ``CommandError`` of code 74, or 64 when it would overwrite an input.
    func write(to path: String, besides inputs: [String]) throws(CommandError) {
        if path == "-" { return try OutputStream.standardOutput.write(Array(text.utf8)) }
        if inputs.contains(where: { wiredesk_is_same_file($0, path) != 0 }) {
            throw CommandError(.usage, "\(path): the page would be written over what was read")
        }
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandError(.io, "\(path): \(String(cString: strerror(errno)))") }
        defer { Glibc.close(descriptor) }
        try OutputStream(descriptor: descriptor).write(Array(text.utf8))
        OutputStream.standardError.note("wrote \(path)")
    }
}
