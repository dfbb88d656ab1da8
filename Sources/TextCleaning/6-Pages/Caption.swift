import Stories

/// What becomes of the text under a picture that somebody signs; raw values are those of the configuration.
package enum CaptionUse: String, Sendable, CaseIterable {
    /// It is a leftover of its page.
    case leftover
    /// It is a story of its own, by its photographer.
    case story
}

/// The text under a picture, and who took it.
struct Caption {
    let text: String
    let photographers: [String]
    /// What is left besides: an agency.
    let leftovers: [Leftover]

    /// Reads a leftover that is a caption; `nil` when nobody signs it, or when it is nothing but a signature.
    init?(_ leftover: Leftover, language: Language?) {
        guard leftover.kind == .caption else { return nil }
        let sheet = TextLines(leftover.text)
        let draft = ArticleDraft(sheet: sheet, body: Array(sheet.lines.indices))
        let (article, left) = draft.article(language: language)
        if !article.byline.photographers.isEmpty {
            guard !article.body.isEmpty, article.headline == nil else { return nil }
            (text, photographers, leftovers) = (article.body, article.byline.photographers, left)
            return
        }
        guard let (body, name, agency) = Self.signature(of: article.body) else { return nil }
        guard body.count(where: \.isLetter) >= 20 else { return nil }
        (text, photographers) = (body, [name])
        leftovers = left + (agency.isEmpty ? [] : [Leftover(.label, agency)])
    }

    /// A text without the Latin signature at its end: `ERIN SCHAFF/THE NEW YORK TIMES`, `Photo by Jane Doe`,
    /// `(AP Photo/Jane Doe)`, `…, on Friday. EMMANUAL YOGINI`.
    private static func signature(of text: String) -> (body: String, name: String, agency: String)? {
        let credit =
            #/
            (?:
                \(? (?: (?:AP|AFP|Reuters) \s )? [Pp]hoto(?:graph)?s? (?: \s by \s | : \s? | \/ )
                (?<named> \p{Lu} [\p{L}.'’\-]* (?: \s \p{Lu} [\p{L}.'’\-]* ){1,3} ) \)?
            |
                (?<signed> \p{Lu}{2,} [\p{Lu}.'’\-]* (?: \s \p{Lu} [\p{Lu}.'’\-]* ){1,3} ) (?<agency> \/ [\p{Lu}\s,.\-]+ )?
            ) \.? $
            /#
        guard let match = text.firstMatch(of: credit), let name = match.output.named ?? match.output.signed else { return nil }
        let body = text[..<match.range.lowerBound]
        let kept = body.lastIndex { !$0.isWhitespace }.map { String(body[...$0]) } ?? ""
        return (kept, String(name), match.output.agency.map { String($0.dropFirst()) } ?? "")
    }

    /// Whether a leftover is a signature and nothing else: it belongs to the caption beside it.
    private static func isSignature(_ leftover: Leftover) -> Bool {
        leftover.kind == .caption && signature(of: leftover.text)?.body.isEmpty ?? false
    }

    /// Puts signatures that stand alone behind the captions before or after them.
    static func joiningSignatures(_ leftovers: [Leftover]) -> [Leftover] {
        var joined: [Leftover] = []
        var waiting: Leftover?
        for leftover in leftovers {
            if isSignature(leftover) {
                if let held = waiting { joined.append(held) }
                waiting = leftover
            } else if let signature = waiting, leftover.kind == .caption {
                joined.append(Leftover(.caption, leftover.text + "\n" + signature.text))
                waiting = nil
            } else {
                joined.append(leftover)
            }
        }
        return joined + [waiting].compactMap { $0 }
    }
}

extension NewspaperPage.Contents {
    /// With its signed captions as stories behind the others, when that is asked for.
    func with(captionsAs use: CaptionUse, language: Language?) -> NewspaperPage.Contents {
        guard use == .story else { return self }
        var contents = self
        contents.leftovers = []
        for leftover in Caption.joiningSignatures(leftovers) {
            guard let caption = Caption(leftover, language: language) else {
                contents.leftovers.append(leftover)
                continue
            }
            contents.articles.append(
                Article(
                    body: caption.text, byline: Byline(photographers: caption.photographers),
                    language: language ?? Language(script: caption.text)))
            contents.leftovers += caption.leftovers
        }
        return contents
    }
}
