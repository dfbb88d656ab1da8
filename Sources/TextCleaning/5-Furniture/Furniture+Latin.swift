import Stories

extension Furniture {
    /// The furniture of English copy: jump lines, running heads, slugs of agencies.
    ///
    /// - Returns: `nil` for any line that may be text.
    static func latinKind(_ text: ArraySlice<Glyph>) -> Leftover.LeftoverKind? {
        guard let first = text.first, first < 0x250, text.count <= 90, text.count >= 3 else { return nil }
        if text.allSatisfy({ [0x5F, 0x2D, 0x2A, 0x3D, 0x7E, 0x23].contains($0) || $0 == .space }) { return .folio }
        if EnglishCredit.isAnonymous(text) { return .label }
        if first == 0x45, notes.contains(where: { text.has($0, at: text.startIndex) }) { return .label }
        // Without a figure, a mark of slugs or capitals throughout it is a line of text.
        let hasDigit = text.contains(where: \.isDigit)
        let isMarked = first == 0x5E || first == 0x28 || first == 0x2D || first == 0x23
        guard
            hasDigit || isMarked || text.count <= 12 || text.has(doubleHyphen, atAnyOf: text.indices)
                || text.prefix(3).allSatisfy({ $0.isUpper || $0 == 0x2D }) || text.has(writethru, atAnyOf: text.indices)
        else { return nil }
        let line = String(text)
        let lower = line.lowercased()
        if isJump(line, lower) { return .jump }
        if isRunningHead(lower) { return .folio }
        if ["published", "updated", "posted", "last updated", "first published"].contains(where: { lower.hasPrefix($0) }
        ),
            line.count <= 60, line.contains(where: \.isNumber), !line.contains(" the ")
        {
            return .label
        }
        return isSlug(line) ? .label : nil
    }

    /// `© 2025 AFP`, `(c) 2025 Riverton Post`, `Copyright 2025 The Associated Press. All rights reserved.`
    static func isRights(_ text: ArraySlice<Glyph>) -> Bool {
        guard let first = text.first, [0xA9, 0x28, 0x43].contains(first), text.count <= 240 else { return false }
        let marks = ["©", "(c) ", "(C) ", "Copyright ", "COPYRIGHT "].map(\.glyphs)
        guard let mark = marks.first(where: { text.has($0, at: text.startIndex) }) else { return false }
        let words = text.dropFirst(mark.count).split { !$0.isLetter && !$0.isDigit }
        return words.prefix(3).contains { $0.count == 4 && $0.allSatisfy(\.isDigit) }
    }

    /// A line under a picture: `A ferry leaves on Monday. (AP Photo/Ana Silva)`.
    private static func isLatinCaption(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.last == 0x29, text.count <= 300, let open = text.lastIndex(of: 0x28) else { return false }
        let credit = text[(open + 1)...]
        return (open + 1..<min(open + 13, text.endIndex)).contains { start in
            // Not `(see Photo 3)`.
            credit.has(photo, at: start) && photoTails.contains { credit.has($0, at: start + photo.count) }
        }
    }

    private static let photo = "Photo".glyphs
    /// What stands behind the word in a credit: `AP Photo/Ana Silva`, `Photo by Ana Silva`, `Reuters Photo`.
    private static let photoTails = ["/", ":", ")", " by ", " courtesy", "s by ", "s courtesy", "graph by "]
        .map(\.glyphs)

    /// Marks captions that end in the credit of a photograph, with the lines that they are wrapped over.
    ///
    /// - Complexity: O(glyphs)
    static func markLatinCaptions(_ kinds: inout [Leftover.LeftoverKind?], in sheet: TextLines) {
        for i in kinds.indices where isLatinCaption(sheet.text(i)) && !isWrapped(outOf: i, in: sheet) {
            var start = i
            while i - start < captionLinesMax, isWrapped(into: start, in: sheet) { start -= 1 }
            // More than a caption has, or the end of a paragraph that has one behind it: a doubt.
            let isWhole = start == 0 || sheet.lines[start].blanksBefore > 0 || !sheet.text(start - 1).endsSentence
            guard start == i || isWhole && i - start < captionLinesMax else { continue }
            for line in start...i { kinds[line] = .caption }
        }
    }

    /// A longer paragraph is no caption.
    private static let captionLinesMax = 5
    /// A line of so many columns may be wrapped; a shorter one is a headline or a name, unless the next begins in small letters.
    private static let wrappedColumnsMin = 50

    /// Whether the sentence of a line goes on in small letters.
    private static func isWrapped(outOf i: Int, in sheet: TextLines) -> Bool {
        guard i + 1 < sheet.lines.count, sheet.lines[i + 1].blanksBefore == 0 else { return false }
        return sheet.text(i + 1).first.map(\.isLower) == true && !isLatinCaption(sheet.text(i + 1))
    }

