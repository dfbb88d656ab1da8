/// What the classifier says of one article: the primary category, every category over its threshold, and why.
public struct Verdict: Hashable, Sendable {
    /// The primary category's name, or ``unclassified``.
    public var category: String
    /// Calibrated confidence in ``category``, 0 to 100: of the verdicts given with 80, about 80 % are right.
    public var confidence: Int
    /// Every category over its threshold, best first; an unclassified article may have some too.
    public var labels: [Label]
    /// The lexicon that judged.
    public var lexicon: LexiconVersion

    /// The category of an article that no category of the lexicon claims.
    public static let unclassified = "unclassified"

    public init(category: String, confidence: Int, labels: [Label], lexicon: LexiconVersion) {
        self.category = category
        self.confidence = confidence
        self.labels = labels
        self.lexicon = lexicon
    }
}

/// One category that an article belongs to, with the keywords that say so.
public struct Label: Hashable, Sendable {
    /// The category's name in the lexicon.
    public var category: String
    /// Calibrated confidence, 0 to 100.
    public var confidence: Int
    /// The category's logit: bias plus the contributions of the evidence.
    public var score: Double
    /// IPTC Media Topics of the category, such as `medtop:11000000`.
    public var mediaTopics: [String]
    /// The terms that bore on this category, largest absolute contribution first.
    public var evidence: [Evidence]

    public init(category: String, confidence: Int, score: Double, mediaTopics: [String], evidence: [Evidence]) {
        self.category = category
        self.confidence = confidence
        self.score = score
        self.mediaTopics = mediaTopics
        self.evidence = evidence
    }
}

/// One lexicon term found in an article, and what it added to a category's score.
///
/// A term found in both headline and body is two pieces of evidence, one for each place, which share its
/// contribution.
public struct Evidence: Hashable, Sendable {
    /// The term as the lexicon writes it.
    public var term: String
    /// The term's weight for the category, in logits.
    public var weight: Double
    /// How often the term stands in this part of the article.
    public var count: Int
    /// What the term added to the category's score, in logits.
    public var contribution: Double
    /// Whether ``at`` counts in the headline; otherwise in the body.
    public var headline: Bool
    /// Where the term stands: half-open ranges of Unicode code points, rising, at most
    /// ``positionsMax`` of them.
    public var at: [Range<Int>]

    /// How many positions of one term a record lists; ``count`` always counts all.
    public static let positionsMax = 32

    public init(term: String, weight: Double, count: Int, contribution: Double, headline: Bool, at: [Range<Int>]) {
        self.term = term
        self.weight = weight
        self.count = count
        self.contribution = contribution
        self.headline = headline
        self.at = at
    }
}

/// Which lexicon judged: its name and the first 12 hexadecimal digits of its content hash.
public struct LexiconVersion: Hashable, Sendable, CustomStringConvertible {
    /// The lexicon's name, from its `lexicon.yaml`.
    public var name: String
    /// The first 12 hexadecimal digits of the SHA-256 of its files.
    public var version: String

    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    public var description: String { "\(name)@\(version)" }
}
