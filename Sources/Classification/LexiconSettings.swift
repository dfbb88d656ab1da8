import Stories
import Yams

/// What `lexicon.yaml` says: name, categories and scoring parameters.
struct LexiconSettings {
    private(set) var name = ""
    private(set) var categories: [Lexicon.Category] = []
    private(set) var scoring = Scoring(biases: [])

    /// Reads the settings; what is wrong is added to the findings, and what could be read is there all the same.
    init(_ bytes: [UInt8], file: String, findings: inout [LexiconFinding]) {
        var sheet = YAMLSheet(file: file)
        if let root = sheet.root(bytes) { read(root, &sheet) }
        findings += sheet.findings
    }

    private mutating func read(_ root: Node, _ sheet: inout YAMLSheet) {
        let keys = sheet.mapping(root, at: "the file", keys: ["name", "categories", "scoring"])
        guard let keys else { return }
        if let node = sheet.required("name", keys, of: root) { name = sheet.name(node, at: "name") ?? "" }
        if let node = sheet.required("categories", keys, of: root) { readCategories(node, &sheet) }
        if let node = sheet.required("scoring", keys, of: root) { readScoring(node, &sheet) }
    }

    // MARK: - Categories

    private mutating func readCategories(_ node: Node, _ sheet: inout YAMLSheet) {
        guard let nodes = sheet.sequence(node, at: "categories") else { return }
        if nodes.isEmpty { sheet.find(node, "\"categories\" is empty; a lexicon has at least one category") }
        for node in nodes {
            let known = ["name", "labels", "media_topics", "threshold"]
            guard let keys = sheet.mapping(node, at: "a category", keys: known) else { continue }
            guard let nameNode = sheet.required("name", keys, of: node),
                let name = sheet.name(nameNode, at: "name")
            else { continue }
            if name == Verdict.unclassified || ["term", "note"].contains(name) {
                sheet.find(nameNode, "\"\(name)\" cannot be a category: the name has a meaning already")
            }
            if categories.contains(where: { $0.name == name }) {
                sheet.find(nameNode, "category \"\(name)\" comes twice")
            }
            var category = Lexicon.Category(name: name, threshold: 0.4)
            if let node = keys["labels"] { category.labels = sheet.strings(node, at: "labels") ?? [:] }
            for node in keys["media_topics"].flatMap({ sheet.sequence($0, at: "media_topics") }) ?? [] {
                guard let topic = sheet.string(node, at: "media_topics") else { continue }
                if topic.wholeMatch(of: /medtop:\d{8}/) == nil {
                    sheet.find(node, "\"\(topic)\" is no Media Topic such as medtop:11000000")
                }
                category.mediaTopics.append(topic)
            }
            if let node = sheet.required("threshold", keys, of: node),
                let threshold = sheet.number(node, at: "threshold", in: 0...1)
            {
                category.threshold = threshold
            }
            categories.append(category)
        }
    }

    // MARK: - Scoring

    private mutating func readScoring(_ node: Node, _ sheet: inout YAMLSheet) {
        let classes = categories.map(\.name) + [Verdict.unclassified]
        scoring.biases = [Double](repeating: 0, count: classes.count)
        let known = ["headline_factor", "length", "bias", "temperature", "evidence_max"]
        guard let keys = sheet.mapping(node, at: "scoring", keys: known) else { return }
        if let node = keys["headline_factor"] {
            scoring.headlineFactor =
                sheet.number(node, at: "headline_factor", in: 0.1...100) ?? scoring.headlineFactor
        }
        if let node = keys["length"] {
            let keys = sheet.mapping(node, at: "length", keys: ["pivot", "exponent"]) ?? [:]
            if let node = keys["pivot"] {
                scoring.pivot = sheet.number(node, at: "pivot", in: 0.01...10_000) ?? scoring.pivot
            }
            if let node = keys["exponent"] {
                scoring.exponent = sheet.number(node, at: "exponent", in: 0...1) ?? scoring.exponent
            }
        }
        if let node = keys["bias"], let keys = sheet.mapping(node, at: "bias", keys: classes) {
            for (index, name) in classes.enumerated() {
                guard let node = keys[name] else { continue }
                scoring.biases[index] = sheet.number(node, at: name, in: -20...20) ?? 0
            }
        }
        if let node = keys["temperature"] { readTemperatures(node, &sheet) }
        if let node = keys["evidence_max"] {
            scoring.evidenceMax = sheet.integer(node, at: "evidence_max", in: 1...1000) ?? scoring.evidenceMax
        }
    }

    private mutating func readTemperatures(_ node: Node, _ sheet: inout YAMLSheet) {
        guard let nodes = sheet.sequence(node, at: "temperature") else { return }
        var temperatures: [Scoring.Temperature] = []
        for node in nodes {
            guard let keys = sheet.mapping(node, at: "a temperature", keys: ["terms", "value"]),
                let termsNode = sheet.required("terms", keys, of: node),
                let valueNode = sheet.required("value", keys, of: node),
                let terms = sheet.integer(termsNode, at: "terms", in: 0...1_000_000),
                let value = sheet.number(valueNode, at: "value", in: 0.05...20)
            else { continue }
            if let last = temperatures.last, last.terms >= terms {
                sheet.find(termsNode, "\"terms\" must rise from one temperature to the next")
            }
            temperatures.append(Scoring.Temperature(terms: terms, value: value))
        }
        if nodes.isEmpty { sheet.find(node, "\"temperature\" is empty; it holds at least one value") }
        if !temperatures.isEmpty { scoring.temperatures = temperatures }
    }
}
