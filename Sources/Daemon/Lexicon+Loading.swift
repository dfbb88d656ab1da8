package import Classification

extension Lexicon {
    /// The lexicon in a folder.
    ///
    /// - Throws: ``CommandError`` of code 78 that lists everything wrong with it.
    package static func loaded(from folder: String) throws(CommandError) -> Lexicon {
        do { return try load(from: folder) } catch { throw CommandError(.configuration, "\(error)") }
    }

    /// The lexicon that comes with the program.
    package static func shipped() throws(CommandError) -> Lexicon {
        do {
            return try Lexicon(
                yaml: ShippedFile.lexiconSettings.bytes, terms: ShippedFile.lexiconTerms.bytes)
        } catch {
            throw CommandError(.configuration, "the lexicon in the program: \(error)")
        }
    }
}
