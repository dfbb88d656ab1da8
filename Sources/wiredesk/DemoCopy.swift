import Daemon

/// The sample copy as a wire service would send it, over and over, every round under new ids.
struct DemoCopy: Sequence, IteratorProtocol {
    /// A message of the wire.
    struct DemoMessage {
        let channel: String
        let payload: [UInt8]

        var frames: [[UInt8]] { [Array(channel.utf8), payload] }
    }

    /// Pages come between the articles, once: they bear no id that could be made new.
    private static let pages = [3: ShippedFile.samplePage, 16: ShippedFile.sampleSecondPage]

    private let articles = ShippedFile.sampleWire.bytes.split(separator: 0x0A).map(Array.init)
    private var round = 1
    private var position = 0
    private var sentPages: Set<Int> = []

    mutating func next() -> DemoMessage? {
        if let page = Self.pages[position], sentPages.insert(position).inserted {
            return DemoMessage(channel: "page.sample", payload: page.bytes)
        }
        if position == articles.count { (position, round) = (0, round + 1) }
        defer { position += 1 }
        let article = articles[position]
        return DemoMessage(channel: "wire.sample", payload: round == 1 ? article : renamed(article))
    }

    /// The article under the id of this round.
    private func renamed(_ article: [UInt8]) -> [UInt8] {
        let text = String(decoding: article, as: UTF8.self)
        return Array(text.replacing(#""id": "demo-"#, with: #""id": "demo-\#(round)-"#, maxReplacements: 1).utf8)
    }
}
