import Foundation
import TextCleaning
import Stories

/// Counts words: what a message holds of those of its source.
enum Words {
    /// The words of a text and how often each stands in it: Latin words, and each Chinese character and digit.
    static func count(_ text: String) -> [String: Int] {
        var counts: [String: Int] = [:]
        var word = ""
        func end() {
            if !word.isEmpty { counts[word, default: 0] += 1 }
            word = ""
        }
        for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: word.unicodeScalars.append(scalar)
            case 0x30...0x39, 0x3400...0x9FFF:
                end()
                counts[String(scalar), default: 0] += 1
            default: end()
            }
        }
        end()
        return counts
    }

    /// The words of a source that stand nowhere in what was made of it: neither in a story's headline, body, byline or
    /// dateline, nor among the leftovers. Words that only say in which list of the byline a name stands do not count.
    static func lost(from source: String, in message: ParsedMessage) -> [String: Int] {
        let articles = message.copies.map(\.article)
        let texts = articles.flatMap { [$0.headline, $0.dateline, $0.body].compactMap { $0 } }
        let names = articles.flatMap { $0.byline.reporters + $0.byline.correspondents + $0.byline.photographers }
        // A byline lists each name once, however often it is named.
        let named = count(names.joined(separator: "\n"))
        let kept = count((texts + message.leftovers.map(\.text)).joined(separator: "\n"))
        var bare = source
        for role in roles { bare = bare.replacing(role, with: " ") }
        // The roles letter-spaced, or cut by a line's end.
        bare = bare.replacing(/报\s*道|记\s*者|通\s*讯\s*员|\s摄|\b(By|BY)\b:?/, with: " ")
        return count(bare).reduce(into: [:]) { lost, word in
            let missing = word.value - kept[word.key, default: 0]
            if missing > 0, named[word.key] == nil { lost[word.key] = missing }
        }
    }

    /// Words of bylines that the record's lists say in their place.
    private static let roles = [
        "全媒体", "见习", "特约通讯员", "本报记者", "参与采写", "记者", "記者", "通讯员", "摄影报道", "摄影", "报道", " 摄", "文/图", "文／", " and ",
        "Subject:",
        "丨",
    ]
}
