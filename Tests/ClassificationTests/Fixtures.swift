import CheckedYAML
import Classification
import Stories

/// A small lexicon whose sums can be done by hand: no length normalisation, no temperature.
enum Fixtures {
    static let yaml = """
        name: small
        categories:
          - name: safety
            labels: { en: Safety, zh: 安全 }
            media_topics: ["medtop:03000000"]
            threshold: 0.4
          - name: culture
            media_topics: []
            threshold: 0.3
        scoring:
          headline_factor: 3
          length: { pivot: 4, exponent: 0 }
          bias: { safety: -1.5, culture: -1, unclassified: 0.5 }
          temperature:
            - { terms: 0, value: 1 }
          evidence_max: 4
        """

    static let terms = """
        # the header is the first line that is no comment
        term\tsafety\tculture\tunclassified\tnote
        火灾\t3.00\t-0.50\t\t
        消防\t2.00\t\t\t
        大麻\t2.50\t\t\tfixed
        大麻烦\t\t\t\tfixed: masks 大麻
        fire\t2.00\t\t-0.25\t
        opera\t-0.50\t2.50\t\t
        戏曲\t\t3.00\t\t

        """

    static func lexicon(
        yaml: String = yaml, terms: String = terms
    ) throws(LexiconError) -> Lexicon {
        try Lexicon(yaml: Array(yaml.utf8), terms: Array(terms.utf8))
    }

    static func article(_ headline: String?, _ body: String) -> Article {
        Article(headline: headline, body: body, language: .undetermined)
    }
}
