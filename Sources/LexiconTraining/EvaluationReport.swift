package import Classification
package import Stories

/// How well a lexicon does on labelled stories of several sources, as whole texts and as headlines alone, and where it
/// is most wrong.
package struct EvaluationReport: Sendable {
    /// The lexicon that judged.
    package let lexicon: LexiconVersion
    /// How many terms it has.
    package let terms: Int
    /// All sources together.
    package let all: MeasuredRows
    /// Each source for itself, by name; the name is empty for rows that do not tell.
    package let sources: [(name: String, part: MeasuredRows)]
    /// The wrong verdicts on whole texts that were given with most confidence, the surest first.
    package let worst: [Mistake]

    /// What was measured on some rows.
    package struct MeasuredRows: Sendable {
        /// On the rows as they are.
        package var whole: Evaluation
        /// On headlines alone: of rows with a body a copy without it, of others the row itself.
        package var headlines: Evaluation

        init(_ classes: [String]) {
            whole = Evaluation(classes: classes)
            headlines = whole
        }
    }

    /// A wrong verdict.
    package struct Mistake: Sendable {
        /// The row that was judged.
        package let row: TrainingRow
        /// The category that was said, with what spoke for it.
        package let said: Label
        /// The category that the row's label names, with what spoke for that.
        package let meant: Label
    }

    /// Judges rows; those with a label that the lexicon does not know are left out.
    ///
    /// - Parameters:
    ///   - worstMax: How many mistakes are kept.
    ///   - progress: Called after each row.
    package init(
        of classifier: Classifier, on rows: [TrainingRow], worstMax: Int, progress: () -> Void = {}
    ) {
        let classes = classifier.lexicon.classes
        var all = MeasuredRows(classes)
        var sources: [String: MeasuredRows] = [:]
        var wrong: [(row: TrainingRow, index: Int, probability: Double)] = []
        for row in rows {
            let decision = classifier.decision(on: row.article)
            var part = sources[row.source] ?? MeasuredRows(classes)
            part.whole.add(decision, label: row.label)
            if !all.whole.add(decision, label: row.label) { wrong.append((row, decision.index, decision.probability)) }
            if let headline = row.article.body.isEmpty ? row : row.headlineOnly {
                let decision = classifier.decision(on: headline.article)
                part.headlines.add(decision, label: row.label)
                all.headlines.add(decision, label: row.label)
            }
            sources[row.source] = part
            progress()
        }
        // A stable order, so that the same rows give the same report.
        let ranked = wrong.enumerated().sorted {
            (-$0.element.probability, $0.offset) < (-$1.element.probability, $1.offset)
        }
        lexicon = classifier.lexicon.version
        terms = classifier.lexicon.terms.count
        self.all = all
        self.sources = sources.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        worst = ranked.prefix(worstMax).compactMap { _, wrong in
            guard let said = classifier.label(classes[wrong.index], on: wrong.row.article),
                let meant = classifier.label(wrong.row.label, on: wrong.row.article)
            else { return nil }
            return Mistake(row: wrong.row, said: said, meant: meant)
        }
    }
}