    /// Whether a line goes on with a sentence of the line before it.
    private static func isWrapped(into i: Int, in sheet: TextLines) -> Bool {
        guard i > 0, sheet.lines[i].blanksBefore == 0 else { return false }
        let before = sheet.text(i - 1)
        guard !before.endsSentence, !isLatinCaption(before), BylineExtraction.credit(before) == nil else { return false }
        return sheet.text(i).first.map(\.isLower) == true || sheet.lines[i - 1].width >= wrappedColumnsMin
    }

    /// Where readers are sent at the end of a story: `Follow Jane Doe on Twitter @janedoe`.
    static func isPointer(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 90, text.has("Follow ".glyphs, at: text.startIndex) else { return false }
        let words = String(text).split { !$0.isLetter }.map { $0.lowercased() }
        return words.contains { ["twitter", "facebook", "instagram", "x", "bluesky", "mastodon"].contains($0) }
            && words.contains("on")
    }

    /// Notes to editors.
    private static let notes = [
        "Eds:", "EDS:", "EDITORS NOTE:", "EDITORS' NOTE:", "EDITOR’S NOTE:", "EDITOR'S NOTE:", "EMBARGOED UNTIL",
    ]
    .map(\.glyphs)

    private static let doubleHyphen = "--".glyphs
    private static let writethru = "Writethru".glyphs

    /// `See FIRE, Page A4`, `Continued on Page 3`, `FIRE, from A1`, `Please turn to B2`.
    private static func isJump(_ line: String, _ lower: String) -> Bool {
        guard line.count <= 60, line.last.map({ $0.isNumber || $0 == "." || $0 == ")" }) ?? false,
            line.contains(where: \.isNumber)
        else { return false }
        let bare = lower.drop { "(▶►>*".contains($0) || $0 == " " }
        if jumpStarts.contains(where: { bare.hasPrefix($0) }) {
            return hasPage(bare.split { !$0.isLetter && !$0.isNumber }.map(String.init))
        }
        // `FIRE, from Page A1`, `FIRE | From A1`
        let words = line.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard words.count <= 6, let from = words.firstIndex(where: { $0.lowercased() == "from" }), from > 0 else {
            return false
        }
        return words[..<from].allSatisfy { $0 == $0.uppercased() } && hasPage(words[from...].map { $0.lowercased() })
    }

    private static let jumpStarts = [
        "see ", "continued on", "continued from", "please see", "please turn to", "turn to ", "from page",
        "story continues on",
        "continues on", "more on page", "full story, page", "full story on page",
    ]

    /// Whether words end in a page: `page 3`, `a4`, `12a`.
    private static func hasPage(_ words: [String]) -> Bool {
        guard let last = words.last, last.contains(where: \.isNumber), last.count <= 4 else { return false }
        return words.dropLast().last == "page" || last.contains(where: \.isLetter) || words.contains("continued")
    }

    /// `Article number, page 1 of 10`, `Page 3`, `3 of 8`.
    private static func isRunningHead(_ lower: String) -> Bool {
        // `THE RIVERTON POST THURSDAY, JANUARY 5, 2025 A3`
        if lower.contains(","), lower.contains("day"),
            lower.contains(/day, (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z.]* \d+, (19|20)\d\d/),
            lower.count <= 80,
            !lower.contains(/\b(in|on|at|by|said|was|when|after)\b/)
        {
            return true
        }
        let words = lower.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard words.count <= 10, let last = words.last, last.allSatisfy(\.isNumber), words.count >= 2 else {
            return false
        }
        if words.count == 2 { return words[0] == "page" }
        guard words.count >= 3, words[words.count - 2] == "of", words[words.count - 3].allSatisfy(\.isNumber) else {
            return false
        }
        return words.count == 3 || words[words.count - 4] == "page"
    }

    /// The slug of an agency: `BC-US--River Towns,1st Ld-Writethru`, `URGENT`, `^Eds: …`.
    private static func isSlug(_ line: String) -> Bool {
        if line.contains("Writethru") || line.contains("Ld-") && line.contains("--") { return true }
        if line.hasPrefix("Eds:") || line.hasPrefix("^") || line.hasPrefix("(Eds:") { return true }
        let head = line.prefix { $0 != " " }
        // `BC-US--River`: two capitals, a hyphen, a double hyphen.
        let codes = head.split(separator: "-", omittingEmptySubsequences: false)
        // `BC-Council-Flood, 300`, `AP-Flood`
        if codes.count >= 2, codes[0].count == 2, codes[0].allSatisfy(\.isUppercase),
            codes[1].first?.isUppercase ?? false,
            line.split(separator: " ").dropFirst().allSatisfy({ $0.allSatisfy(\.isNumber) })
        {
            return true
        }
        if codes.count >= 3, codes[0].count == 2, codes[0].allSatisfy(\.isUppercase), head.contains("--") {
            return true
        }
        return [
            "URGENT", "BULLETIN", "FLASH", "MORE", "(MORE)", "-more-", "--more--", "END", "ENDS", "-ENDS-", "-END-",
            "- END -", "- ENDS -", "-30-", "###",
            "-- ENDS --",
            "(END)",
        ]
        .contains(line)
    }
}
