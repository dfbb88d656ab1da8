extension MisreadLatin {
    /// The stretches of a text that are characters in UTF-8 whose bytes were read as Latin ones.
    struct Sequences {
        /// How far a sequence can be trusted.
        private enum Trust {
            /// Nobody writes this.
            case certain
            /// Chinese, Cyrillic, Arabic and other letters: certain when several stand side by side.
            case inRun
            /// A capital before a quote, dash or space, which people write, too.
            case doubtful
        }

        private struct Sequence {
            let range: Range<Int>
            let glyph: Glyph
            var trust: Trust
        }

        private let glyphs: Glyphs
        private var all: [Sequence] = []
        /// Characters in all sequences.
        private(set) var length = 0
        /// Whether one of them is certain, so that all are taken.
        private(set) var isCertain = false

        init(in glyphs: Glyphs) {
            self.glyphs = glyphs
            var i = 0
            while i < glyphs.count {
                if glyphs[i] >= 0xC2, glyphs[i] <= 0xF4, let sequence = sequence(at: i) {
                    all.append(sequence)
                    length += sequence.range.count
                    i = sequence.range.upperBound
                } else {
                    i += 1
                }
            }
            isCertain = all.contains { $0.trust == .certain } || hasRun
        }

        /// The text with the characters that the sequences stand for.
        var replaced: Glyphs {
            var text: Glyphs = []
            text.reserveCapacity(glyphs.count)
            var end = 0
            for sequence in all {
                text += glyphs[end..<sequence.range.lowerBound]
                text.append(sequence.glyph)
                end = sequence.range.upperBound
            }
            return text + glyphs[end...]
        }

        /// Whether at least three letters of two bytes, or two characters of three, stand side by side.
        private var hasRun: Bool {
            var (count, end) = (0, -1)
            for sequence in all {
                if sequence.trust != .inRun || sequence.range.lowerBound != end { count = 0 }
                end = sequence.range.upperBound
                guard sequence.trust == .inRun else { continue }
                count += sequence.range.count
                if count >= 6 { return true }
            }
            return false
        }

        // MARK: - One sequence

        private func sequence(at start: Int) -> Sequence? {
            let lead = Glyph(glyphs[start])
            let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            var value = lead & (0xFF >> Glyph(count + 1))
            for i in start + 1..<start + count {
                guard i < glyphs.count, let byte = Windows1252.byte(for: glyphs[i]), byte & 0xC0 == 0x80 else {
                    return damaged(at: start)
                }
                value = value << 6 | Glyph(byte & 0x3F)
            }
            let range = start..<start + count
            guard let trust = trust(in: value, range) else { return nil }
            return Sequence(range: range, glyph: value, trust: trust)
        }

        /// `â€` without its third character, which has no form in Windows-1252, is ”; `Â` before a plain space was a
        /// no-break space.
        private func damaged(at start: Int) -> Sequence? {
            let next = start + 1 < glyphs.count ? glyphs[start + 1] : .newline
            if glyphs[start] == 0xE2, next == 0x20AC || next == 0x80 {
                return Sequence(range: start..<start + 2, glyph: 0x201D, trust: .certain)
            }
            guard glyphs[start] == 0xC2, next == .space, start > 0 else { return nil }
            let before = glyphs[start - 1]
            guard before.isLower || before.isDigit || before.endsSentence || before.isPause else { return nil }
            return Sequence(range: start..<start + 2, glyph: .space, trust: .doubtful)
        }

        private func trust(in value: Glyph, _ range: Range<Int>) -> Trust? {
            switch (range.count, value) {
            // Controls, of text that was misread twice.
            case (2, 0x80...0x9F): return glyphs[range.lowerBound + 1] < 0xA0 ? .certain : .doubtful
            // ƒ ˆ ˜ of Windows-1252, likewise.
            case (2, 0x192), (2, 0x2C6), (2, 0x2DC): return .doubtful
            // ¡ to ¿ behind Â.
            case (2, 0xA0...0xBF): return isSign(range) ? .certain : .doubtful
            case (2, 0xC0...0x17F), (2, 0x1A0...0x1B0), (2, 0x218...0x21B):
                return isLetter(range) ? .certain : .doubtful
            case (2, 0x384...0x52F), (2, 0x5D0...0x5EA), (2, 0x60C...0x6CC): return .inRun
            case (3, 0x900...0xFFF), (3, 0x3041...0x9FFF), (3, 0xAC00...0xD7A3): return .inRun
            // The word before may end in â or á, and two marks may stand behind it.
            case (3, 0x1E00...0x1EFF), (3, 0x20A0...0x2BFF):
                return glyphs[range].dropFirst().allSatisfy(Self.marks.contains) ? .doubtful : .certain
            case (3, 0x2000...0x205E), (3, 0x3000...0x3020), (3, 0xFE30...0xFE6B), (3, 0xFEFF), (3, 0xFF01...0xFFE6),
                (4, 0x1F000...0x1FAFF):
                return .certain
            case (4, 0x20000...0x323AF): return .inRun
            default: return nil
            }
        }

        /// Whether a sequence of Â and a sign is none that people write: no capital stands before it, nor are the two a
        /// letter in its quotes.
        private func isSign(_ range: Range<Int>) -> Bool {
            let before = before(range)
            if Self.marks.contains(glyphs[range.lowerBound + 1]) {
                return before.isLower || before.isDigit || before.endsSentence || before.isPause
            }
            return !before.isUpper
        }

        /// Whether a sequence that stands for a letter is none that people write: its capital stands in the middle of a
        /// word, or what follows is no mark that closes one.
        private func isLetter(_ range: Range<Int>) -> Bool {
            let (before, second) = (before(range), glyphs[range.lowerBound + 1])
            if before.isLower || range.upperBound < glyphs.count && glyphs[range.upperBound].isLower { return true }
            // Å² is a unit.
            return !before.isUpper && !Self.marks.contains(second) && second != 0xB2 && second != 0xB3
        }

        private func before(_ range: Range<Int>) -> Glyph {
            range.lowerBound > 0 ? glyphs[range.lowerBound - 1] : .newline
        }

        /// Marks and spaces that people write directly behind a word in capitals.
        private static let marks: GlyphSet = "‘’‚“”„‹›«»–—…•€´\u{A0}"
    }
}
