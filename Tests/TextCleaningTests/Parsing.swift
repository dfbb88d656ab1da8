import TextCleaning
import Stories
import Testing

/// Edits text or bytes and gives the articles.
func edited(_ text: String, as format: CopyFormat = .text) throws -> [Article] {
    try ArticleParser(format: format).parse(Array(text.utf8)).copies.map(\.article)
}

/// Edits text that is one story.
func story(_ text: String, as format: CopyFormat = .text) throws -> Article {
    let articles = try edited(text, as: format)
    return try #require(articles.count == 1 ? articles.first : nil)
}

/// What a payload is refused for; `nil` when it is taken.
func rejection(
    of payload: [UInt8], as format: CopyFormat = .auto, encoding: TextEncoding = .utf8
) -> Rejection? {
    do {
        _ = try ArticleParser(format: format, encoding: encoding).parse(payload)
        return nil
    } catch {
        return error
    }
}

/// What text is refused for.
func rejection(of text: String, as format: CopyFormat = .auto) -> Rejection? {
    rejection(of: Array(text.utf8), as: format)
}
