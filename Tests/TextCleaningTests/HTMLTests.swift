import TextCleaning
import Stories
import Testing

/// A JSON object with one text.
private func object(_ key: String, _ text: String, _ more: String = "") throws -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        .replacing("\t", with: "\\t")
    return #"{"\#(key)":"\#(escaped)"\#(more)}"#
}

@Suite struct `HTML` {
    static let bodies = [
        // Attributes.
        ("<p title=it's>The mayor spoke.</p><p>All left.</p>", "The mayor spoke.\nAll left."),
        ("<p>One.</p><img alt=Dean's src=/a.png><p>Two.</p>", "One.\nTwo."),
        ("<p>江州开会。</p><a title='a > b' href=x>链接</a><p>会议结束。</p>", "江州开会。\n链接\n会议结束。"),
        ("<p data-x=\"a'b>c\">One.</p><p x=>Two.</p>", "One.\nTwo."),
        // CDATA.
        ("<p><![CDATA[More than > 40 came.]]></p>", "More than > 40 came."),
        ("<![CDATA[<p>One.</p><p>Two.</p>]]>", "One.\nTwo."),
        ("<p>防汛：<![CDATA[昨天开会]]>，部署巡查。</p>", "防汛：昨天开会，部署巡查。"),
        // References.
        ("<p>It&#146;s here&#151;now&#133; &#147;Yes&#148; &#128;5.</p>", "It’s here—now… “Yes” €5."),
        ("<p>&Agrave; la C&ocirc;te &Uuml;ber 5&frac12; &minus;3.</p>", "À la Côte Über 5½ −3."),
        ("<p>Fish &amp chips &copy 2025.</p>", "Fish & chips © 2025."),
        (
            "<p>He said &amp;quot;no&amp;quot;, &amp;#39;tis&amp;nbsp;so &amp;amp; so.</p>",
            "He said \"no\", 'tis so & so."
        ),
        ("<p>&#x110000; &#99999999999999999999;.</p>", "\u{FFFD} \u{FFFD}."),
        ("&lt;p&gt;Escaped.&lt;/p&gt;&lt;p&gt;Twice.&lt;/p&gt;", "Escaped.\nTwice."),
        // A story may speak of tags.
        ("<p>The &lt;b&gt; tag is old.</p>", "The <b> tag is old."),
        // Tables and lists.
        (
            "<table><tr><th>Year</th><th>People</th></tr><tr><td>1801</td><td>8,893</td></tr></table>",
            "Year | People\n1801 | 8,893"
        ),
        ("<table><tr><td><p>1801</p></td><td><p>8,893</p></td></tr></table>", "1801 | 8,893"),
        ("<table><tr><td>1801<td>8,893<tr><td>1811<td></table>", "1801 | 8,893\n1811"),
        ("<table><tr><td><p>One.</p><p>Two.</p></td><td>Three.</td></tr></table>", "One.\nTwo.\nThree."),
        ("<dl><dt>High</dt><dd>54</dd><dt>Low<dd>41</dl>", "High\n54\nLow\n41"),
        ("<ul><li>One.<li>Two.</ul>After.", "One.\nTwo.\nAfter."),
        // What is no text.
        ("<p>One.</p><svg><title>Share</title><text>42</text></svg><p>Two.</p>", "One.\nTwo."),
        ("<p>One.<button>Share</button><select><option>A</select><iframe>old</iframe> Two.</p>", "One. Two."),
        ("<p>One.</p><video>No video.</video><p hidden>Three.</p><template><p>x</template>", "One."),
        ("<p>One.</p><noscript>Enable scripts.</noscript><textarea>form</textarea><object>no</object>", "One."),
        ("<style>p{}</style><script>if (a<b) x('</p>')</script><!-- x > y --><p>One.", "One."),
        ("<p>Two<wbr>fold<o:p></o:p>.</p><!--[if mso]><xml>junk</xml><![endif]-->", "Twofold."),
        ("<xml><w:View>Normal</w:View></xml><p>One.</p>", "One."),
        // Lines.
        (
            "The council met.<br><br>It rose.<br/> <div class=ad></div> <br>It left.",
            "The council met.\nIt rose.\nIt left."
        ),
        ("<p>The\n  council\tmet.</p>", "The council met."),
        ("<p>江州昨天\n下雨。</p>", "江州昨天下雨。"),
        ("<pre>One.\nTwo.</pre>", "One.\nTwo."),
        ("<p><q>Yes, <q>no</q> and so</q>, he said.</p>", "“Yes, ‘no’ and so”, he said."),
        ("<p><ruby>岚<rp>(</rp><rt>lán</rt><rp>)</rp>川<rt>chuān</ruby>下雨。</p>", "岚川下雨。"),
        ("<p>x<b>y</b>z<sup>2</sup></p>", "xyz²"),
        ("<p>The board\u{92}s \u{93}vote\u{94} cost \u{80}5\u{85}</p>", "The board’s “vote” cost €5…"),
        ("<p>All&#1; left.</p>", "All left."),
        (
            "<p>In 2025<sup><a>14</a></sup> CO<sub>2</sub> was up 10<sup>6</sup> t on 5<sup>th</sup> Ave.</p>",
            "In 2025¹⁴ CO2 was up 10⁶ t on 5th Ave."
        ),
        (
            "<p>One.</p><div style=\"color: red; DISPLAY : none\">x</div><p style='visibility:hidden'>y</p><p style='-webkit-backface-visibility: hidden'>Two.</p>",
            "One.\nTwo."
        ),
        ("<table><tr><td>火灾</td><td>12</td></tr><tr><td>事故</td><td>34</td></tr></table>", "火灾 | 12\n事故 | 34"),
    ]

