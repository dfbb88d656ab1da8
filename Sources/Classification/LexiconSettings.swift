import CheckedYAML
import Stories

/// What `lexicon.yaml` says: name, categories and scoring parameters.
struct LexiconSettings {
    private(set) var name = ""
    private(set) var categories: [Lexicon.Category] = []
    private(set) var scoring = Scoring(biases: [])

    /// Reads the settings; what is wrong is added to the findings, and what could be read is there all the same.
    init(_ bytes: [UInt8], file: String, findings: inout [Diagnostic]) {
        var diagnostics = DiagnosticCollector()
        do {
            read(try YAMLValue(bytes, file: file), &diagnostics)
        } catch {
            diagnostics.findings.append(error)
        }
        findings += diagnostics.findings
    }

    private mutating func read(_ document: YAMLValue, _ diagnostics: inout DiagnosticCollector) {
        let top = Fields(of: document, path: "", known: ["name", "categories", "scoring"], &diagnostics)
        top.require(["name", "categories", "scoring"], &diagnostics)
        name = top.value("name", Self.nameNotation, default: nil, &diagnostics, Self.name) ?? ""
        readCategories(top, &diagnostics)
        readScoring(
            Fields(
                of: top["scoring"], path: "scoring",
                known: ["headline_factor", "length", "bias", "temperature", "evidence_max"], &diagnostics), &diagnostics)
    }

    private static let nameNotation = "lower-case letters, digits and hyphens"

    private static func name(_ text: String) -> String? {
        text.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil ? text : nil
    }
}

// MARK: - Categories

extension LexiconSettings {
    private mutating func readCategories(_ top: Fields, _ diagnostics: inout DiagnosticCollector) {
        let values = top.list("categories", &diagnostics)
        for (index, value) in values.enumerated() {
            let fields = Fields(
                of: value, path: "categories[\(index + 1)]", known: ["name", "labels", "media_topics", "threshold"],
                &diagnostics)
            fields.require(["name", "threshold"], &diagnostics)
            let notation = "\(Self.nameNotation), not given before"
            let name = fields.value("name", notation, default: nil, &diagnostics) { text in
                let isTaken = ["term", "note", Verdict.unclassified].contains(text)
                return isTaken || categories.contains { $0.name == text } ? nil : Self.name(text)
            }
            guard let name else { continue }
            categories.append(
                Lexicon.Category(
                    name: name, labels: labels(fields, &diagnostics), mediaTopics: mediaTopics(fields, &diagnostics),
                    threshold: fields.number("threshold", default: 0.4, in: 0...1, &diagnostics)))
        }
        if values.isEmpty, let origin = top["categories"]?.origin {
            diagnostics.findings.append(Diagnostic(at: origin, "categories: expected at least one"))
        }
    }

    private func labels(_ category: Fields, _ diagnostics: inout DiagnosticCollector) -> [String: String] {
        let labels = Fields(of: category["labels"], path: category.path(of: "labels"), known: nil, &diagnostics)
        return labels.keys.reduce(into: [:]) { $0[$1] = labels.text($1, default: nil, &diagnostics) }
    }

    private func mediaTopics(_ category: Fields, _ diagnostics: inout DiagnosticCollector) -> [String] {
        let topics = category.texts("media_topics", default: [], &diagnostics)
        for topic in topics where topic.wholeMatch(of: /medtop:\d{8}/) == nil {
            diagnostics.findings.append(
                Diagnostic(
                    at: category["media_topics"]?.origin ?? category.origin,
                    "\(category.path(of: "media_topics")): expected Media Topics such as medtop:11000000, got \"\(topic)\""
                ))
        }
        return topics
    }
}

// MARK: - Scoring

extension LexiconSettings {
    private mutating func readScoring(_ fields: Fields, _ diagnostics: inout DiagnosticCollector) {
        let standard = scoring
        scoring.headlineFactor = fields.number(
            "headline_factor", default: standard.headlineFactor, in: 0.1...100, &diagnostics)
        scoring.evidenceMax = fields.integer("evidence_max", default: standard.evidenceMax, in: 1...1000, &diagnostics)

        let length = Fields(of: fields["length"], path: "scoring.length", known: ["pivot", "exponent"], &diagnostics)
        scoring.pivot = length.number("pivot", default: standard.pivot, in: 0.01...10_000, &diagnostics)
        scoring.exponent = length.number("exponent", default: standard.exponent, in: 0...1, &diagnostics)

        let classes = categories.map(\.name) + [Verdict.unclassified]
        let biases = Fields(of: fields["bias"], path: "scoring.bias", known: classes, &diagnostics)
        scoring.biases = classes.map { biases.number($0, default: 0, in: -20...20, &diagnostics) }
        readTemperatures(fields, &diagnostics)
    }

    private mutating func readTemperatures(_ fields: Fields, _ diagnostics: inout DiagnosticCollector) {
        var temperatures: [Scoring.Temperature] = []
        for (index, value) in fields.list("temperature", &diagnostics).enumerated() {
            let path = "scoring.temperature[\(index + 1)]"
            let item = Fields(of: value, path: path, known: ["terms", "value"], &diagnostics)
            item.require(["terms", "value"], &diagnostics)
            let least = (temperatures.last?.terms ?? -1) + 1
            temperatures.append(
                Scoring.Temperature(
                    terms: item.integer("terms", default: least, in: least...1_000_000, &diagnostics),
                    value: item.number("value", default: 1, in: 0.05...20, &diagnostics)))
        }
        if !temperatures.isEmpty { scoring.temperatures = temperatures }
    }
}
