/// A key under which objects say something of an article, in wiredesk's own format or in another.
struct ArticleKey {
    /// What is said under a key.
    enum Field: Int {
        case id, version, headline, name, type, body, aside, publishedAt, source, agency, url, urgency, language, label,
            people
        case status, flag, event, embargo
        /// Known, and of no use here.
        case other
    }

    let field: Field
    /// Its place among the keys of its field: the lower one is asked first.
    let rank: Int
    /// Whether its text is HTML, whatever it looks like.
    var isHTML: Bool = false
    /// Whether it is asked only when no other key has a body.
    var isSummary: Bool = false

    /// The key of a name; `nil` when no format has it.
    static func named(_ name: String) -> ArticleKey? { table[name] }

    /// Whether a name is that of somebody's extension (`_x`, `x-note`, `@context`, `media:thumbnail`).
    static func isExtension(_ name: String) -> Bool {
        switch name.utf8.first {
        case UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "$"): true
        case UInt8(ascii: "x"), UInt8(ascii: "X"): name.utf8.dropFirst().first == UInt8(ascii: "-") || hasColon(name)
        default: hasColon(name)
        }
    }

    private static func hasColon(_ name: String) -> Bool { name.utf8.contains(UInt8(ascii: ":")) }

    private static let table: [String: ArticleKey] = {
        var table: [String: ArticleKey] = [:]
        for (field, names) in fields {
            for (rank, name) in names.split(whereSeparator: \.isWhitespace).enumerated() {
                table[String(name)] = ArticleKey(field: field, rank: rank)
            }
        }
        for name in html.split(separator: " ") { table[String(name)]?.isHTML = true }
        for name in summaries.split(separator: " ") { table[String(name)]?.isSummary = true }
        return table
    }()

    private static let html = "content_html content:encoded content_encoded body_html description_html"
    private static let summaries =
        "description_html description_text description summary excerpt abstract standfirst lead"

    private static let fields: [(Field, String)] = [
        (.id, "id uri guid _id identifier"),
        (.version, "version"),
        (.headline, "headline title headlines hl1 hedline headline_text"),
        (.name, "name"),
        (.type, "@type"),
        (
            .body,
            """
            body text content content_text content_html content:encoded content_encoded article articleBody article_body \
            body_text body_html bodies fulltext full_text description_html description_text description summary excerpt \
            abstract standfirst lead
            """
        ),
        (
            .publishedAt,
            """
            publishedAt published_at published pubDate pubdate pub_date date_published datePublished publishDate publish_date \
            publishTime publish_time pubTime pub_time date_gmt versioncreated versionCreated firstcreated firstCreated date \
            dc:date dcterms:created timestamp created_at createdAt created updated updated_at updatedAt date_modified \
            dateModified modified_gmt modified dateCreated
            """
        ),
        (.source, "source publisher provider site_name siteName"),
        (.agency, "infosources infoSources"),
        (.url, "url link links external_url href canonical_url"),
        (.urgency, "urgency"),
        (.language, "language lang inLanguage xml:lang dc:language"),
        (.label, "label"),
        (.people, "byline by bylines author authors dc:creator creator"),
        (.status, "pubStatus pubstatus pub_status publicationStatus publication_status status state"),
        (
            .flag,
            "kill killed withdrawn deleted retracted recalled canceled cancelled spiked revoked isDeleted is_deleted unpublished"
        ),
        (
            .aside,
            """
            subtitle subheadline kicker caption captions alternativeHeadline headline_html ednote edNote edNotes editor editors
            """
        ),
        (.event, "event action operation signal profile"),
        (
            .embargo,
            "embargoed embargoedUntil embargoed_until embargo embargoUntil embargo_until embargoDate embargo_date utc_embargo holdUntil hold_until"
        ),
        (.other, ownKeys), (.other, ninjsKeys), (.other, feedKeys), (.other, schemaKeys), (.other, siteKeys),
    ]

    private static let ownKeys = """
        seq stream schema receivedAt intake channel page watches judgedBy dateline category confidence categories lexicon tier cls \
        acceptable
        """
    private static let ninjsKeys = """
        type mimetype representationtype representationType standard contentcreated contentCreated usageterms \
        usageTerms located renditions associations altids altIds altids_list copyrightholder \
        copyrightHolder copyrightnotice copyrightNotice rightsinfo rightsInfo people organisations places subject subjects \
        objects events infosource trustindicators trustIndicators genre genres slugline slug charcount wordcount charCount \
        wordCount readtime readTime priority service place keywords evolvedfrom expires expiry descriptions plannedCoverages \
        credits products coverage_id assignment_id extra byline_html
        """
    private static let feedKeys = """
        image images banner_image attachments tags tag category_id hubs authors_list comments enclosure enclosures thumbnail \
        thumbnails media isPermaLink contributors contributor rights generator title_detail summary_detail content_detail \
        published_parsed updated_parsed guidislink links_list author_detail favicon icon feed feedUrl
        """
    private static let schemaKeys = """
        thumbnailUrl mainEntityOfPage articleSection alternateName isAccessibleForFree hasPart isPartOf \
        copyrightYear about mentions keyword video speakable contentLocation license sameAs
        """
    private static let siteKeys = """
        template format sticky featured_media comment_status ping_status meta post_type categories_ids terms acf yoast_head \
        yoast_head_json class_list date_time section sections topic topics desk channel_id channel_name column columns \
        location city country region word_count views likes
        """
}
