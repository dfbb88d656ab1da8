package import TextCleaning
package import Stories

/// What editing a payload comes to: copy, or the reason why there is none.
package typealias Editing = Result<ParsedMessage, Rejection>

extension ArticleParser {
    /// Edits a payload twice and checks that both times give the same, and copy that is as copy must be.
    ///
    /// - Returns: The copy; empty when the payload was refused.
    package func checkedCopy(of payload: [UInt8]) -> [ArticleCopy] {
        let editing = outcome(of: payload)
        invariant(editing == outcome(of: payload), "editing is deterministic")
        guard let message = try? editing.get() else { return [] }
        for copy in message.copies { copy.checkInvariants() }
        message.checkRest()
        return message.copies
    }

    private func outcome(of payload: [UInt8]) -> Editing {
        do throws(Rejection) { return .success(try parse(payload)) } catch { return .failure(error) }
    }
}
