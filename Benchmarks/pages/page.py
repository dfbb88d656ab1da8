"""One newspaper page: cut into boxes, each filled with a story that fits, and drawn in the layout's order."""

import random
import re

from bylines import Desk
from headlines import set_headline
from layouts import BANNERS, LAYOUTS
from typeset import Para, Rect, column_html, flow, head_html, width

PAGE = (800.0, 1130.0)
MARGIN = 30.0
SERIF, SANS = "'Noto Serif CJK SC'", "'Noto Sans CJK SC'"


class Story:
    """One story on the page: its truth, and the pieces of HTML that draw it."""

    def __init__(self, row, form, byline, photo):
        self.length, self.id, self.title, self.paras = row
        self.form, self.byline, self.photo = form, byline, photo
        self.paras = list(self.paras)
        self.deck = []           # headline lines as printed
        self.head = None         # HTML of the headline
        self.body = ""           # HTML of everything else
        self.chunks = []         # text of each column, as printed
        self.firsts = []         # first lines of paragraphs

    def truth(self):
        b = self.byline
        return {
            "headline": "\n".join(self.deck) or None, "body": "\n".join(self.paras),
            "reporters": b.reporters, "correspondents": b.correspondents, "photographers": b.photographers,
            "dateline": b.dateline, "form": self.form, "photo": self.photo,
        }