    @Test(arguments: bodies)
    func `is read as a browser shows it`(html: String, body: String) throws {
        #expect(try story(object("body_html", html, #","uri":"u""#), as: .json).body == body)
    }

    @Test func `is read without characters that it does not have`() throws {
        let json = #"{"uri":"u","body_html":"<p>A\u0001ll\u007F left\uFFFE early\u000B.\uFDD0</p>"}"#
        #expect(try story(json, as: .json).body == "All left early.")
    }

    static let sniffed = [
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("One.<br />Two.", "One.\nTwo."),
        ("One.</p><p>Two.", "One.\nTwo."),
        ("See <a href=\"https://example.org/\">the report</a>.", "See the report."),
        ("<strong>Flood.</strong> It rose.\n\nIt fell.", "Flood. It rose.\nIt fell."),
        ("&ldquo;防汛&rdquo;会议昨天召开。\n会议部署巡查。", "“防汛”会议昨天召开。\n会议部署巡查。"),
        ("Fish &amp; chips. It&#8217;s &nbsp;good.", "Fish & chips. It’s good."),
        ("<![CDATA[The council met.]]>", "The council met."),
        // Not HTML.
        ("5 < 6 and a<b and c>d.", "5 < 6 and a<b and c>d."),
        ("AT&T, R&D, &c. and a=1&copy=2.", "AT&T, R&D, &c. and a=1&copy=2."),
        ("Write <name@example.org> or <wire>.", "Write <name@example.org> or <wire>."),
    ]

    @Test(arguments: sniffed, ["body", "text", "content", "description", "summary"])
    func `is known by its tags`(example: (text: String, body: String), key: String) throws {
        #expect(try story(object(key, example.text), as: .json).body == example.body)
    }

    @Test(arguments: ["headline", "title"])
    func `leaves headlines`(key: String) throws {
        let headlines = [
            ("Council&#8217;s plan &amp; budget", "Council’s plan & budget"), ("A <b>bold</b> plan", "A bold plan"),
            ("市委召开&ldquo;防汛&rdquo;会议", "市委召开“防汛”会议"), ("&lt;i&gt;Tempest&lt;/i&gt; opens", "Tempest opens"),
            ("Q&amp;amp;A", "Q&A"), ("5 < 6", "5 < 6"),
        ]
        for (source, headline) in headlines {
            #expect(try story(object(key, source, #","body":"短讯。""#), as: .json).headline == headline)
        }
    }

    @Test func `leaves bylines and sources`() throws {
        let payload = #"{"body":"短讯。","byline":"<b>Ren&eacute;e Doe</b>","source":"News &amp; Views"}"#
        let copy = try #require(try ArticleParser().parse(Array(payload.utf8)).copies.first)
        #expect(copy.article.byline.reporters == ["Renée Doe"])
        #expect(copy.source == "News & Views")
    }
}

@Suite struct `Documents as payloads` {
    private static let page = """
        <!DOCTYPE html><html><head><title>Bridge opens - The Paper</title><script>var x=1;</script></head><body>
        <header><a href=/>The Paper</a></header><nav><ul><li>Home<li>Sport</ul></nav>
        <article><header><h1>Bridge opens</h1></header><p>The bridge opened on Monday.</p><p>Crowds &amp; cars came.</p>
        <aside>Read more</aside></article><footer>Imprint</footer></body></html>
        """

