import Stories
import Testing

@testable import TextCleaning

@Suite struct `A caption that somebody signs` {
    static let signed: [(text: String, photographer: String, body: String)] = [
        (
            "图为市民参观新馆，少年阅览区里坐满了读者。 张建国 摄", "张建国", "图为市民参观新馆，少年阅览区里坐满了读者。"
        ),
        ("Boats in the old harbour on Friday. JANE DOE", "JANE DOE", "Boats in the old harbour on Friday."),
        ("Boats in the old harbour on Friday. (AP Photo/Jane Doe)", "Jane Doe", "Boats in the old harbour on Friday."),
        ("Boats in the old harbour on Friday. Photo by Jane Doe", "Jane Doe", "Boats in the old harbour on Friday."),
        ("Boats in the old harbour\non Friday.\nJANE DOE/THE RIVERTON POST", "JANE DOE", "Boats in the old harbour on Friday."),
    ]

    @Test(arguments: signed.map(\.text)) func `is told from one that nobody signs`(text: String) throws {
        let known = try #require(Self.signed.first { $0.text == text })
        let caption = try #require(Caption(Leftover(.caption, text), language: nil))
        #expect(caption.photographers == [known.photographer] && caption.text == known.body)
        #expect(Caption(Leftover(.label, text), language: nil) == nil)
        #expect(Caption(Leftover(.caption, "Boats in the old harbour of Riverton on Friday."), language: nil) == nil)
        #expect(Caption(Leftover(.caption, "JANE DOE/THE RIVERTON POST"), language: nil) == nil)
    }

    @Test func `is a story where that is asked for, and keeps its words`() throws {
        var contents = NewspaperPage.Contents()
        contents.leftovers = [
            Leftover(.banner, "OUR TOWN"), Leftover(.caption, "JANE DOE/THE RIVERTON POST"),
            Leftover(.caption, "Boats in the old harbour on Friday."), Leftover(.caption, "Nobody signs this one."),
        ]
        #expect(contents.with(captionsAs: .leftover, language: nil).articles.isEmpty)
        let asked = contents.with(captionsAs: .story, language: nil)
        #expect(asked.articles.map(\.byline.photographers) == [["JANE DOE"]])
        #expect(asked.articles.map(\.body) == ["Boats in the old harbour on Friday."])
        #expect(
            asked.leftovers == [
                Leftover(.banner, "OUR TOWN"), Leftover(.label, "THE RIVERTON POST"),
                Leftover(.caption, "Nobody signs this one."),
            ])
    }
}
