import LexiconTraining
import Stories

/// What `lexicon evaluate --json` prints.
struct EvaluationFigures: Encodable {
    let lexicon: String
    let version: String
    let terms: Int
    let all: Part
    let sources: [Source]
    let worst: [Mistake]

    struct Source: Encodable {
        let source: String
        let part: Part
    }

    struct Part: Encodable {
        let whole: Measures
        /// Absent when no row has a headline.
        let headlines: Measures?
    }

    struct Measures: Encodable {
        let rows: Int
        let accuracy: Double
        let macroF1: Double
        let calibrationError: Double
        let classes: [Class]
        /// Rows by their label, columns by the verdict, both in the order of `classes`.
        let confusion: [[Int]]
        let reliability: [Tenth]
    }

    struct Class: Encodable {
        let name: String
        let precision: Double
        let recall: Double
        let f1: Double
        let rows: Int
    }

    struct Tenth: Encodable {
        let from: Double
        let verdicts: Int
        /// The mean confidence of the verdicts, and the part of them that is right; 0 without any.
        let confidence: Double
        let right: Double
    }

    struct Mistake: Encodable {
        let id: String
        let source: String
        let headline: String?
        let said: Side
        let meant: Side
    }

    struct Side: Encodable {
        let category: String
        let confidence: Int
        let score: Double
        let evidence: [Term]
    }

    struct Term: Encodable {
        let term: String
        let weight: Double
        let count: Int
        let contribution: Double
        let headline: Bool
    }

    init(_ report: EvaluationReport) {
        lexicon = report.lexicon.name
        version = report.lexicon.version
        terms = report.terms
        all = Part(report.all)
        sources = report.sources.map { Source(source: $0.name, part: Part($0.part)) }
        worst = report.worst.map {
            Mistake(
                id: $0.row.id, source: $0.row.source, headline: $0.row.article.headline, said: Side($0.said),
                meant: Side($0.meant))
        }
    }
}

extension EvaluationFigures.Part {
    fileprivate init(_ part: EvaluationReport.Part) {
        whole = EvaluationFigures.Measures(part.whole)
        headlines = part.headlines.count > 0 ? EvaluationFigures.Measures(part.headlines) : nil
    }
}

extension EvaluationFigures.Measures {
    fileprivate init(_ evaluation: Evaluation) {
        rows = evaluation.count
        accuracy = evaluation.accuracy
        macroF1 = evaluation.macroF1
        calibrationError = evaluation.calibrationError
        classes = evaluation.classes.enumerated().map { index, name in
            let scores = evaluation.scores(of: index)
            return EvaluationFigures.Class(
                name: name, precision: scores.precision, recall: scores.recall, f1: scores.f1, rows: scores.count)
        }
        confusion = evaluation.confusion
        reliability = evaluation.tenths.enumerated().map { index, tenth in
            let count = Double(max(1, tenth.count))
            return EvaluationFigures.Tenth(
                from: Double(index) / 10, verdicts: tenth.count, confidence: tenth.confidence / count,
                right: Double(tenth.right) / count)
        }
    }
}

extension EvaluationFigures.Side {
    fileprivate init(_ label: Label) {
        category = label.category
        confidence = label.confidence
        score = label.score
        evidence = label.evidence.map {
            EvaluationFigures.Term(
                term: $0.term, weight: $0.weight, count: $0.count, contribution: $0.contribution,
                headline: $0.headline)
        }
    }
}