    @Test(arguments: [CopyFormat.auto, .text])
    func `of HTML are read`(format: CopyFormat) throws {
        let message = try ArticleParser(format: format).parse(Array(Self.page.utf8))
        #expect(
            message.copies.map(\.article) == [
                Article(
                    headline: "Bridge opens", body: "The bridge opened on Monday.\nCrowds & cars came.",
                    language: .english)
            ])
        #expect(
            message.leftovers == [
                Leftover(.unknown, "Bridge opens - The Paper"),
                Leftover(.unknown, "The Paper\nHome\nSport\nRead more\nImprint"),
            ])
    }

    /// What an element begins in, it ends in, wherever headlines begin and end inside it.
    @Test(arguments: ["tr><td", "pre", "q", "sup", "ruby"])
    func `may have a headline in its headline`(element: String) throws {
        let end = element == "tr><td" ? "td></tr" : element
        let page = """
            <!doctype html><html><body><h1>A<table><\(element)><h1>B</h1>x</\(end)></table></h1><p>The council met.</p>\
            <p>All left.</p></body></html>
            """
        let message = try ArticleParser().parse(Array(page.utf8))
        let article = try #require(message.copies.first?.article)
        #expect(article.body.contains("All left."))
    }

    @Test func `of HTML may stand in a body`() throws {
        let message = try ArticleParser().parse(Array(object("body", Self.page).utf8))
        #expect(message.copies.first?.article.headline == "Bridge opens")
        #expect(message.copies.first?.article.body == "The bridge opened on Monday.\nCrowds & cars came.")
    }

    @Test(arguments: [
        ("<html><title>Rain</title><p>It rained.</p></html>", "Rain", "It rained."),
        ("<!-- x --><!doctype HTML>\n<body><main><h1>Rain</h1>It rained.</main>Imprint", "Rain", "It rained."),
        (
            "<html><body><h1>Rain</h1><article><p>It rained on Monday.</p></article><article>Sun</article>", "Rain",
            "It rained on Monday."
        ),
        ("<div><h1>Rain</h1><p>It rained.</p></div>", "Rain", "It rained."),
        ("<p>It rained.</p>\n<p>It poured.</p>", nil, "It rained.\nIt poured."),
        (
            "<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"x\"><body><p>It rained.</p></body></html>", nil,
            "It rained."
        ),
    ])
    func `have one headline and one body`(html: String, headline: String?, body: String) throws {
        let article = try story(html, as: .auto)
        #expect(article.headline == headline)
        #expect(article.body == body)
    }

    @Test(arguments: [
        ("<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>x</title></channel></rss>", "an RSS feed"),
        ("<rss><channel/></rss>", "an RSS feed"), ("<feed xmlns=\"http://www.w3.org/2005/Atom\"/>", "an Atom feed"),
        ("<?xml version=\"1.0\"?><nitf><body/></nitf>", "a NITF document"),
        ("<!DOCTYPE nitf SYSTEM \"nitf.dtd\"><nitf/>", "a NITF document"),
        ("<newsItem guid=\"x\"/>", "a NewsML-G2 document"), ("<nar:newsMessage/>", "a NewsML-G2 message"),
        ("<NewsML/>", "a NewsML document"), ("  <?xml version=\"1.0\"?><other/>", "an XML document"),
        ("<?xml", "an XML document"),
    ])
    func `of other kinds are refused by name`(text: String, name: String) throws {
        let detail = "it is \(name), which is not read: send text, HTML, or an object of JSON for each story"
        for format in [CopyFormat.auto, .text, .page] {
            #expect(rejection(of: text, as: format) == Rejection(.malformed, detail))
        }
        #expect(try rejection(of: object("body", text)) == Rejection(.malformed, "body: \(detail)"))
    }
}

@Suite struct `Hostile HTML` {
    static let large: [(String, [(String, Int)], String?)] = [
        ("open elements", [("<div>", 100_000)], "nested deeper than 512"),
        ("open elements with ends of others", [("<div></span>", 100_000)], "nested deeper than 512"),
        ("ends in attributes", [("<div a='</div>'>", 50_000)], "nested deeper than 512"),
        ("formatting left open", [("<b><p>", 50_000)], "nested deeper than 512"),
        ("pictures", [("<svg>", 1), ("<td>", 50_000)], "nested deeper than 512"),
        (
            "formatting that is opened anew", (0..<400).map { ("<p><font a=\($0)></p>", 1) } + [("<p>x", 20_000)],
            "too complex"
        ),
        ("attributes", [("<p ", 1)] + (0..<20_000).map { ("a\($0) ", 1) } + [(">x", 1)], "more than 1000 attributes"),
        ("a large attribute", [("<p a='", 1), ("x", 1_000_000), ("'>One.", 1)], nil),
        ("a reference of a million digits", [("<p>&#", 1), ("9", 1_000_000), (";One.", 1)], nil),
        ("references", [("&amp;", 50_000)], nil), ("half tags", [("<p>x<", 10_000)], nil),
        ("comments", [("<!--", 50_000), ("-->x<p>", 1)], nil), ("rows", [("<tr><td>x", 10_000)], nil),
        ("tables", [("<table>x</table>", 10_000)], nil), ("CDATA", [("<![CDATA[x]]><p>", 10_000)], nil),
    ]

    /// The limit leaves room for a machine that shares its time among all tests.
    @Test(.timeLimit(.minutes(5)), arguments: large)
    func `is refused, or read, in linear time`(what: String, parts: [(String, Int)], detail: String?) throws {
        let html = parts.map { String(repeating: $0, count: $1) }.joined()
        let refusal = try rejection(of: object("body_html", html, #","uri":"u","headline":"x""#))
        if let detail {
            #expect(refusal?.reason == .malformed)
            #expect(refusal?.detail.hasPrefix("body_html: HTML") == true && refusal?.detail.contains(detail) == true)
        } else {
            #expect(refusal == nil)
        }
    }

    @Test func `in a headline is refused with its key`() throws {
        let payload = try object("headline", String(repeating: "<div>", count: 600), #","body":"短讯。""#)
        #expect(rejection(of: payload) == Rejection(.malformed, "headline: HTML nested deeper than 512 elements"))
    }
}
