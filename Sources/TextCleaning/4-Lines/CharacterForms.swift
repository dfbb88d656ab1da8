/// Characters that are another form of an ordinary one: radicals, and marks of vertical and of small type.
enum CharacterForms {
    /// The ordinary character for a radical from U+2E80 to U+2FD5; the same one when there is none.
    static func unified(_ radical: Glyph) -> Glyph {
        radical < 0x2F00 ? radicals[Int(radical - 0x2E80)] : kangxi[Int(radical - 0x2F00)]
    }

    /// The mark as it is set in lines, for one of U+FE10 to U+FE19 or U+FE30 to U+FE6B; the same when there is none.
    static func ordinary(_ mark: Glyph) -> Glyph {
        switch mark {
        case 0xFE10...0xFE19: vertical[Int(mark - 0xFE10)]
        case 0xFE30...0xFE48: brackets[Int(mark - 0xFE30)]
        case 0xFE50...0xFE6B: small[Int(mark - 0xFE50)]
        default: mark
        }
    }

    private static let vertical = "，、。：；！？〖〗…".glyphs
    private static let brackets = "‥—–＿＿（）｛｝〔〕【】《》〈〉「」『』﹅﹆［］".glyphs
    private static let small = "，、．﹓；：？！—（）｛｝〔〕#&*＋－<>=﹧＼$%@".glyphs

    /// The characters that the 214 Kangxi radicals look like; extractors put a radical where a font shares the glyph.
    private static let kangxi =
        """
        一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓\
        彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾\
        穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨\
        青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠
        """.glyphs

    /// The characters that the radicals from U+2E80 to U+2EF3 look like, by Unicode's Equivalent_Unified_Ideograph.
    private static let radicals =
        """
        ⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿\
        肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟
        """.glyphs
}
