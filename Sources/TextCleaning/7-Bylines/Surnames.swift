/// Chinese surnames: what tells a name from other words of two to four characters.
enum Surnames {
    /// Whether a name may begin with a character.
    static func contains(_ glyph: Glyph) -> Bool { single.contains(glyph) }

    /// Whether two characters are a compound surname.
    static func contains(_ first: Glyph, _ second: Glyph) -> Bool {
        compound.contains(UInt64(first) << 32 | UInt64(second))
    }

    private static let single = GlyphSet(
        """
        王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦\
        付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿\
        关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简\
        车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠\
        荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮\
        都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利于呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植\
        衡富尧闭由禤弓蓬郏桓萨却鄂佴蓟濮酆麴邴咎澹仉笪缑谯贲郗羿鄞祭\
        劉陳楊黃趙吳孫馬鄭梁謝許韓馮鄧曾蕭蔣蔡葉蘇呂盧鍾陸賈傅鄒錢嚴賴龍陶賀顧龔萬湯顏莊魯歐關蘭喬聶齊凃藍項連華
        """.unicodeScalars.lazy.filter { $0.value > 0x80 }.map(\.value))

    private static let compound = Set(
        """
        欧阳 上官 司马 诸葛 皇甫 东方 慕容 令狐 夏侯 尉迟 公孙 长孙 宇文 司徒 司空 端木 百里 南宫 独孤 呼延 轩辕 申屠 太史 澹台 赫连 东郭 \
        西门 钟离 闻人 万俟 拓跋 淳于 单于 濮阳 公冶 第五 鲜于 闾丘 亓官 仲孙 完颜 纳兰 叶赫 歐陽 諸葛 張簡 范姜
        """.split(whereSeparator: \.isWhitespace).map { pair in
            pair.unicodeScalars.reduce(0 as UInt64) { $0 << 32 | UInt64($1.value) }
        })
}
