package import Stories
package enum TextEncoding: String, Sendable, CaseIterable { case utf8 = "utf-8", gb18030 }
package enum CopyFormat: String, Sendable, CaseIterable { case auto, text, json, page }
package struct CopyDesk: Sendable {
    package init(format: CopyFormat = .auto, encoding: TextEncoding = .utf8) {}
    package func edit(_ payload: [UInt8]) throws(Rejection) -> [Copy] {
        guard !payload.isEmpty else { throw Rejection(.empty, "nothing") }
        return [Copy(article: Article(body: String(decoding: payload, as: UTF8.self), language: .chinese))]
    }
}
