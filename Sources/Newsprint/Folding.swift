/// Folds single characters: what is invisible goes, what has a plain form takes it.
enum Folding {
    /// What becomes of one scalar.
    enum Result {
        case keep(Glyph)
        case drop
        case space
        case newline
        case replace(Glyphs)
    }

    /// Folds one scalar, without regard to its neighbours.
    static func fold(_ glyph: Glyph) -> Result {
        switch glyph {
        case 0x20, 0x09, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: .space
        case 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: .newline
        case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E: .drop
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F: .drop
        case 0xFE00...0xFE0F, 0xFEFF, 0xFFF0...0xFFFC, 0xFFFE, 0xFFFF, 0xE0000...0xE0FFF: .drop
        // Private use: glyphs of a paper's symbol font, which mean nothing without it.
        case 0xE000...0xF8FF, 0xF0000...0x10FFFF: .drop
        case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: .keep(glyph - 0xFEE0)
        case 0xFF05, 0xFF06, 0xFF0A, 0xFF0F, 0xFF1C...0xFF1E, 0xFF20, 0xFF04, 0xFF03: .keep(glyph - 0xFEE0)
        case 0xFB00...0xFB06: .replace(ligatures[Int(glyph - 0xFB00)])
        case 0x2E80...0x2EF3: .keep(radicals[glyph] ?? glyph)
        case 0x2F00...0x2FD5: .keep(kangxi[Int(glyph - 0x2F00)])
        default: .keep(glyph)
        }
    }

    /// Folds the full-width marks whose meaning depends on their neighbours: `１．５` is a number, `约翰．李` a name.
    static func foldMarks(in glyphs: inout Glyphs) {
        for i in glyphs.indices where glyphs[i] == 0xFF0D || glyphs[i] == 0xFF0E {
            let before = i > 0 ? glyphs[i - 1] : 0
            let after = i + 1 < glyphs.count ? glyphs[i + 1] : 0
            if before.isDigit || before.isLetter || after.isDigit { glyphs[i] -= 0xFEE0 }
        }
    }

    private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"].map(\.glyphs)

    /// The characters that the 214 Kangxi radicals look like; extractors put a radical where a font shares the glyph.
    private static let kangxi =
        """
        一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓\
        彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾\
        穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨\
        青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠
        """.glyphs

    /// Simplified radicals that stand for whole characters.
    private static let radicals = Dictionary(
        uniqueKeysWithValues: zip(
            "⺁⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳".glyphs, "厂民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟".glyphs))
}
