package import Classification
import KeywordMatching
import Stories

/// Learns a lexicon from labelled stories.
///
/// Candidates are sequences of characters and words; a regression over all of them chooses, a second one with the
/// real matcher, in which longer terms mask shorter ones, weighs and prunes, and a third gives the final weights.
/// Rows that editors fixed keep their weights, and the rest is learnt around them. Temperatures are measured on
/// folds, and on whole sources, that a training of its own has not seen.
package struct LexiconTrainer: Sendable {
    /// The categories, in order; the classes are these and ``Verdict/unclassified``.
    package let categories: [Lexicon.Category]
    /// Rows that are taken over as they are.
    package let fixed: [Lexicon.Term]
    /// How to train.
    package let options: TrainingOptions

    package init(categories: [Lexicon.Category], fixed: [Lexicon.Term] = [], options: TrainingOptions = .init()) {
        self.categories = categories
        self.fixed = fixed
        self.options = options
    }

    /// Learns a lexicon, calibrated on rows that trainings of their own have not seen.
    ///
    /// - Parameters:
    ///   - name: The lexicon's name. Its version is empty: a version is the hash of files.
    ///   - progress: Called when one of several trainings is done: how many are, of how many.
    /// - Complexity: About half a minute and 300 MB for 15 000 rows of 1 000 characters.
    package func train(
        _ rows: [TrainingRow], name: String, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws(TrainingError) -> Lexicon {
        let labels = try labels(of: rows)
        let parts = folds(of: rows).map { ($0, 1) } + sources(of: rows).map { ($0, options.strangerShare) }
        var calibration = Calibration()
        for (number, (held, weight)) in parts.enumerated() {
            let rest = rows.indices.filter { !held.contains($0) }
            guard weight > 0, Set(rest.map { labels[$0] }).count > 1 else { continue }
            let classifier = Classifier(fit(rest.map { rows[$0] }, labels: rest.map { labels[$0] }, name: name))
            for index in held.sorted() {
                for row in [rows[index], rows[index].headlineOnly].compactMap({ $0 }) {
                    calibration.add(classifier.scores(of: row.article), label: labels[index], weight: weight)
                }
            }
            progress(number + 1, parts.count + 1)
        }
        let lexicon = fit(rows, labels: labels, name: name)
        var scoring = lexicon.scoring
        scoring.temperatures = calibration.temperatures()
        progress(parts.count + 1, parts.count + 1)
        return Lexicon(
            version: lexicon.version, categories: categories, terms: lexicon.terms, scoring: scoring)
    }

    /// Places of rows that are held out together: some of each source.
    private func folds(of rows: [TrainingRow]) -> [Set<Int>] {
        (0..<options.folds).map { fold in
            Set(rows.indices.filter { rows[$0].fold(of: options.folds, seed: options.seed) == fold })
        }
    }

    /// Places of rows that are held out together: whole sources, so that confidence is right about news of others, too.
    /// One of each language at a time, since languages have next to no terms in common.
    private func sources(of rows: [TrainingRow]) -> [Set<Int>] {
        let bySource = Dictionary(grouping: rows.indices) { rows[$0].source }
        let ranked = bySource.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.value)
        let chinese = ranked.filter { $0.contains { rows[$0].article.language == .chinese } }
        let others = ranked.filter { !$0.contains { rows[$0].article.language == .chinese } }
        return (0..<max(chinese.count, others.count)).map { number in
            Set([chinese, others].flatMap { number < $0.count ? $0[number] : [] })
        }
    }

    private func labels(of rows: [TrainingRow]) throws(TrainingError) -> [Int] {
        let classes = categories.map(\.name) + [Verdict.unclassified]
        var labels: [Int] = []
        for row in rows {
            guard let label = classes.firstIndex(of: row.label) else {
                throw TrainingError(.unknownLabel, "label \"\(row.label)\" is no category of the lexicon")
            }
            labels.append(label)
        }
        guard Set(labels).count > 1 else { throw TrainingError(.tooFewRows, "all rows have the same label, or none") }
        return labels
    }

    // MARK: - Fitting

    private func fit(_ rows: [TrainingRow], labels: [Int], name: String) -> Lexicon {
        let data = TrainingData(rows, labels: labels, classes: categories.count + 1, options: options)
        var terms = fixed
        for isChinese in [true, false] {
            let part = data.part { ($0.article.language == .chinese) == isChinese }
            // "AI" stands in texts of both.
            let known = Set(terms.map { KeywordMatcher.folded($0.text) })
            terms += learn(part, textsMin: isChinese ? options.textsMin : options.textsMinOfWords).filter {
                !known.contains(KeywordMatcher.folded($0.text))
            }
        }
        // Within languages terms were weighed apart; the last fit gives them one scale and one set of biases.
        return weigh(terms, data).lexicon(name: name, categories: categories)
    }

    /// Chooses and prunes the terms of one language.
    private func learn(_ data: TrainingData, textsMin: Int) -> [Lexicon.Term] {
        guard data.rows.count > 1 else { return [] }
        let taken = Set(fixed.map { KeywordMatcher.folded($0.text) })
        let choice = TermChoice(data, options: options, textsMin: textsMin, taken: taken)
        let wide = choice.best(options.termsMax * 2)
        let fitted = weigh(fixed + wide, data)
        return fitted.pruned(to: options.termsMax)
    }

    private func weigh(_ terms: [Lexicon.Term], _ data: TrainingData) -> WeighedTerms {
        WeighedTerms(terms, fixed: fixed.count, data, options: options)
    }
}
