import CheckedYAML
import KeywordMatching
import Stories

/// The terms of a lexicon, as `terms.tsv` lists them.
///
///     term	politics	economy	safety	culture	unclassified	note
///     # a comment
///     市委常委会	3.20	-0.40		-0.30	-0.50	fixed
///     大麻烦						fixed: masks 大麻
///
/// Fields are separated by tabs; an empty weight is 0. There is a column for each category, in any order, and there
/// may be one for `unclassified` and one for a `note`. A line ends with a newline, before which a carriage return is
/// ignored; a byte order mark at the start of the file is too.
struct TermSheet {
    /// The largest magnitude a weight may have: e^20 against one is beyond any doubt.
    static let weightMax = 20.0

    private(set) var terms: [Lexicon.Term] = []

    private typealias Field = Slice<UnsafeBufferPointer<UInt8>>

    private enum Column: Hashable {
        case term
        case weight(Int)
        case note
    }

    private let file: String
    private let classes: [String]
    private var columns: [Column] = []
    /// Where each term stands, by the form in which the matcher compares it.
    private var places: [String: (line: Int, index: Int)] = [:]

    /// Reads the sheet; what is wrong is added to the findings.
    ///
    /// - Parameter categories: The category names, in the lexicon's order.
    init(_ bytes: [UInt8], file: String, categories: [String], findings: inout [Diagnostic]) {
        self.file = file
        classes = categories + [Verdict.unclassified]
        places.reserveCapacity(bytes.count / 40)
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 0
        bytes.withUnsafeBufferPointer { bytes in
            while start < bytes.count {
                line += 1
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                var row = bytes[start..<end]
                if row.last == UInt8(ascii: "\r") { row.removeLast() }
                start = end + 1
                if row.isEmpty || row.first == UInt8(ascii: "#") { continue }
                if columns.isEmpty {
                    header(row, line, &findings)
                    // Without columns the rows would only say the same again and again.
                    if columns.isEmpty { return }
                } else {
                    read(row, line, &findings)
                }
            }
        }
        if columns.isEmpty, findings.allSatisfy({ !$0.isAbout(file) }) {
            findings.append(Diagnostic(file, "the file has no header; it starts with \"term\""))
        }
    }

    // MARK: - Header

    private mutating func header(_ row: Field, _ line: Int, _ findings: inout [Diagnostic]) {
        let known = ["term"] + classes + ["note"]
        var found: [Column] = []
        let before = findings.count
        forEachField(row) { field, column, _ in
            let name = String(decoding: field, as: UTF8.self)
            let meaning: Column? =
                switch name {
                case "term": .term
                case "note": .note
                default: classes.firstIndex(of: name).map { .weight($0) }
                }
            guard let meaning else {
                let hint = suggestion(for: name, among: known)
                findings.append(Diagnostic(file, line: line, column: column, "unknown column \"\(name)\"\(hint)"))
                return
            }
            if found.contains(meaning) {
                findings.append(Diagnostic(file, line: line, column: column, "column \"\(name)\" comes twice"))
            }
            found.append(meaning)
        }
        if !found.contains(.term) { findings.append(Diagnostic(file, line: line, "column \"term\" is missing")) }
        for (index, name) in classes.dropLast().enumerated() where !found.contains(.weight(index)) {
            findings.append(Diagnostic(file, line: line, "column \"\(name)\" is missing"))
        }
        if findings.count == before { columns = found }
    }

    // MARK: - Rows

    private mutating func read(_ row: Field, _ line: Int, _ findings: inout [Diagnostic]) {
        guard String(validating: row, as: UTF8.self) != nil else {
            let repaired = String(decoding: row, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
            findings.append(Diagnostic(file, line: line, column: repaired.count + 1, "the line is not UTF-8"))
            return
        }
        var term = Lexicon.Term(text: "", weights: [Double](repeating: 0, count: classes.count))
        var fields = 0
        forEachField(row) { field, column, index in
            fields = index + 1
            guard index < columns.count else { return }
            switch columns[index] {
            case .term: term.text = self.text(field, line, column, &findings)
            case .note: term.note = String(decoding: field, as: UTF8.self)
            case .weight(let index): term.weights[index] = weight(field, line, column, &findings)
            }
        }
        // Editors that strip trailing blanks take an empty note and its tab with them.
        let least = columns.last == .note ? columns.count - 1 : columns.count
        if fields < least || fields > columns.count {
            let reason = "the row has \(fields) fields, the header \(columns.count)"
            findings.append(Diagnostic(file, line: line, reason))
        }
        guard !term.text.isEmpty else { return }
        let form = KeywordMatcher.folded(term.text)
        if let (first, index) = places[form] {
            if let reason = conflict(of: term, with: terms[index], onLine: first) {
                findings.append(Diagnostic(file, line: line, reason))
            }
        } else {
            places[form] = (line, terms.count)
        }
        terms.append(term)
    }

    /// What is wrong with a term that the matcher takes for an earlier one; nothing when it is another spelling with
    /// the same weights, such as 臺風 beside 台风, of which the earlier one is reported.
    private func conflict(of term: Lexicon.Term, with earlier: Lexicon.Term, onLine line: Int) -> String? {
        if term.text.lowercased() == earlier.text.lowercased() {
            return "the term \"\(term.text)\" is on line \(line) already"
        }
        guard term.weights != earlier.weights else { return nil }
        return "the term \"\(term.text)\" matches the same text as \"\(earlier.text)\" on line \(line), "
            + "but has other weights"
    }

    private func text(
        _ field: Field, _ line: Int, _ column: Int, _ findings: inout [Diagnostic]
    ) -> String {
        let text = String(decoding: field, as: UTF8.self)
        if text.allSatisfy(\.isWhitespace) {
            findings.append(Diagnostic(file, line: line, column: column, "the term is empty"))
            return ""
        }
        if text.first?.isWhitespace == true || text.last?.isWhitespace == true {
            let reason = "the term \"\(text)\" has a space at its start or end"
            findings.append(Diagnostic(file, line: line, column: column, reason))
        }
        return text
    }

    private func weight(
        _ field: Field, _ line: Int, _ column: Int, _ findings: inout [Diagnostic]
    ) -> Double {
        if field.isEmpty { return 0 }
        if let value = Double(plainDecimal: field) {
            if value.magnitude <= Self.weightMax { return value }
            let reason = "the weight \(value) is beyond ±\(Int(Self.weightMax)); 3 nearly decides"
            findings.append(Diagnostic(file, line: line, column: column, reason))
            return 0
        }
        let text = String(decoding: field, as: UTF8.self)
        findings.append(Diagnostic(file, line: line, column: column, "\"\(text)\" is not a number such as -1.25"))
        return 0
    }

    // MARK: - Bytes

    private func forEachField(
        _ row: Field,
        _ body: (_ field: Field, _ column: Int, _ index: Int) -> Void
    ) {
        var start = row.startIndex
        var column = 1
        var index = 0
        while true {
            let end = row[start...].firstIndex(of: UInt8(ascii: "\t")) ?? row.endIndex
            body(row[start..<end], column, index)
            guard end < row.endIndex else { return }
            column += row[start...end].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
            start = end + 1
            index += 1
        }
    }
}
