package import Stories

/// How a page was read, for whoever wants to know why: what each line was taken for, in which story it went, and what decided.
package struct PageReading: Sendable {
    /// What a line was taken for.
    package enum ReadingRole: String, Sendable, CaseIterable {
        case headline, kicker, deck
        case crossHead = "cross-head"
        case body, byline, leftover
    }

    /// Where a line stands, in the units of the page.
    package struct LineFrame: Sendable {
        package let left, top, width, height: Double
    }

    /// A line of the page.
    package struct LineReading: Sendable {
        package let text: String
        /// `nil` where only text is known.
        package let frame: LineFrame?
        package let role: ReadingRole
        /// What kind of leftover it is; `nil` in a story.
        package let kind: Leftover.LeftoverKind?
        /// The story it went into, from 0, in the order of the page; `nil` for a leftover.
        package let story: Int?
        /// What decided, in a few words and figures.
        package let reason: String
    }

    /// What the document calls the page; `nil` for a page of its own.
    package var number: String?
    /// Its lines: from the top where their places are known, else in the order of the text.
    package let lines: [LineReading]
    /// How many stories it has.
    package let stories: Int
}

extension ArticleParser {
    /// How the pages of a payload are read.
    ///
    /// - Parameter payload: As for ``parse(_:id:)``, of format ``CopyFormat/page``.
    /// - Throws: As ``parse(_:id:)``.
    package func readings(of payload: [UInt8]) throws(Rejection) -> [PageReading] {
        switch try sheet(of: payload) {
        case .positions(let pages):
            return zip(pages, Self.numbers(of: pages)).map { page, number in
                var reading = PositionedStories.reading(of: page)
                reading.number = pages.count > 1 ? number : nil
                return reading
            }
        case .text(let sheet): return [NewspaperPage(sheet).reading()]
        }
    }
}
