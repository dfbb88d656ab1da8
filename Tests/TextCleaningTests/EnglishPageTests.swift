import Foundation
import TextCleaning
import Stories
import Testing

/// The English stories of the sample wire, as a file of them is set.
private struct WireStory: Decodable {
    let headline: String
    let body: String
    let language: String?

    static let english: [WireStory] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = (try? String(contentsOf: root.appending(path: "Samples/wire.ndjson"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(WireStory.self, from: Data($0.utf8)) }
            .filter { $0.language == "en" }
    }()

    /// The story hard-wrapped at a width, its headline first.
    func set(width: Int) -> String {
        headline + "\n\n" + body.split(separator: "\n").map { Self.wrapped($0, width) }.joined(separator: "\n\n")
    }

    static func wrapped(_ text: Substring, _ width: Int) -> String {
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            if let last = lines.last, !last.isEmpty, last.count + 1 + word.count > width {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
            }
        }
        return lines.joined(separator: "\n")
    }
}

@Suite struct `English copy of several stories` {
    @Test(arguments: [2, 3, 5, 10, 20], [40, 56, 64, 72, 4000])
    func `keeps every word, and each headline with its story`(count: Int, width: Int) throws {
        let stories = Array(WireStory.english.prefix(count))
        try #require(stories.count == count)
        let text = stories.map { $0.set(width: width) }.joined(separator: "\n\n")
        let message = try ArticleParser(format: .auto).parse(Array(text.utf8))
        #expect(message.copies.map(\.article.headline) == stories.map(\.headline))
        #expect(Words.lost(from: text, in: message) == [:])
    }

    private static let fire = """
        Crews save historic mill

        By ANN POE
        Staff Writer

        HALDRY (Northline) - Firefighters saved most of a
        200-year-old mill on Thursday after a fire broke out
        in a paint store next door, the fire service said.

        Two people were treated for
        See MILL, Page A4

        Carmaker to build plant

        By JOHN ROE

        CARROW (Northline) - Velling Motors will invest 1.4
        billion crowns in a plant in Carrow, it said on Monday.
        """

    @Test func `has jump lines and titles for leftovers`() throws {
        let message = try ArticleParser(format: .page).parse(Array(Self.fire.utf8))
        #expect(message.copies.map(\.article.headline) == ["Crews save historic mill", "Carmaker to build plant"])
        #expect(message.copies.map(\.article.byline.reporters) == [["ANN POE"], ["JOHN ROE"]])
        #expect(message.leftovers == [Leftover(.label, "Staff Writer"), Leftover(.jump, "See MILL, Page A4")])
    }

    @Test func `may have no blank lines`() throws {
        let lines = Self.fire.split(separator: "\n").joined(separator: "\n").replacing(
            "See MILL, Page A4", with: "smoke.")
        let message = try ArticleParser(format: .auto).parse(Array(lines.utf8))
        #expect(message.copies.map(\.article.headline) == ["Crews save historic mill", "Carmaker to build plant"])
        #expect(Words.lost(from: lines, in: message) == [:])
    }

    @Test(arguments: [
        "MONDAY - Rain in the morning, then dry.\nTUESDAY - Dry and warm in all parts.\nWEDNESDAY - Storms at night.",
        "Bus times change on Sunday.\n\nNORTH - Buses leave at nine, ten and eleven.\n\nSOUTH - Buses leave at noon.",
    ])
    func `is not a list of days or places`(text: String) throws {
        #expect(try ArticleParser().parse(Array(text.utf8)).page == nil)
    }

    @Test func `ends a story with its credits`() throws {
        let text = """
            Mill reopens

            HALDRY (Northline) - The mill opened its doors again on Monday, a year after a fire, and the mayor cut a ribbon.

            (Reporting by Ann Poe; Editing by John Roe)

            Harbour dredged at last

            The harbour of Carrow was dredged for the first time in ten years, and larger ships can enter it again.

            By JANE DOE

            Ferries are to follow in the spring, the company that runs them said on Monday in a short statement.
            """
        let message = try ArticleParser(format: .page).parse(Array(text.utf8))
        #expect(message.copies.map(\.article.headline).prefix(2) == ["Mill reopens", "Harbour dredged at last"])
        #expect(Words.lost(from: text, in: message) == [:])
    }
}
