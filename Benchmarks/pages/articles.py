"""Picks clean articles from the labelled sets: no bylines or datelines of their own, whole paragraphs, a headline."""

import bisect
import json
import os
import re
import unicodedata

# An article that brings its own source line, byline, layout marks or broken text would make the truth wrong.
UNCLEAN = re.compile(
    r"[(（][^()（）]{0,12}(?:记者|通讯员|摄)|(?:报|社|网|台)讯|日(?:专|消息)?电|记者\s*[:：]|"
    r"记者[^，。从在]{2,8}报道|摄影|通讯员|责编|编辑[:：/]|来源|【|】|[（(]完|见习|实习生|"
    r"https?:|www\.|[※◆■□▢●★▲◎\ufffd\t|<>_=*#\[\]\ue000-\uf8ff]|央视网消息|本台消息|以下是|全文如下|日讯|报道员"
)
ENDS = tuple("。！？”…）")
FULLWIDTH = {c: c - 0xFEE0 for c in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}


def clean(text):
    """Half-width letters and digits, no space beside a CJK character."""
    text = text.translate(FULLWIDTH).replace("％", "%").replace("．", ".").replace("\u3000", " ").replace("\xa0", " ")
    text = re.sub(r" +", " ", text)
    # pdftotext takes a hyphen at a line's end for hyphenation and drops it.
    text = re.sub(r"(?<=[^\x21-\x7e])-|-(?=[^\x21-\x7e])", "·", text)
    return re.sub(r"(?<=[^\x21-\x7e]) | (?=[^\x21-\x7e])", "", text)


def paragraphs(text):
    """The article's paragraphs; very long ones (old wire copy) are cut at sentence ends."""
    result = []
    for line in text.split("\n"):
        line = clean(line.strip())
        if not line:
            continue
        if len(line) <= 420:
            result.append(line)
            continue
        part = ""
        for sentence in re.findall(r"[^。]+。?[”）]?", line):
            part += sentence
            if len(part) > 130:
                result.append(part)
                part = ""
        if part:
            result.append(part)
    return result


def overlap(title, body):
    """Share of the title's character pairs that the body holds too."""
    title = re.sub(r"\W", "", title)
    pairs = [title[i:i + 2] for i in range(len(title) - 1)]
    return sum(p in body for p in pairs) / max(1, len(pairs))


def usable(title, paras):
    text = "".join(paras)
    if UNCLEAN.search(text) or UNCLEAN.search(title) or not 5 <= len(title) <= 40:
        return False
    if not all(p.endswith(ENDS) and len(p) >= 8 for p in paras):
        return False
    if any(unicodedata.category(c) in ("So", "Cc", "Co", "Cf", "Lm") for c in text + title):
        return False
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return latin < 0.06 * len(text) and overlap(title, text) >= 0.4


class Articles:
    """All usable articles, sorted by length, so that a layout can ask for one that fits a box."""

    def __init__(self, folder):
        self.rows = []
        for name, quota in (("zh_xwlb", 10**6), ("zh_fudan10", 250), ("zh_cec", 10**6)):
            kept = 0
            with open(os.path.join(folder, name + ".jsonl"), encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    title = re.sub(r"^(?:【[^】]*】)+|^新闻特写：?", "", row["title"]).strip()
                    title = re.sub(r"\s+", " ", title.translate(FULLWIDTH))
                    paras = paragraphs(row["text"])
                    if kept < quota and 60 <= sum(map(len, paras)) <= 1600 and usable(title, paras):
                        self.rows.append((sum(map(len, paras)), row["id"], title, paras))
                        kept += 1
        self.rows.sort()
        self.lengths = [row[0] for row in self.rows]

    def near(self, rng, length, used):
        """A random unused article of about that many characters, at most 4 % longer."""
        low = bisect.bisect_left(self.lengths, length * 0.9)
        high = bisect.bisect_right(self.lengths, length * 1.04)
        while True:
            for _ in range(20):
                if high <= low:
                    break
                row = self.rows[rng.randrange(low, high)]
                if row[1] not in used:
                    used.add(row[1])
                    return row
            low, high = max(0, low - 20), min(len(self.rows), high + 5)
