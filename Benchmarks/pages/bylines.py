"""Made-up names and the shapes of bylines and datelines, one list for each set."""

SURNAMES = {
    "open": "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭",
    "heldout": "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤楼骆应虞王李张陈",
}
DOUBLE = {"open": ["欧阳", "上官"], "heldout": ["司马", "诸葛", "皇甫"]}
GIVEN = {
    "open": "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰英华玉梅鑫鹏宇浩凯健俊帆雪琳晨阳婷柳青峰祉潇昕民凤建国志文",
    "heldout": "波宁辉莉斌玲倩云龙亮红春燕佳慧颖欣怡然子涵轩梦洁雨泽彤立群海东晓庆瑶舒畅诗航若兮一凡嘉茜锦程振武",
}
PLACES = {"open": ["江州", "临溪", "东泽", "南浦"], "heldout": ["云岭", "青屿", "北宁", "海桐"]}
CITIES = {"open": ["北京", "上海", "杭州", "武汉"], "heldout": ["成都", "广州", "郑州", "东京"]}


class Names:
    """Hands out names; no name twice on a page."""

    def __init__(self, rng, which):
        self.rng, self.which, self.used = rng, which, set()

    def one(self):
        while True:
            double = self.rng.random() < 0.02
            name = self.rng.choice(DOUBLE[self.which] if double else SURNAMES[self.which])
            name += "".join(self.rng.sample(GIVEN[self.which], 1 if not double and self.rng.random() < 0.35 else 2))
            if name not in self.used:
                self.used.add(name)
                return name

    def some(self, low, high):
        return [self.one() for _ in range(self.rng.randint(low, high))]


class Shape:
    """How one page writes names: what stands between them, and what inside a name of two characters."""

    def __init__(self, rng, which):
        self.comma = rng.random() < 0.4
        self.gap = rng.choice([" ", " ", "\u3000"])
        # Two characters set to the width of three, as papers do.
        self.inner = rng.choice(["", "", "", " ", "\u3000"]) if which == "open" else rng.choice(["", "", " ", "\u3000", "  "])

    def name(self, name):
        return self.inner.join(name) if len(name) == 2 else name

    def names(self, names):
        return ("、" if self.comma else self.gap).join(self.name(n) for n in names)


def spaced(text):
    return " ".join(text)


class Byline:
    """Where the parts of a byline stand around a body, and the truth of what they say."""

    def __init__(self, before="", start="", end="", after=(), dateline=None,
                 reporters=(), correspondents=(), photographers=()):
        self.before, self.start, self.end, self.after, self.dateline = before, start, end, list(after), dateline
        self.reporters, self.correspondents = list(reporters), list(correspondents)
        self.photographers = list(photographers)


def _open(rng, names, shape, place, city, date):
    """The open set: name of form -> function making a byline. `p` = also for photo stories only."""
    r, c = names.some(1, 2) if rng.random() < 0.3 else names.some(1, 1), names.some(1, 3)
    n, g = shape.names, shape.gap
    mark = rng.choice("▢□■")
    xin = f"新华社{city}{date}电"
    return {
        "box-line": lambda: Byline(f"{mark} 全媒体记者 {n(r)}", "本报讯 ", dateline="本报讯", reporters=r),
        "box-line-both": lambda: Byline(f"{mark} 全媒体记者 {n(r)}{g}通讯员 {n(c)}", "本报讯 ", dateline="本报讯",
                                        reporters=r, correspondents=c),
        "paren": lambda: Byline(start=f"本报讯（记者{g}{n(r)}）", dateline="本报讯", reporters=r),
        "paren-both": lambda: Byline(start=f"本报讯（记者 {n(r)}{g}通讯员 {n(c)}）", dateline="本报讯",
                                     reporters=r, correspondents=c),
        "paren-gap": lambda: Byline(start=f"本报讯 （见习记者 {n(r)}） ", dateline="本报讯", reporters=r),
        "end": lambda: Byline(end=f"（记者 {n(r)}）", reporters=r),
        "end-both": lambda: Byline(end=f"（通讯员 {n(c)} 融媒体记者 {n(r)}）", reporters=r, correspondents=c),
        "report": lambda: Byline(start=f"{place}日报讯 记者{n(r)}报道：", dateline=f"{place}日报讯", reporters=r),
        "agency": lambda: Byline(start=f"{xin}（记者{n(r)}）", dateline=xin, reporters=r),
        "agency-gap": lambda: Byline(start=f"{xin} （记者{n(r)}） ", dateline=xin, reporters=r),
        "square-line": lambda: Byline(f"□记者 {n(r)}", reporters=r),
        "text-photo": lambda: Byline(f"■ 见习记者 {n(r[:1])} 文/摄", reporters=r[:1], photographers=r[:1]),
        "dateline-only": lambda: Byline(start="本报讯 ", dateline="本报讯"),
        "tail": lambda: Byline(start=f"本报讯（记者 {n(r)}）", dateline="本报讯", reporters=r,
                               after=[f"责编：{n(names.some(1, 1))}"]),
        "p-two": lambda: Byline(after=[f"全媒体记者 {n(r[:1])}", f"{spaced('通讯员')} {n(c[:1])} 摄"],
                                reporters=r[:1], correspondents=c[:1], photographers=c[:1]),
        "p-one": lambda: Byline(after=[f"通讯员 {n(c[:2])} 摄"], correspondents=c[:2], photographers=c[:2]),
        "p-paren": lambda: Byline(end=f"（记者 {n(r[:1])} 摄）", reporters=r[:1], photographers=r[:1]),
    }


