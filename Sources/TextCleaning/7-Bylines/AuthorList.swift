import JSON
import Stories

/// The people of a byline that stands apart from the text, as objects have it: a string, an object with a name, or a list
/// of these.
///
/// It needs no role and no form: what cannot be read as names stays as it is, as one of the reporters. Titles, agencies and
/// addresses are no people, and are kept apart.
struct AuthorList {
    /// Who is named.
    private(set) var byline = Byline()
    /// What else is said: titles, agencies, addresses.
    private(set) var labels: [String] = []

    /// A line of more characters is no byline.
    static let lengthMax = 2000

    var isEmpty: Bool { byline.isEmpty && labels.isEmpty }

    /// Reads a value.
    ///
    /// - Returns: Whether all of it could be read.
    mutating func read(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text):
            read(text)
            return true
        case .array(let items):
            var isRead = true
            for item in items {
                if case .array = item { isRead = false } else if !read(item) { isRead = false }
            }
            return isRead
        case .object: return readObject(value)
        case .null: return true
        case .bool, .number: return false
        }
    }

    /// An author with a name, or a byline as wiredesk's own records have it.
    private mutating func readObject(_ value: JSONValue) -> Bool {
        if let name = value.text
            ?? value.member(["name", "title", "display_name", "displayName", "byline", "by"])?.text
        {
            read(name)
            return true
        }
        let lists: [(String, WritableKeyPath<Byline, [String]>)] = [
            ("reporters", \.reporters), ("correspondents", \.correspondents), ("photographers", \.photographers),
        ]
        var isRead = false
        for (key, path) in lists {
            guard let names = value.member([key]) else { continue }
            isRead = true
            for name in names.kinds { for line in Self.lines(of: name) { add(String(line), to: path) } }
        }
        return isRead
    }

    /// Reads a text, line by line, since a line's end is no part of a name.
    mutating func read(_ text: String) {
        let plain = (try? MarkupText.line(text)) ?? text
        for line in Self.lines(of: plain) {
            guard line.count <= Self.lengthMax else {
                labels.append(String(line))
                continue
            }
            if line.contains(where: \.isChineseCharacter) { readChinese(line) } else { readLatin(line) }
        }
    }

    private static func lines(of text: String) -> [Glyphs] {
        let sheet = TextLines(text)
        return sheet.lines.indices.map { Glyphs(sheet.text($0)) }
    }

    mutating func add(_ name: String, to path: WritableKeyPath<Byline, [String]> = \.reporters) {
        guard !byline[keyPath: path].contains(name) else { return }
        // What is said of others is kept with the labels.
        if byline[keyPath: path].count < Byline.peopleMax {
            byline[keyPath: path].append(name)
        } else {
            label(name)
        }
    }

    /// Keeps what is no name.
    mutating func label(_ text: String) { if !text.isEmpty { labels.append(text) } }

    mutating func merge(_ credit: Byline) { byline.merge(credit) }

    /// Puts the ending of a name (`Jr.`) behind the name that was read last.
    mutating func amendLast(with ending: String) {
        guard let last = byline.reporters.popLast() else { return label(ending) }
        byline.reporters.append("\(last) \(ending)")
    }

    // MARK: - Chinese

    private mutating func readChinese(_ line: Glyphs) {
        if let credit = BylineExtraction.credit(line[...]) { return merge(credit) }
        for part in line.split(whereSeparator: { Self.separators.contains($0) }) {
            var words = part.split(separator: .space).map { Glyphs($0) }
            for word in words where Self.isOutlet(word) { label(String(word)) }
            words.removeAll(where: Self.isOutlet)
            if words.isEmpty || readRoles(words) { continue }
            if let names = Names.read(words, strict: true) {
                for name in names { add(name) }
            } else if words.allSatisfy({ (2...4).contains($0.count) && $0.allSatisfy(\.isChineseCharacter) }) {
                for name in words { add(String(name)) }
            } else {
                add(words.map { String($0) }.joined(separator: " "))
            }
        }
    }

    /// Reads names with roles between them: `王小明 李小红 通讯员 钱多多`. Names before the first role are reporters.
    ///
    /// - Returns: Whether there is a role.
    private mutating func readRoles(_ words: [Glyphs]) -> Bool {
        func role(of word: Glyphs) -> ChineseCreditRole? {
            word.count > 1 ? ChineseCreditRole.words(beginning: word[0]).first { $0.text == word && $0.leads }?.role : nil
        }
        guard words.count > 1, words.contains(where: { role(of: $0) != nil }) else { return false }
        var path: WritableKeyPath<Byline, [String]> = \.reporters
        for word in words {
            switch role(of: word) {
            case .reporter, .both: path = \.reporters
            case .correspondent: path = \.correspondents
            case .photographer: path = \.photographers
            case .editor: path = \.editors
            case nil: add(String(word), to: path)
            }
        }
        return true
    }

    private static let separators: GlyphSet = "、，,;；/|｜"

    /// Whether a word names a paper, a station or an office.
    private static func isOutlet(_ word: Glyphs) -> Bool {
        word.count > 2 && outlets.contains { word.count >= $0.count && word.suffix($0.count) == $0[...] }
    }

    private static let outlets = """
        报 社 网 电视台 广播台 电台 新闻 客户端 编辑部 记者站 传媒 融媒 融媒体 中心 频道 央视 報 網 电视 全媒体
        """.glyphWords
}
