import Daemon
import LexiconTraining
import Stories

/// What `lexicon evaluate --json` prints.
struct EvaluationFigures: Encodable {
    let lexicon: String
    let version: String
    let terms: Int
    let all: PrintedPart
    let sources: [Source]
    let worst: [PrintedMistake]

    struct Source: Encodable {
        let source: String
        let part: PrintedPart
    }

    struct PrintedPart: Encodable {
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
        let reliability: [PrintedTenth]
    }

    struct Class: Encodable {
        let name: String
        let precision: Double
        let recall: Double
        let f1: Double
        let rows: Int
    }

    struct PrintedTenth: Encodable {
        let from: Double
        let verdicts: Int
        /// The mean confidence of the verdicts, and the part of them that is right; 0 without any.
        let confidence: Double
        let right: Double
    }

    struct PrintedMistake: Encodable {
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
        let evidence: [PrintedTerm]
    }

    struct PrintedTerm: Encodable {
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
        all = PrintedPart(report.all)
        sources = report.sources.map { Source(source: $0.name, part: PrintedPart($0.part)) }
        worst = report.worst.map {
            PrintedMistake(
                id: $0.row.id, source: $0.row.source, headline: $0.row.article.headline, said: Side($0.said),
                meant: Side($0.meant))
        }
    }
}

extension EvaluationFigures.PrintedPart {
    fileprivate init(_ part: EvaluationReport.MeasuredRows) {
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
            return EvaluationFigures.PrintedTenth(
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
            EvaluationFigures.PrintedTerm(
                term: $0.term, weight: $0.weight, count: $0.count, contribution: $0.contribution,
                headline: $0.headline)
        }
    }
}