def _heldout(rng, names, shape, place, city, date):
    r, c, p = names.some(1, 2) if rng.random() < 0.3 else names.some(1, 1), names.some(1, 4), names.some(1, 1)
    n, g = shape.names, shape.gap
    mark = rng.choice("●◎○▲")
    own = f"本报{city}{date}电"
    agency = f"中新社{city}{date}电"
    return {
        "paper-paren": lambda: Byline(start=f"{place}晚报讯\u3000（全媒体记者\u3000{n(r)}{g}通讯员 {n(c)}）",
                                      dateline=f"{place}晚报讯", reporters=r, correspondents=c),
        "slash-end": lambda: Byline(end=f"（记者/{n(r)} 通讯员/{n(c)}）", reporters=r, correspondents=c),
        "text-picture": lambda: Byline(f"◎文/{place}融媒记者 {n(r)} 图/{n(p)}", reporters=r, photographers=p),
        "chief-line": lambda: Byline(f"{mark}{place}日报首席记者 {n(r)}", reporters=r),
        "own-line": lambda: Byline(f"{mark} 本报记者 {n(r)} 实习生 {n(p)}", reporters=r + p),
        "own-agency": lambda: Byline(start=f"{own}（记者{g}{n(r)}）", dateline=own, reporters=r),
        "half-width": lambda: Byline(start=f"{agency} (记者 {n(r)})", dateline=agency, reporters=r),
        "told": lambda: Byline(start=f"{place}晚报讯 记者{n(r)} 通讯员{n(c)}报道：", dateline=f"{place}晚报讯",
                               reporters=r, correspondents=c),
        "signed": lambda: Byline(after=[f"本报记者 {n(r)}"], reporters=r),
        "guests": lambda: Byline(start=f"本报讯（特约记者 {n(r)}{g}通讯员 {n(c)}）", dateline="本报讯",
                                 reporters=r, correspondents=c),
        "guest-line": lambda: Byline(f"通讯员 {n(c)}{g}记者 {n(r)}", "本报讯 ", dateline="本报讯",
                                     reporters=r, correspondents=c),
        "text-image": lambda: Byline(f"{mark} 融媒体记者 {n(r[:1])} 文/图", reporters=r[:1], photographers=r[:1]),
        "tail": lambda: Byline(start=f"本报讯（融媒记者{g}{n(r)}）", dateline="本报讯", reporters=r,
                               after=[f"责编：{n(names.some(1, 1))} 编辑：{n(names.some(1, 1))} 校对：{n(names.some(1, 1))}"]),
        "dateline-only": lambda: Byline(start=f"{place}晚报讯\u3000", dateline=f"{place}晚报讯"),
        "p-report": lambda: Byline(after=[f"{place}日报记者 {n(r[:1])} 摄影报道"], reporters=r[:1], photographers=r[:1]),
        "p-paren": lambda: Byline(end=f"（{place}全媒记者 {n(r[:1])} 摄）", reporters=r[:1], photographers=r[:1]),
        "p-spaced": lambda: Byline(after=[f"通讯员 {spaced(p[0])} 摄"], correspondents=p, photographers=p),
    }


class Desk:
    """One paper: it mostly keeps its form, and now and then uses another."""

    def __init__(self, rng, which):
        self.rng, self.which = rng, which
        self.names, self.shape = Names(rng, which), Shape(rng, which)
        self.place = rng.choice(PLACES[which])
        self.city = rng.choice(CITIES[which])
        self.date = f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
        self.habit = rng.choice([f for f in self.forms() if not f.startswith("p-")])

    def forms(self):
        make = _open if self.which == "open" else _heldout
        return make(self.rng, self.names, self.shape, self.place, self.city, self.date)

    def byline(self, photo, marked):
        """A form's name and the byline, for a story or a photo story; `marked` asks for a mark at the story's start,
        unless the paper's habit is to mark the end."""
        forms = self.forms()
        if photo:
            form = self.rng.choice([f for f in forms if f.startswith("p-")])
        elif not marked and self.rng.random() < 0.1:
            return "none", Byline()
        elif self.rng.random() < 0.65:
            form = self.habit
        else:
            form = self.rng.choice([f for f, b in ((f, make()) for f, make in forms.items())
                                    if not f.startswith("p-") and (not marked or b.before or b.start)])
        return form, forms[form]()
