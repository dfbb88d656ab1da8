package import Classification

extension Lexicon {
    /// A tiny lexicon.
    package static func fixture() throws -> Lexicon {
        let yaml = """
            name: fixture
            categories:
              - {name: politics, threshold: 0.4}
              - {name: economy, threshold: 0.4}
            scoring: {headline_factor: 2}
            """
        let terms = "term\tpolitics\teconomy\n股市\t0\t3\nbank\t0\t3\ncouncil\t3\t0\n"
        return try Lexicon(yaml: Array(yaml.utf8), terms: Array(terms.utf8))
    }
}
