/// What an intake takes its payloads for; raw values are those of the configuration.
package enum CopyFormat: String, Sendable, CaseIterable {
    /// A JSON object is ``json``, text that bears the marks of a page is ``page``, all else is ``text``.
    case auto
    /// One story in plain text, perhaps with a headline in front.
    case text
    /// One story in a JSON object: wiredesk's own keys, a row of training data, or ninjs.
    case json
    /// A newspaper page as an extractor gives it, to be split into stories; plain, or as the body of a JSON object.
    case page
}
