package import Classification
import KeywordMatching
import Stories

/// Learns a lexicon from labelled stories.
///
/// Candidates are sequences of characters and words; a regression over all of them chooses, a second one with the
/// real matcher, in which longer terms mask shorter ones, weighs and prunes, and a third gives the final weights.
/// Rows that editors fixed keep their weights, and the rest is learnt around them. Temperatures are measured on
/// folds that a whole training of its own has not seen.
package struct LexiconTrainer: Sendable {
    /// The categories, in order; the classes are these and ``Verdict/unclassified``.
    package let categories: [Lexicon.Category]
    /// Rows that are taken over as they are.
    package let fixed: [Lexicon.Term]
    /// How to train.
    package let options: TrainingOptions

    /// Makes a trainer.
    package init(categories: [Lexicon.Category], fixed: [Lexicon.Term] = [], options: TrainingOptions = .init()) {
        self.categories = categories
        self.fixed = fixed
        self.options = options
    }

    /// Learns a lexicon, calibrated on folds of the rows.
    ///
    /// - Parameter name: The lexicon's name. Its version is empty: a version is the hash of files.
    /// - Complexity: About a minute and 2 GB for 15 000 rows of 2 000 characters.
    package func train(_ rows: [TrainingRow], name: String) throws(TrainingError) -> Lexicon {
        let labels = try labels(of: rows)
        var calibration = Calibration()
        for fold in 0..<options.folds {
            let held = rows.indices.filter { rows[$0].fold(of: options.folds, seed: options.seed) == fold }
            let rest = rows.indices.filter { rows[$0].fold(of: options.folds, seed: options.seed) != fold }
            let part = fit(rest.map { rows[$0] }, labels: rest.map { labels[$0] }, name: name)
            let classifier = Classifier(part)
            for index in held {
                calibration.add(classifier.scores(of: rows[index].article), label: labels[index])
                if let copy = rows[index].headlineOnly {
                    calibration.add(classifier.scores(of: copy.article), label: labels[index])
                }
            }
        }
        let lexicon = fit(rows, labels: labels, name: name)
        var scoring = lexicon.scoring
        scoring.temperatures = calibration.temperatures()
        return Lexicon(
            version: lexicon.version, categories: categories, terms: lexicon.terms, scoring: scoring)
    }

    /// Learns a lexicon whose temperature is 1.
    package func trainUncalibrated(_ rows: [TrainingRow], name: String) throws(TrainingError) -> Lexicon {
        fit(rows, labels: try labels(of: rows), name: name)
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
            terms += learn(part).filter { !known.contains(KeywordMatcher.folded($0.text)) }
        }
        // Within languages terms were weighed apart; the last fit gives them one scale and one set of biases.
        return weigh(terms, data).lexicon(name: name, categories: categories)
    }

    /// Chooses and prunes the terms of one language.
    private func learn(_ data: TrainingData) -> [Lexicon.Term] {
        guard data.rows.count > 1 else { return [] }
        let taken = Set(fixed.map { KeywordMatcher.folded($0.text) })
        let choice = TermChoice(data, options: options, taken: taken)
        let wide = choice.best(options.termsMax * 2)
        let fitted = weigh(fixed + wide, data)
        return fitted.pruned(to: options.termsMax)
    }

    private func weigh(_ terms: [Lexicon.Term], _ data: TrainingData) -> WeighedTerms {
        WeighedTerms(terms, fixed: fixed.count, data, options: options)
    }
}
