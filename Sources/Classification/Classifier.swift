import KeywordMatching
package import Stories

/// Says which category an article belongs to, how sure that is, and why.
///
/// Pure and immutable: the same article and lexicon always give the same verdict, on any thread.
package struct Classifier: Sendable {
    /// The lexicon that judges.
    package let lexicon: Lexicon
    private let matcher: KeywordMatcher
    /// The weights of all terms, one after the other.
    private let weights: [Double]
    /// Whether each term counts; the others only mask.
    private let bears: [Bool]
    private let strengths: StrengthTable

    /// - Complexity: O(size of the lexicon), some milliseconds for 10 000 terms.
    package init(_ lexicon: Lexicon) {
        self.lexicon = lexicon
        matcher = KeywordMatcher(lexicon.terms.map(\.text))
        weights = lexicon.terms.flatMap(\.weights)
        bears = lexicon.terms.map(\.bears)
        strengths = StrengthTable(lexicon.scoring)
    }

    /// Judges one article.
    ///
    /// - Returns: The likeliest category if its probability reaches the category's threshold, else
    ///   ``Verdict/unclassified`` with the probability of that; either way, a label for every category that reaches
    ///   its threshold.
    /// - Complexity: O(bytes + matches).
    package func verdict(on article: Article) -> Verdict {
        let tally = tally(of: article)
        let probabilities = tally.probabilities
        let categories = lexicon.categories
        var verdict = Verdict(
            category: Verdict.unclassified, confidence: percent(probabilities[categories.count]), labels: [],
            lexicon: lexicon.version)
        // Of equal probabilities, the category that the lexicon names first.
        let ranking = probabilities.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
        if let best = ranking.first, best < categories.count, probabilities[best] >= categories[best].threshold {
            verdict.category = categories[best].name
            verdict.confidence = percent(probabilities[best])
        }
        for index in ranking where index < categories.count && probabilities[index] >= categories[index].threshold {
            verdict.labels.append(label(index, tally))
        }
        return verdict
    }

    /// The class that training and evaluation compare with: the verdict's category, without evidence.
    ///
    /// - Returns: The index into ``Lexicon/classes`` and the probability that the verdict's confidence rounds.
    package func decision(on article: Article) -> (index: Int, probability: Double) {
        let probabilities = tally(of: article).probabilities
        let none = lexicon.categories.count
        let best = probabilities.indices.max { (probabilities[$0], $1) < (probabilities[$1], $0) } ?? none
        guard best < none, probabilities[best] >= lexicon.categories[best].threshold else {
            return (none, probabilities[none])
        }
        return (best, probabilities[best])
    }

    /// The scores of all classes before any temperature, and how many terms that count were found.
    package func scores(of article: Article) -> (scores: [Double], terms: Int) {
        let tally = tally(of: article)
        return (tally.scores, tally.bearing)
    }

    /// What speaks for and against a class, ``Verdict/unclassified`` among them, whether or not it reaches its
    /// threshold.
    ///
    /// - Parameter name: One of ``Lexicon/classes``.
    package func label(_ name: String, on article: Article) -> Label? {
        lexicon.classes.firstIndex(of: name).map { label($0, tally(of: article)) }
    }

    // MARK: - The sum

    /// What was found in an article, and what it adds up to.
    private struct Tally {
        let findings: TermHits
        /// The strength of each finding divided by the norm: what its weights are multiplied with.
        let strengths: [Double]
        /// How many of the terms count.
        let bearing: Int
        /// The score of each class.
        let scores: [Double]
        let probabilities: [Double]
    }

    private func tally(of article: Article) -> Tally {
        let findings = TermHits(in: article, by: matcher)
        var squares = 0.0
        var bearing = 0
        var strengths = [Double](repeating: 0, count: findings.all.count)
        for (index, finding) in findings.all.enumerated() where bears[finding.term] {
            let strength = self.strengths.strength(headline: finding.headline, body: finding.body)
            strengths[index] = strength
            squares += strength * strength
            bearing += 1
        }
        let scoring = lexicon.scoring
        let norm = scoring.norm(squares: squares)
        for index in strengths.indices { strengths[index] /= norm }
        let scores = scores(of: findings, strengths)
        let temperature = scoring.temperature(terms: bearing)
        return Tally(
            findings: findings, strengths: strengths, bearing: bearing, scores: scores,
            probabilities: Scoring.probabilities(of: scores, temperature: temperature))
    }

    private func scores(of findings: TermHits, _ strengths: [Double]) -> [Double] {
        var scores = lexicon.scoring.biases
        // The span spares a look at who else holds the array for each of the additions.
        var sums = scores.mutableSpan
        for (index, finding) in findings.all.enumerated() {
            let row = finding.term * sums.count
            for column in sums.indices { sums[column] += weights[row + column] * strengths[index] }
        }
        return scores
    }

    private func percent(_ probability: Double) -> Int { Int((probability * 100).rounded()) }

    // MARK: - Labels

    private func label(_ index: Int, _ tally: Tally) -> Label {
        let columns = lexicon.categories.count + 1
        var score = lexicon.scoring.biases[index]
        let headlineFactor = lexicon.scoring.headlineFactor
        var shares = TopContributions(atMost: lexicon.scoring.evidenceMax)
        for (place, finding) in tally.findings.all.enumerated() {
            let weight = weights[finding.term * columns + index]
            guard weight != 0 else { continue }
            let contribution = weight * tally.strengths[place]
            score += contribution
            let headline = headlineFactor * Double(finding.headline)
            let part = headline / (headline + Double(finding.body))
            func add(_ part: Double, headline: Bool) {
                shares.add(.init(place: place, weight: weight, contribution: contribution * part, headline: headline))
            }
            if finding.headline > 0 { add(part, headline: true) }
            if finding.body > 0 { add(1 - part, headline: false) }
        }
        let category = index < lexicon.categories.count ? lexicon.categories[index] : nil
        return Label(
            category: category?.name ?? Verdict.unclassified, confidence: percent(tally.probabilities[index]),
            score: score, mediaTopics: category?.mediaTopics ?? [],
            evidence: shares.all.map { evidence($0, tally.findings) })
    }

    private func evidence(_ share: TopContributions.Share, _ findings: TermHits) -> Evidence {
        let finding = findings.all[share.place]
        return Evidence(
            term: lexicon.terms[finding.term].text, weight: share.weight,
            count: share.headline ? finding.headline : finding.body, contribution: share.contribution,
            headline: share.headline, at: findings.positions(of: finding, headline: share.headline))
    }
}