class Page:
    """A page of one layout, made from one seed."""

    def __init__(self, name, seed, articles):
        self.layout, self.seed, self.articles = LAYOUTS[name], seed, articles
        self.rng = rng = random.Random(f"{name}-{seed}")
        self.desk = Desk(rng, self.layout.which)
        self.used = set()
        self.units = rng.choice([4, 5, 5]) if self.layout.cut != "flow" else rng.choice([3, 4, 5])
        if self.layout.kinds == ["strip"]:
            self.units = rng.choice([3, 4])
        self.size = rng.choice([8.5, 9.0, 9.5])
        self.leading = round(self.size * rng.choice([1.25, 1.32, 1.4]), 1)
        self.gap = self.size * rng.choice([1.6, 2.0, 2.4])
        self.trim = rng.random() < 0.4
        self.indent = rng.choice(["css", "css", "space", "space", "none"])
        # Old papers set digits full width, some of them the point and the percent sign too.
        self.fullwidth = rng.choice(["[0-9]", "[0-9.%]"]) if rng.random() < 0.15 else None
        self.trap = rng.random() < 0.5
        # Space between digits and characters, and punctuation set close: both leave their marks in extracted text.
        self.css = rng.choice(["", "text-autospace:normal;"]) if rng.random() < 0.5 else ""
        self.css += "text-spacing-trim:space-all;" if rng.random() < 0.5 else ""
        self.family = rng.choice([SERIF, SANS])
        self.stories, self.banners, self.drawn = [], [], []
        # Where headlines stand apart, each story needs a mark at its own start, or nobody could tell where it begins.
        self.apart = self.layout.order != "before"
        {"rows": self.rows, "brick": self.bricks, "flow": self.run_on}[self.layout.cut]()

    # The parts of a story

    def pick(self, length, photo=False):
        row = self.articles.near(self.rng, max(70, length), self.used)
        story = Story(row, *self.desk.byline(photo, self.apart), photo)
        if self.trap and not photo and not story.byline.before and self.rng.random() < 0.25:
            office = self.rng.choice(["市统计局", "市交通运输局", "有关部门", "市教育局", "市应急管理局", "海关"])
            story.paras[0] = f"记者从{office}获悉，" + story.paras[0]
        return story

    def printed(self, story, with_before=True):
        """The paragraphs to set: byline line, body with dateline and end byline, lines after it."""
        by, out = story.byline, []
        if by.before and with_before:
            align = self.rng.choice(["left", "center", "right"])
            out.append(Para(by.before, 1.0 if align == "left" else 0, align, False))
        for i, text in enumerate(story.paras):
            if self.fullwidth:
                text = re.sub(self.fullwidth, lambda m: chr(ord(m[0]) + 0xFEE0), text)
            text = (by.start if i == 0 else "") + text + (by.end if i == len(story.paras) - 1 else "")
            indented = not story.photo or len(story.paras) > 1
            if self.indent == "space" and indented:
                out.append(Para("\u3000\u3000" + text))
            else:
                out.append(Para(text, 2.0 if self.indent == "css" and indented else 0.0))
        out += [Para(text, 0, "right", False) for text in by.after]
        return out

    def columns(self, x, y, w, h, n):
        cw = (w - self.gap * (n - 1)) / n
        return [Rect(x + i * (cw + self.gap), y, cw, h) for i in range(n)]

    def set_body(self, story, rects, balance=True, with_before=True):
        """Sets the body into the rectangles; returns the lowest y used, or None when it does not fit."""
        paras = self.printed(story, with_before)
        lines, done = flow(paras, rects, self.size, self.leading)
        if not done:
            return None
        if balance and len(rects) > 1:
            low, high = self.leading * 2, rects[0].h
            while high - low > self.leading / 2:
                mid = (low + high) / 2
                top = rects[0].y
                trial = [Rect(r.x, r.y, r.w, max(0, top + mid - r.y)) for r in rects]
                if flow(paras, trial, self.size, self.leading)[1]:
                    high = mid
                else:
                    low = mid
            rects = [Rect(r.x, r.y, r.w, max(0, rects[0].y + high - r.y)) for r in rects]
            lines, done = flow(paras, rects, self.size, self.leading)
            if not done:
                return None
        bottom = 0.0
        for rect, column in zip(rects, lines):
            if column:
                story.body += column_html(rect, column, self.size, self.leading, self.trim)
                story.chunks.append("".join(line.text for line in column))
                story.firsts += [line.text for line in column if line.first and line.para.justify]
                bottom = max(bottom, rect.y + len(column) * self.leading)
        return bottom

    def lead_line(self, story, x, y, w):
        """A byline line of its own over the whole box; returns its height, and whether the byline is still to be set."""
        size = self.size + 0.5
        if not story.byline.before or self.rng.random() < 0.5 or width(story.byline.before) * size > w - size:
            return 0.0, True
        align = self.rng.choice(["left", "center", "right"])
        story.body += head_html(Rect(x, y, w, 0), [(story.byline.before, size, False)], align, self.family)
        story.chunks.append(story.byline.before)
        return size * 1.25 + 4, False

    # One box

    def box(self, rect, kind, photo=False):
        """Fills a box with a story that fits; tries shorter ones until it does."""
        x, y, w, h = rect.x, rect.y, rect.w, rect.h
        n = max(1, min(5, round(w / (self.size * self.rng.choice([14, 17, 20, 24, 28])))))
        if (kind == "strip" or self.rng.random() < 0.35) and w < self.size * 32:
            n = 1
        picture = min(h * 0.5, w * 0.62) if photo else 0.0
        length = (h - picture - 50) / self.leading * (w - self.gap * (n - 1)) / self.size * 0.93
        for _ in range(14):
            if length < 60:
                return None
            keep = set(self.used)
            story = self.pick(length, photo)
            if self.try_box(story, Rect(x, y + picture, w, h - picture), kind, n):
                if picture:
                    story.body = f'<div class="pic" style="left:{x:.1f}pt;top:{y:.1f}pt;width:{w:.1f}pt;height:{picture - 8:.1f}pt"></div>' + story.body
                self.stories.append(story)
                return story
            self.used = keep
            length *= 0.93
        return None

    def try_box(self, story, rect, kind, n):
        x, y, w, h = rect.x, rect.y, rect.w, rect.h
        align = self.rng.choice(["left", "center", "center"])
        if kind in ("strip", "band"):
            lead, flowed = self.lead_line(story, x, y, w)
            return self.set_body(story, self.columns(x, y + lead, w, h - lead, n), True, flowed) is not None
        if kind in ("left", "right"):
            hw = max(80.0, w * self.rng.uniform(0.22, 0.32))
            deck, _ = set_headline(self.rng, story, hw, size_max=22)
            bx = x + hw + self.gap if kind == "left" else x
            n = max(1, round((w - hw) / (w / n)))
            bottom = self.set_body(story, self.columns(bx, y, w - hw - self.gap, h, n))
            if bottom is None:
                return False
            hy = y if self.rng.random() < 0.5 else max(y, y + (bottom - y) * 0.35)
            story.head = head_html(Rect(x if kind == "left" else x + w - hw, hy, hw, 0), deck, "center", self.family) if deck else None
            return True
        if kind in ("mid", "corner") and n >= 2:
            return self.notched(story, rect, kind, n, align)
        deck, hh = set_headline(self.rng, story, w)
        below = kind == "bottom"
        top = y if below else y + hh
        lead, flowed = self.lead_line(story, x, top, w)
        bottom = self.set_body(story, self.columns(x, top + lead, w, h - hh - lead, n), True, flowed)
        if bottom is None:
            return False
        story.head = head_html(Rect(x, bottom + 5 if below else y, w, 0), deck, align, self.family) if deck else None
        return True

    def notched(self, story, rect, kind, n, align):
        """A headline over some of the columns only: the others stand beside it, at its full height."""
        x, y, w, h = rect.x, rect.y, rect.w, rect.h
        cw = (w - self.gap * (n - 1)) / n
        left = kind == "mid" or self.rng.random() < 0.5
        hx, hw = (x + cw + self.gap if left else x), w - cw - self.gap
        deck, hh = set_headline(self.rng, story, hw)
        if kind == "mid":
            first, *rest = self.columns(x, y, w, h, n)
            rects = [first, *(Rect(r.x, y + hh, r.w, h - hh) for r in rest)]
        else:
            # A narrow column beside the headline, then wider ones under both.
            narrow = Rect(x if left else x + hw + self.gap, y, cw, max(hh, self.leading * self.rng.randint(8, 14)))
            spare = narrow.h - hh
            beside = self.columns(hx, y + hh, hw, spare, n - 1) if spare > self.leading * 3 else []
            below = narrow.h + self.leading * 0.4
            rects = [narrow, *beside, *self.columns(x, y + below, w, h - below, n - 1)]
        if self.set_body(story, rects, kind == "mid") is None:
            return False
        story.head = head_html(Rect(hx, y, hw, 0), deck, align, self.family) if deck else None
        return True

    # The cuts

    def banner(self, x, y, w):
        text = self.rng.choice([b for b in BANNERS[self.layout.which] if b not in self.banners])
        self.banners.append(text)
        self.drawn.append(head_html(Rect(x, y, w, 0), [(text, self.rng.choice([12.0, 15.0, 18.0]), False)], "center", SANS))
        return 30.0

    def folio(self):
        """The line over the page: section and date."""
        rng = self.rng
        text = rng.choice(["要闻", "综合新闻", "本地新闻", "03版", "A04 要闻"]) + rng.choice(["  ", "\u3000"])
        text += f"20{rng.randint(15, 24)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日" + rng.choice(["", " 星期" + rng.choice("一二三四五六日")])
        self.banners.append(text)
        self.drawn.append(head_html(Rect(MARGIN, 14, PAGE[0] - 2 * MARGIN, 0), [(text, 9.0, False)], "left", SANS))

    def place_apart(self, stories, x, y, w):
        """Sets headlines one under the other, away from their stories."""
        used = 0.0
        for story in self.rng.sample(stories, len(stories)):
            deck, hh = set_headline(self.rng, story, w, size_max=20)
            if not deck:
                continue
            story.head = head_html(Rect(x, y + used, w, 0), deck, "left", self.family)
            used += hh + 10

    def rows(self):
        rng, (width_all, height_all) = self.rng, PAGE
        x0, y, w, bottom = MARGIN, 34.0, width_all - 2 * MARGIN, height_all - MARGIN
        kinds = self.layout.kinds
        strip = None
        if rng.random() < 0.4:
            self.folio()
        if kinds == ["strip"]:
            sw = 150.0
            if self.layout.order == "leading":
                strip = (x0, y, sw)
                x0 += sw + self.gap + 14
            else:
                strip = (x0 + w - sw, y, sw)
            w -= sw + self.gap + 14
        elif rng.random() < 0.5:
            y += self.banner(x0, y, w)
        second = rng.random() < 0.3
        photos = rng.random() < 0.5
        cell = (w - self.gap * (self.units - 1)) / self.units
        # Most papers keep their columns down the page; pdftotext reads a page whose rows are cut differently in pieces.
        aligned = split(rng, self.units, kinds == ["strip"]) if rng.random() < 0.75 else None
        while y < bottom - 150 and len(self.stories) < 9:
            # No box larger than the longest articles fill.
            widest = max(aligned or [self.units]) * cell
            h = min(bottom - y, rng.uniform(210, 420), 1350 * self.size * self.leading / widest + 60)
            if bottom - y - h < 160 and h > 200:
                h = min(bottom - y, h + 80)
            band = 0.0 if kinds != ["band"] else 120.0
            row, x = [], x0
            for units in aligned or split(rng, self.units):
                cw = units * cell + (units - 1) * self.gap
                photo = photos and units <= 2 and cw > 120 and rng.random() < 0.5
                kind = rng.choice(kinds)
                if photo and (kind in ("strip", "band") or kind == "top" and rng.random() < 0.5):
                    kind = "top" if kind in ("strip", "band") else "bottom"
                story = self.box(Rect(x, y, cw, h - band), kind, photo) if len(self.stories) < 9 else None
                photos = photos and not photo
                if story and kind in ("strip", "band"):
                    row.append(story)
                x += cw + self.gap
            if band:
                for story, bx in zip(rng.sample(row, len(row)), range(len(row))):
                    bw = w / len(row)
                    deck, _ = set_headline(self.rng, story, bw - 12, size_max=22)
                    story.head = head_html(Rect(x0 + bx * bw, y + h - band + 8, bw - 12, 0), deck, "left", self.family) if deck else None
            y += h + 12
            if second and y < bottom - 200:
                second = False
                y += self.banner(x0, y, w)
        if strip:
            self.place_apart([s for s in self.stories if not s.photo], *strip)
        self.draw()

    def bricks(self):
        rng, (width_all, height_all) = self.rng, PAGE
        y = 34.0
        if rng.random() < 0.4:
            self.folio()
        if rng.random() < 0.5:
            y += self.banner(MARGIN, y, width_all - 2 * MARGIN)
        photos = rng.random() < 0.4

        def cut(rect, depth):
            nonlocal photos
            small = rect.w < 300 and rect.h < 420
            if depth and not small and (rect.w > 420 or rect.h > 420 or rng.random() < 0.6):
                part = rng.uniform(0.38, 0.62)
                if rect.w * 0.9 > rect.h and rect.w > 330 or rect.h < 330:
                    a = rect.w * part
                    cut(Rect(rect.x, rect.y, a - self.gap / 2, rect.h), depth - 1)
                    cut(Rect(rect.x + a + self.gap / 2, rect.y, rect.w - a - self.gap / 2, rect.h), depth - 1)
                else:
                    a = rect.h * part
                    cut(Rect(rect.x, rect.y, rect.w, a - 6), depth - 1)
                    cut(Rect(rect.x, rect.y + a + 6, rect.w, rect.h - a - 6), depth - 1)
                return
            photo = photos and rect.w < 400 and rng.random() < 0.4
            photos = photos and not photo
            self.box(rect, rng.choice(self.layout.kinds), photo)

        cut(Rect(MARGIN, y, width_all - 2 * MARGIN, height_all - MARGIN - y), 3)
        self.draw()

    def run_on(self):
        """One page of columns down which all stories run."""
        rng, (width_all, height_all) = self.rng, PAGE
        y, x, w = 34.0, MARGIN, width_all - 2 * MARGIN
        if rng.random() < 0.4:
            self.folio()
        if rng.random() < 0.5:
            y += self.banner(x, y, w)
        columns = self.columns(x, y, w, height_all - MARGIN - y, self.units)
        after = self.layout.kinds == ["inline-after"]
        at, top = 0, y
        while at < len(columns) and len(self.stories) < 9:
            room = sum(c.h for c in columns[at:]) - (top - y)
            full = room / self.leading * columns[0].w / self.size
            wanted = rng.uniform(350, 1400) if full > 1500 else full * 0.9 - 60
            if wanted < 150:
                break
            story = self.pick(wanted)
            deck, hh = set_headline(self.rng, story, columns[at].w, size_max=20)
            if top + hh + self.leading * 4 > columns[at].y + columns[at].h:
                at, top = at + 1, y
                if at == len(columns):
                    break
            if deck and not after:
                story.head = head_html(Rect(columns[at].x, top, columns[at].w, 0), deck, "center", self.family)
                top += hh
            rects = [Rect(c.x, top if i == at else y, c.w, c.h - (top - y if i == at else 0)) for i, c in enumerate(columns)][at:]
            if self.set_body(story, rects, False) is None:
                self.used.discard(story.id)
                break
            filled = len(story.chunks)
            lines = self.last_lines(story, rects)
            at += filled - 1
            top = (top if filled == 1 else y) + lines * self.leading + (4 if after else 14)
            if deck and after:
                if top + hh > columns[at].y + columns[at].h:
                    at, top = at + 1, y
                    if at == len(columns):
                        story.deck = []
                        self.stories.append(story)
                        break
                story.head = head_html(Rect(columns[at].x, top, columns[at].w, 0), deck, "center", self.family)
                top += hh + 10
            self.stories.append(story)
        self.draw()

    def last_lines(self, story, rects):
        lines = [column for column in flow(self.printed(story), rects, self.size, self.leading)[0] if column]
        return len(lines[-1])

    # The order of drawing is the order in which `pdftotext -raw` gives the text.

    def draw(self):
        rng, order = self.rng, self.layout.order
        heads = [s.head for s in self.stories]
        bodies = [s.body for s in self.stories]
        if order in ("gathered", "leading"):
            # Photo stories keep their headline by them.
            bodies = [h + b if s.photo and h else b for s, h, b in zip(self.stories, heads, bodies)]
            heads = [h for s, h in zip(self.stories, heads) if not s.photo]
            mixed = rng.sample([h for h in heads if h], sum(1 for h in heads if h))
            self.drawn += mixed + bodies if order == "leading" else bodies + mixed
            return
        waiting = []
        for head, body in zip(heads, bodies):
            place = rng.choice(["before", "after", "displaced"]) if order == "random" else order
            self.drawn += [head, body] if place == "before" else [body]
            self.drawn += waiting
            waiting = [head] if place == "displaced" else []
            self.drawn += [head] if place == "after" else []
        self.drawn += waiting
        self.drawn = [d for d in self.drawn if d]

    def html(self):
        return f'<section style="font-family:{SERIF};{self.css}">{"".join(d for d in self.drawn if d)}</section>'


def split(rng, units, narrow=False):
    """Units of a row's boxes."""
    if narrow:
        return [1] * units
    choices = {3: [[3], [2, 1], [1, 2]], 4: [[4], [2, 2], [3, 1], [1, 3], [2, 1, 1]],
               5: [[5], [3, 2], [2, 3], [2, 2, 1], [1, 4], [4, 1], [1, 3, 1]]}
    return rng.choice(choices[units])
