import JSON
import LexiconTraining
import Stories

extension EvaluationReport {
    /// What `lexicon evaluate --json` prints.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("lexicon", lexicon.name)
            $0.field("version", lexicon.version)
            $0.field("terms", terms)
            $0.key("all")
            $0.part(all)
            $0.key("sources")
            $0.array(sources) { json, source in
                json.object {
                    $0.field("source", source.name)
                    $0.key("part")
                    $0.part(source.part)
                }
            }
            $0.key("worst")
            $0.array(worst) { json, mistake in
                json.object {
                    $0.field("id", mistake.row.id)
                    $0.field("source", mistake.row.source)
                    if let headline = mistake.row.article.headline { $0.field("headline", headline) }
                    $0.field("said", mistake.said)
                    $0.field("meant", mistake.meant)
                }
            }
        }
        return json.bytes
    }
}

extension JSONWriter {
    /// The rows as they are, and their headlines alone when any row has one.
    fileprivate mutating func part(_ part: EvaluationReport.MeasuredRows) {
        object {
            $0.field("whole", part.whole)
            if part.headlines.count > 0 { $0.field("headlines", part.headlines) }
        }
    }

    /// In `confusion` rows go by their label, columns by the verdict, both in the order of `classes`.
    private mutating func field(_ name: StaticString, _ evaluation: Evaluation) {
        key(name)
        object {
            $0.field("rows", evaluation.count)
            $0.field("accuracy", evaluation.accuracy)
            $0.field("macroF1", evaluation.macroF1)
            $0.field("calibrationError", evaluation.calibrationError)
            $0.key("classes")
            $0.array(evaluation.classes.enumerated()) { json, item in
                let scores = evaluation.scores(of: item.offset)
                json.object {
                    $0.field("name", item.element)
                    $0.field("precision", scores.precision)
                    $0.field("recall", scores.recall)
                    $0.field("f1", scores.f1)
                    $0.field("rows", scores.count)
                }
            }
            $0.key("confusion")
            $0.array(evaluation.confusion) { json, row in json.array(row) { $0.integer($1) } }
            $0.key("reliability")
            $0.array(evaluation.tenths.enumerated()) { json, item in
                let count = Double(max(1, item.element.count))
                json.object {
                    $0.field("from", Double(item.offset) / 10)
                    $0.field("verdicts", item.element.count)
                    $0.field("confidence", item.element.confidence / count)
                    $0.field("right", Double(item.element.right) / count)
                }
            }
        }
    }

    fileprivate mutating func field(_ name: StaticString, _ label: Label) {
        key(name)
        object {
            $0.field("category", label.category)
            $0.field("confidence", label.confidence)
            $0.field("score", label.score)
            $0.key("evidence")
            $0.array(label.evidence) { json, evidence in
                json.object {
                    $0.field("term", evidence.term)
                    $0.field("weight", evidence.weight)
                    $0.field("count", evidence.count)
                    $0.field("contribution", evidence.contribution)
                    $0.field("headline", evidence.headline)
                }
            }
        }
    }
}
