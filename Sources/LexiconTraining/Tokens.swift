import Stories

/// A text cut into what terms are made of: single Chinese characters and whole Latin words.
///
/// A number ends a run, so that dates and amounts never become terms, and so does punctuation; between two Latin
/// words of one run stands exactly one space.
struct Tokens {
    /// One character or word.
    struct TextToken {
        /// A number for the text of the token: the same for the same text, in either case.
        let key: UInt64
        let isLatin: Bool
        /// Whether a term may not start or end with it.
        let isEdgeless: Bool
        /// Whether a number stands right before it, which makes it a measure word.
        var followsNumber = false
        /// Code points from the start of the text.
        let range: Range<Int>
    }

    /// Runs of tokens without anything between them.
    private(set) var runs: [[TextToken]] = []
    private let scalars: [Unicode.Scalar]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var run: [TextToken] = []
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            if scalar.isChineseCharacter {
                if run.last?.isLatin == true, run.last?.range.upperBound != position { close(&run) }
                let edgeless = Self.edgelessCharacters.contains(scalar)
                let follows = position > 0 && Self.isNumeral(scalars[position - 1])
                run.append(
                    TextToken(
                        key: UInt64(scalar.value), isLatin: false, isEdgeless: edgeless, followsNumber: follows,
                        range: position..<position + 1))
                position += 1
            } else if scalar.properties.isAlphabetic || Self.isDigit(scalar) {
                let end = scalars[position...].firstIndex { !Self.belongsToWord($0) } ?? scalars.count
                let word = scalars[position..<end]
                if word.contains(where: Self.isDigit) || word.count > 24 {
                    close(&run)
                } else {
                    if let last = run.last, last.range.upperBound != position, !last.isLatin { close(&run) }
                    run.append(Self.word(word))
                }
                position = end
            } else {
                // One space may stand between two words of a run.
                let joins = scalar == " " && run.last?.isLatin == true
                if !joins || run.last?.range.upperBound != position { close(&run) }
                position += 1
            }
        }
        close(&run)
    }

    private mutating func close(_ run: inout [TextToken]) {
        if !run.isEmpty { runs.append(run) }
        run = []
    }

    /// The text between two tokens of a run, both included, in small letters.
    func text(from first: TextToken, to last: TextToken) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[first.range.lowerBound..<last.range.upperBound])
        return String(text).lowercased()
    }

    // MARK: - Characters

    private static func word(_ scalars: ArraySlice<Unicode.Scalar>) -> TextToken {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        let folded = String(text).lowercased()
        let key = folded.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return TextToken(
            key: key | 1 << 63, isLatin: true,
            isEdgeless: folded.utf8.count < 2 || functionWords.contains(folded),
            range: scalars.startIndex..<scalars.endIndex)
    }

    /// Whether a term begins with a Chinese character, and not with a word.
    static func startsWithChinese(_ term: String) -> Bool { term.unicodeScalars.first?.isChineseCharacter == true }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

    private static func belongsToWord(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || scalar.properties.isAlphabetic && !scalar.isChineseCharacter
    }

    /// Grammar, numerals and pronouns: what they begin or end is no keyword.
    private static let edgelessCharacters = Set("的了是在与及和也而并或但又这那其我你他她它们个些么吗呢吧啊之以于为把被让使份届".unicodeScalars)
        .union(numerals)

    private static let numerals = Set("一二三四五六七八九十百千万亿两几每第〇零".unicodeScalars)

    private static func isNumeral(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || scalar == "%" || numerals.contains(scalar)
    }

    private static let functionWords = Set(
        """
        a about after again against ago all also am an and any are as at back be because been before being between both \
        but by can could did do does doing don down during each even ever every few for from further get go going had \
        has have having he her here hers him himself his how i if in into is it its itself just know last least less \
        like ll made make many may me might more most mr mrs ms much must my new no nor not now of off on once one only \
        or other our out over own per put re s said same say says she should so some such t than that the their them \
        then there these they this those though three through to too two under until up us ve very was way we well were \
        what when where which while who whom why will with would year years yet you your first second next since told \
        around including among according later still another took take add added adds
        """.split(separator: " ").map(String.init))
}
