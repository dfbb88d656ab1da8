import Classification

extension Lexicon {
    /// The lexicon in a folder.
    ///
    /// - Throws: ``Failure`` of code 78 that lists everything wrong with it.
    static func loaded(from folder: String) throws(Failure) -> Lexicon {
        do { return try load(from: folder) } catch { throw Failure(.configuration, "\(error)") }
    }

    /// The lexicon that comes with the program.
    static func shipped() throws(Failure) -> Lexicon {
        do {
            return try Lexicon(
                yaml: ShippedFile.lexiconSettings.bytes, terms: ShippedFile.lexiconTerms.bytes)
        } catch {
            throw Failure(.configuration, "the lexicon in the program: \(error)")
        }
    }
}
