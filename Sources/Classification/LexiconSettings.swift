import CheckedYAML
import Stories

/// What `lexicon.yaml` says: name, categories and scoring parameters.
struct LexiconSettings {
    private(set) var name = ""
    private(set) var categories: [Lexicon.Category] = []
    private(set) var scoring = Scoring(biases: [])

    /// Reads the settings; what is wrong is added to the findings, and what could be read is there all the same.
    init(_ bytes: [UInt8], file: String, findings: inout [Diagnostic]) {
        var reading = DiagnosticCollector()
        do {
            read(try YAMLValue(bytes, file: file), &reading)
        } catch {
            reading.findings.append(error)
        }
        findings += reading.findings
    }

    private mutating func read(_ document: YAMLValue, _ reading: inout DiagnosticCollector) {
        let top = Fields(of: document, path: "", known: ["name", "categories", "scoring"], &reading)
        top.require(["name", "categories", "scoring"], &reading)
        name = top.value("name", Self.nameNotation, default: nil, &reading, Self.name) ?? ""
        readCategories(top, &reading)
        readScoring(
            Fields(
                of: top["scoring"], path: "scoring",
                known: ["headline_factor", "length", "bias", "temperature", "evidence_max"], &reading), &reading)
    }

    private static let nameNotation = "lower-case letters, digits and hyphens"

    private static func name(_ text: String) -> String? {
        text.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil ? text : nil
    }
}

// MARK: - Categories

extension LexiconSettings {
    private mutating func readCategories(_ top: Fields, _ reading: inout DiagnosticCollector) {
        let values = top.list("categories", &reading)
        for (index, value) in values.enumerated() {
            let fields = Fields(
                of: value, path: "categories[\(index + 1)]", known: ["name", "labels", "media_topics", "threshold"],
                &reading)
            fields.require(["name", "threshold"], &reading)
            let notation = "\(Self.nameNotation), not given before"
            let name = fields.value("name", notation, default: nil, &reading) { text in
                let isTaken = ["term", "note", Verdict.unclassified].contains(text)
                return isTaken || categories.contains { $0.name == text } ? nil : Self.name(text)
            }
            guard let name else { continue }
            categories.append(
                Lexicon.Category(
                    name: name, labels: labels(fields, &reading), mediaTopics: mediaTopics(fields, &reading),
                    threshold: fields.number("threshold", default: 0.4, in: 0...1, &reading)))
        }
        if values.isEmpty, let origin = top["categories"]?.origin {
            reading.findings.append(Diagnostic(at: origin, "categories: expected at least one"))
        }
    }

    private func labels(_ category: Fields, _ reading: inout DiagnosticCollector) -> [String: String] {
        let labels = Fields(of: category["labels"], path: category.path(of: "labels"), known: nil, &reading)
        return labels.keys.reduce(into: [:]) { $0[$1] = labels.text($1, default: nil, &reading) }
    }

    private func mediaTopics(_ category: Fields, _ reading: inout DiagnosticCollector) -> [String] {
        let topics = category.texts("media_topics", default: [], &reading)
        for topic in topics where topic.wholeMatch(of: /medtop:\d{8}/) == nil {
            reading.findings.append(
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
    private mutating func readScoring(_ fields: Fields, _ reading: inout DiagnosticCollector) {
        let standard = scoring
        scoring.headlineFactor = fields.number(
            "headline_factor", default: standard.headlineFactor, in: 0.1...100, &reading)
        scoring.evidenceMax = fields.integer("evidence_max", default: standard.evidenceMax, in: 1...1000, &reading)

        let length = Fields(of: fields["length"], path: "scoring.length", known: ["pivot", "exponent"], &reading)
        scoring.pivot = length.number("pivot", default: standard.pivot, in: 0.01...10_000, &reading)
        scoring.exponent = length.number("exponent", default: standard.exponent, in: 0...1, &reading)

        let classes = categories.map(\.name) + [Verdict.unclassified]
        let biases = Fields(of: fields["bias"], path: "scoring.bias", known: classes, &reading)
        scoring.biases = classes.map { biases.number($0, default: 0, in: -20...20, &reading) }
        readTemperatures(fields, &reading)
    }

    private mutating func readTemperatures(_ fields: Fields, _ reading: inout DiagnosticCollector) {
        var temperatures: [Scoring.Temperature] = []
        for (index, value) in fields.list("temperature", &reading).enumerated() {
            let path = "scoring.temperature[\(index + 1)]"
            let item = Fields(of: value, path: path, known: ["terms", "value"], &reading)
            item.require(["terms", "value"], &reading)
            let least = (temperatures.last?.terms ?? -1) + 1
            temperatures.append(
                Scoring.Temperature(
                    terms: item.integer("terms", default: least, in: least...1_000_000, &reading),
                    value: item.number("value", default: 1, in: 0.05...20, &reading)))
        }
        if !temperatures.isEmpty { scoring.temperatures = temperatures }
    }
}
