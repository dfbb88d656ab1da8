/// How a lexicon is learnt; the defaults are the ones the shipped lexicon was made with.
package struct TrainingOptions: Sendable {
    /// Decides how rows fall into folds. The same rows, options and seed give the same lexicon, byte for byte.
    package var seed: UInt64 = 1
    /// How many learnt terms a language gets at most, 1 or more.
    package var termsMax = 4000
    /// How often a Chinese term must come up, in texts; what is rarer is often a piece of something.
    package var textsMin = 5
    /// The same of terms of other languages.
    package var textsMinOfWords = 3
    /// Strength of the ridge in the fit that chooses the terms.
    package var choiceRidge = 5e-5
    /// Strength of the ridge in the fit that gives the weights.
    package var ridge = 8e-5
    /// Strength of the ridge on the biases.
    package var biasRidge = 1.0
    /// The part of the weights of Chinese terms that is naive Bayes, 0 to 1: see ``ComplementBayes``. On sources that
    /// were not learnt from, Chinese gains by more of it than English.
    package var bayesShare = 0.6
    /// The same of terms that start with a word.
    package var bayesShareOfWords = 0.2
    /// The say of a headline-only copy of a row, relative to the row.
    package var headlineShare = 1.0
    /// How far big sources and classes are cut down to the size of small ones: 0 not at all, 1 wholly.
    package var balance = 0.5
    /// How many times in the body a time in the headline counts.
    package var headlineFactor = 2.0
    /// See ``Classification/Scoring/pivot``.
    package var pivot = 2.0
    /// See ``Classification/Scoring/exponent``.
    package var exponent = 0.5
    /// In how many folds the calibration is measured, 2 or more.
    package var folds = 3
    /// How much a row counts in the calibration whose whole source was held out, against one of a source that was learnt
    /// from.
    package var strangerShare = 0.1
    /// Sequences that are never learnt, nor anything that contains them: what belongs to a source, not to a subject.
    package var excluded: [String] = []
    /// At most how large a learnt weight becomes.
    package var weightMax = 8.0

    /// Makes the default options.
    package init() {}

    /// Reads ``excluded`` from a file with one sequence a line, `#` starting a comment line.
    package mutating func exclude(_ list: String) {
        excluded += list.split(whereSeparator: \.isNewline)
            .map { $0.trimmingPrefix { $0.isWhitespace } }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
            .map { $0.lowercased() }
    }
}
