import Stories

/// The text of HTML, as a reader of the page would copy it.
///
/// Blocks are paragraphs, `<br>` and rows of a table are lines, cells of a row stand apart with ` | `. Scripts, styles,
/// controls, pictures and players, the readings of ruby, and what is `hidden` are no text.
enum HTMLText {
    /// The text: paragraphs separated by a blank line.
    ///
    /// - Parameter keepsLines: Whether line ends of the source count, as in text with a few tags in it.
    /// - Throws: `malformed` when the HTML is too deep or too complex.
    /// - Complexity: O(bytes)
    static func text(of html: String, keepsLines: Bool = false) throws(Rejection) -> String {
        var tree = try HTMLTree(html, as: .fragment)
        var paragraphs = HTMLParagraphs(keepsLines: keepsLines)
        while let event = tree.next() {
            switch event {
            case .open(.title): tree.skipContent()
            case .open(let element): paragraphs.open(element)
            case .close(.title): break
            case .close(let element): paragraphs.close(element)
            case .text(let text): paragraphs.append(text)
            }
        }
        return paragraphs.text
    }
}
