import Stories
import Testing

@testable import TextCleaning

@Suite("Columns of English text alone") struct EnglishColumnsTests {
    static let ferry = """
        RIVERTON — The council voted
        on Monday to reopen the old fer-
        ry line across the bay, ending a
        dispute that had kept commuters
        on a bridge detour for most of
        the year and divided both banks
        of the river. Boats will leave
        every twenty minutes from six in
        the morning, and the first month
        is free for residents who regis-
        ter at the harbor office before
        the end of the year, the mayor
        said after the vote. The ferry
        company has bought two boats,
        each of which carries ninety pas-
        """
    static let bakers = """
        Three bakers from the old town
        have won the national prize for
        bread with a loaf of rye, spelt
        and walnut that their grandmother
        used to make, the jury announced
        on Sunday night in the capital.
        The loaf takes two days to rise
        and bakes for an hour in an oven
        of stone. The bakers said that
        they would share the prize with
        the miller who grinds their flour
        in the last watermill of the coun-
        ty, and that the shop will open
        an hour earlier next week to
        serve everyone who has asked.
        """

    private func message(_ text: String) throws -> ParsedMessage { try ArticleParser(format: .page).parse(Array(text.utf8)) }

    private func expectBoth(_ message: ParsedMessage) throws {
        try #require(message.copies.count == 2, "\(message.copies.map(\.article))")
        let (ferry, bakers) = (message.copies[0].article, message.copies[1].article)
        #expect(ferry.headline == "Ferry Line to Reopen\nAfter Long Dispute")
        #expect(ferry.byline.reporters == ["JANE DOE", "JOHN ROE"] && ferry.dateline == "RIVERTON")
        #expect(ferry.body.hasPrefix("The council voted on Monday to reopen the old ferry line across the bay, ending"))
        #expect(bakers.headline == "Bakers Win\nNational Prize" && bakers.byline.reporters == ["ANN POE"])
        #expect(
            bakers.body.hasPrefix("Three bakers from the old town have won") && bakers.body.hasSuffix("everyone who has asked."))
        #expect(message.leftovers.contains { $0.kind == .label && $0.text == "FOOD" })
    }

    @Test func `with headline and byline behind them, as born-digital pages draw them`() throws {
        let message = try message(
            """
            \(Self.ferry)
            Ferry Line to Reopen
            After Long Dispute
            By JANE DOE
            and JOHN ROE
            Continued on Page A7
            \(Self.bakers)
            Bakers Win
            National Prize
            By ANN POE
            FOOD
            """)
        try expectBoth(message)
        #expect(message.copies[0].article.continuesOn?.page == "A7")
    }

    @Test func `with headline and byline before them`() throws {
        try expectBoth(
            try message(
                """
                Ferry Line to Reopen
                After Long Dispute
                By JANE DOE
                and JOHN ROE
                \(Self.ferry)
                Continued on Page A7
                FOOD
                Bakers Win
                National Prize
                By ANN POE
                \(Self.bakers)
                """))
    }

    @Test func `keep captions and entries of an index, each by its kind`() throws {
        let message = try message(
            """
            \(Self.ferry)
            Ferry Line to Reopen
            By JANE DOE Boats to Leave
            Every Twenty Minutes
            Continued on Page A7
            \(Self.bakers)
            Bakers Win National Prize
            By ANN POE
            Continued on Page A9
            The club’s green jackets are
            not supposed to leave its
            grounds, but have. PAGE B8
            """)
        try #require(message.copies.count == 2)
        #expect(message.copies[0].article.headline == "Ferry Line to Reopen\nBoats to Leave\nEvery Twenty Minutes")
        #expect(message.copies[0].article.byline.reporters == ["JANE DOE"])
        #expect(message.leftovers.contains { $0.kind == .jump && $0.text.hasPrefix("The club’s green jackets") })
    }

    @Test func `with a byline that a jump line cuts`() throws {
        let message = try message(
            """
            \(Self.ferry)
            Ferry Line to Reopen
            By JANE DOE
            Continued on Page A7
            and JOHN ROE
            \(Self.bakers)
            Bakers Win National Prize
            By ANN POE
            """)
        #expect(message.copies.map(\.article.byline.reporters.first) == ["JANE DOE", "ANN POE"])
    }

    @Test(arguments: [PageFixture.behind, .before]) func `keep every word`(place: PageFixture) throws {
        let display = "Ferry Line to Reopen\nAfter Long Dispute\nBy JANE DOE\nand JOHN ROE\n"
        let second = "FOOD\nBakers Win\nNational Prize\nBy ANN POE\n"
        let text =
            place == .behind
            ? "\(Self.ferry)\n\(display)Continued on Page A7\n\(Self.bakers)\n\(second)"
            : "\(display)\(Self.ferry)\nContinued on Page A7\n\(second)\(Self.bakers)\n"
        // A word that a line's end divided is whole again.
        let whole = text.replacing(/([a-z])-\n([a-z])/) { "\($0.1)\($0.2)" }
        #expect(Words.lost(from: whole, in: try message(text)) == [:])
    }

    enum PageFixture { case behind, before }

    @Test func `Chinese headlines that stand upright are lines`() throws {
        let upright = "城南码头重新启用".map { "\($0)\n" }.joined()
        let body = "清晨五点，城南码头的灯还亮着，三百多名渔民已经\n在岸边排队等候开闸。经过两年改造，老码头昨天重\n新启用，泊位增加到九十个。 王晓明\n"
        let other = "图书馆新馆开放\n市图书馆新馆将于下月一日开放，藏书八十万册，阅\n览座位两千个，凭身份证即可进馆借阅。 李素云\n"
        let message = try message(upright + body + other)
        try #require(message.copies.count == 2, "\(message.copies.map(\.article))")
        #expect(message.copies[0].article.headline == "城南码头重新启用")
        #expect(message.copies.map(\.article.byline.reporters) == [["王晓明"], ["李素云"]])
        #expect(message.copies[0].article.body.hasSuffix("泊位增加到九十个。"))
    }

    @Test(arguments: ["。", "！", "？", "。”", "！”"]) func `Chinese names behind the last sentence are the byline`(end: String) throws
    {
        let article = try ArticleParser(format: .text).parse(
            Array("城南码头重新启用\n清晨五点，城南码头的灯还亮着，三百多名渔民已经在岸边排队等候开闸，泊位增加到九十个\(end) 王晓明".utf8)
        ).copies[0].article
        #expect(article.byline.reporters == ["王晓明"] && article.body.hasSuffix("九十个\(end)"))
    }
}
