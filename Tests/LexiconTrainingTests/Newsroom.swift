import Classification
import LexiconTraining
import Stories

/// Made-up stories of four classes, from a seeded generator: each sentence has words of its class among common ones.
enum Newsroom {
    static let categories = [
        Lexicon.Category(name: "safety", threshold: 0.35), Lexicon.Category(name: "culture", threshold: 0.35),
    ]

    private static let chinese = [
        "safety": ["火灾", "消防队", "抢险救援", "事故", "伤亡"], "culture": ["戏曲", "博物馆", "画展", "非遗", "剧团"],
        "unclassified": ["篮球", "医院", "学校", "天气", "旅客"], "": ["昨天", "市里", "举行", "许多", "参加", "现场", "大家"],
    ]
    private static let english = [
        "safety": ["fire", "crash", "rescue", "police", "injured"],
        "culture": ["opera", "museum", "novel", "film", "singer"],
        "unclassified": ["football", "hospital", "school", "weather", "science"],
        "": ["the", "town", "people", "yesterday", "came", "many", "near"],
    ]

    static func rows(_ count: Int, seed: UInt64) -> [TrainingRow] {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func pick(_ words: [String: [String]], _ label: String) -> String {
            let list = words[label] ?? []
            return list[next(list.count)]
        }
        return (0..<count).map { index in
            let label = ["safety", "culture", "unclassified"][next(3)]
            let isChinese = next(2) == 0
            let words = isChinese ? chinese : english
            func sentence(_ length: Int) -> String {
                let parts = (0..<length).map { _ in pick(words, next(3) == 0 ? label : next(12) == 0 ? "culture" : "") }
                return parts.joined(separator: isChinese ? (next(2) == 0 ? "" : "，") : " ")
            }
            return TrainingRow(
                article: Article(
                    headline: pick(words, label) + (isChinese ? "" : " ") + sentence(2), body: sentence(25),
                    language: isChinese ? .chinese : .english),
                label: label, source: "made-\(index % 3)", id: "row-\(index)")
        }
    }
}
