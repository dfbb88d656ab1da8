"""The live page in a real browser, served by the real daemon, fed over real ZeroMQ.

Usage: page_test.py BINARY AXE.min.js [-k NAME]

Prints a line for each check; ends with 1 at the first that fails.
"""

import argparse
import html
import json
import pathlib
import signal
import sys
import urllib.parse

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]
from chromium import Chromium  # noqa: E402
from newsroom import Newsroom, sample_wire  # noqa: E402
from page_connection import ConnectionChecks  # noqa: E402
from page_reading import LIVE, ReadingChecks, cards, story  # noqa: E402

EVIL = "<img src=x onerror='window.pwned=1'>"
# Markup as text of a story: copy that is escaped once is read as HTML.
ESCAPED = html.escape(html.escape(EVIL))

INTRODUCED = """
// What came in, as the columns show it: a line for each card that was put in.
window.entered = [];
new MutationObserver((changes) => {
  for (const change of changes) for (const row of change.addedNodes)
    if (row.matches?.("article.card")) window.entered.push(Number(row.querySelector("h3").id.slice(5)));
}).observe(document.querySelector("#columns"), { childList: true, subtree: true });
"""


class PageTest(ReadingChecks, ConnectionChecks):
    """The checks, in an order in which each leaves the page as the next wants it."""

    def __init__(self, newsroom: Newsroom, browser: Chromium, axe: str) -> None:
        self.newsroom, self.browser, self.axe = newsroom, browser, axe

    def open(self, fragment: str = "") -> None:
        self.browser.open("about:blank")
        self.browser.open(self.newsroom.address + "/" + fragment)
        self.browser.until(LIVE)

    # --- Stories

    def appears(self) -> str:
        """A story that is published appears; how fast is told, not judged."""
        self.open()
        times = []
        for number in range(20):
            title = f"化工厂爆炸事故第{number}号通报"
            self.browser.value("window.began = performance.now()")
            self.newsroom.push(story(number))
            self.browser.until(f"{cards('safety')}.includes({json.dumps(title)})")
            times.append(self.browser.value("performance.now() - window.began"))
        times.sort()
        return f"publish to screen: median {times[10]:.0f} ms, slowest of 20 {times[-1]:.0f} ms"

    def moves(self) -> str:
        """Cards move in, and do not for somebody who prefers less motion."""
        moving = "document.getAnimations().filter((each) => each.effect.target.matches('.card')).length"
        for preference, wanted in (("no-preference", f"{moving} > 0"), ("reduce", f"{moving} === 0")):
            self.browser.prefer(prefers_reduced_motion=preference)
            self.open()
            title = f"爆炸事故通报：{preference}"
            self.newsroom.push(story(100, id=preference, headline=title))
            self.browser.until(f"{cards('safety')}.includes({json.dumps(title)}) && {wanted}")
        return "with motion, and without it where less is preferred"

    def opens(self) -> str:
        """A story opens to its text, its keywords lit, with the sum, its versions and its source."""
        self.newsroom.push(story(500, byline={"reporters": ["何予宁"]}))
        title = "化工厂爆炸事故第500号通报"
        self.browser.until(f"{cards('safety')}.includes({json.dumps(title)})")
        self.newsroom.push(story(500, body="消防员赶到化工厂爆炸事故现场，火势已经扑灭。"))
        self.browser.until("document.querySelector('[data-category=safety] .card .mark.update')")
        self.browser.click("[data-category=safety] .card:has(.mark.update)")
        self.browser.until("document.querySelector('#reader[open] mark')")
        lit = self.browser.value("[...document.querySelectorAll('#reader article mark')].map((mark) => mark.textContent)")
        assert "消防员" in lit and "爆炸" in "".join(lit), lit
        rows = self.browser.value("[...document.querySelectorAll('#reader .sum tbody th')].map((cell) => cell.textContent)")
        assert any(row.startswith("消防员") for row in rows), rows
        record = self.newsroom.get("/v1/stories?primary=safety&limit=1")["stories"][0]
        label = next(each for each in record["categories"] if each["name"] == "safety")
        total = self.browser.value("document.querySelector('#reader .sum .total .adds').textContent")
        assert total == f"{label['score']:.2f}", (total, label["score"])
        assert self.browser.value("document.querySelectorAll('#reader .versions li').length") == 2
        assert self.browser.value("document.querySelector('#reader .facts').textContent.includes('wire.sample')")
        self.browser.click("#reader .versions li:first-child button")
        self.browser.until("document.querySelector('#reader article').textContent.includes('第500号通报。')")
        self.browser.press("Escape")
        self.browser.until("!document.querySelector('#reader').open")
        return f"{len(lit)} keywords lit, {len(rows)} rows of the sum add up to {total}, 2 versions"

    # --- Search and filters

    def searches(self) -> str:
        """Chinese words of two characters, phrases, exclusion, and nothing found."""
        wire = sample_wire()
        head = self.newsroom.get("/v1/status")["journal"]["head"]
        for text in wire:
            self.newsroom.push(text)
        self.newsroom.until_stored(head + len(wire))
        found = {}
        for query in ("台风", "\"防台风\"", "台风 -应急", "storm"):
            self.seek(query)
            wanted = self.newsroom.get(
                "/v1/stories?versions=current&limit=100&q=" + urllib.parse.quote(query))["stories"]
            assert wanted, query
            self.browser.until(f"{cards()}.length === {len(wanted)}")
            shown = self.browser.value(cards())
            assert sorted(shown) == sorted(each["headline"] or "(no headline)" for each in wanted), query
            found[query] = len(wanted)
        for each in self.newsroom.get("/v1/stories?versions=current&q=" + urllib.parse.quote("台风"))["stories"]:
            assert "台风" in each["headline"] + each["body"], each["headline"]
        self.seek("绝无此词")
        self.browser.until("[...document.querySelectorAll('.nothing')].every((note) => !note.hidden)")
        self.seek("")
        self.browser.until(f"{cards()}.length > 20")
        return ", ".join(f"{query} {count}" for query, count in found.items())

    def seek(self, query: str) -> None:
        self.browser.click("#q")
        self.browser.value("document.querySelector('#q').select()")
        self.browser.type(query)
        if not query:
            self.browser.value("(() => { const q = document.querySelector('#q'); q.value = ''; q.dispatchEvent(new Event('input')); })()")
        self.browser.press("Enter")

    def finds_arrivals(self) -> str:
        """A story that comes in while a search is shown appears when it matches, and only then."""
        self.seek("潮汐发电")
        self.browser.until("[...document.querySelectorAll('.nothing')].every((note) => !note.hidden)")
        self.newsroom.push(story(600, headline="爆炸事故无关稿"))
        self.newsroom.push(story(601, headline="潮汐发电站爆炸事故"))
        self.browser.until(f"{cards()}.includes('潮汐发电站爆炸事故')")
        assert self.browser.value(cards()) == ["潮汐发电站爆炸事故"]
        self.seek("")
        self.browser.until(f"{cards()}.length > 20")
        return "a search goes on by itself"

    def filters(self) -> str:
        """By category, source, confidence and time."""
        self.newsroom.push(story(700, headline="改写台：爆炸事故"), intake="rewrite")
        self.browser.until(f"{cards('safety')}.includes('改写台：爆炸事故')")
        self.browser.click("#filter-button")
        self.choose("[name=intake]", "rewrite")
        self.browser.until(f"{cards()}.length === 1 && {cards()}[0] === '改写台：爆炸事故'")
        self.newsroom.push(story(701, headline="不属于此来源的爆炸事故"))
        self.newsroom.push(story(702, headline="改写台：又一起爆炸事故"), intake="rewrite")
        self.browser.until(f"{cards()}.includes('改写台：又一起爆炸事故')")
        assert not self.browser.value(f"{cards()}.includes('不属于此来源的爆炸事故')")
        self.browser.click("#filters [type=reset]")
        self.browser.until(f"{cards()}.includes('不属于此来源的爆炸事故')")
        self.browser.click("#filter-categories [value=culture]")
        self.browser.until("document.querySelector('[data-category=culture]').hidden")
        self.choose("[name=min_confidence]", "95")
        self.browser.until("""(() => {
            const shown = [...document.querySelectorAll('.column:not([hidden]) .sure')];
            return shown.length > 5 && shown.every((each) => parseInt(each.textContent) >= 95);
        })()""")
        self.browser.until("document.querySelector('#filter-count').textContent === '2'")
        self.choose("[name=since]", "1h")
        self.browser.until("document.querySelector('#filter-count').textContent === '3'")
        self.browser.click("#filters [type=reset]")
        self.browser.until("document.querySelector('#filter-count').hidden && !document.querySelector('[data-category=culture]').hidden")
        self.browser.click("#filter-button")
        return "category, source, confidence, time; what comes in is filtered too"

    def choose(self, field: str, value: str) -> None:
        self.browser.value(f"""(() => {{
            const field = document.querySelector('#filters {field}');
            field.value = {json.dumps(value)};
            field.dispatchEvent(new Event('input', {{ bubbles: true }}));
        }})()""")

    # --- When things break

    def survives(self) -> str:
        """The daemon is killed while stories keep coming in: none is missed, none comes twice."""
        # Tall enough that every card is in the document.
        self.browser.resize(1280, 40_000)
        self.open()
        head = self.newsroom.get("/v1/status")["journal"]["head"]
        self.browser.until(f"{cards()}.length >= 60")
        self.browser.value(INTRODUCED)
        sent = 0
        for _ in range(3):
            for _ in range(30):
                self.newsroom.push(story(1_000 + sent))
                sent += 1
            # What a pull intake has taken but not journalled is lost with the daemon; what waits at the sender is not.
            self.newsroom.until_stored(head + sent)
            self.newsroom.stop(signal.SIGKILL)
            self.browser.until("!" + LIVE)
            for _ in range(10):
                self.newsroom.push(story(1_000 + sent))
                sent += 1
            self.newsroom.start()
            self.browser.until(LIVE)
        last = f"化工厂爆炸事故第{1_000 + sent - 1}号通报"
        self.browser.until(f"{cards('safety')}.includes({json.dumps(last)})")
        # The lists follow the stream within moments.
        self.newsroom.until_stored(head + sent)
        stored = [each["seq"] for each in self.stories(after=head)]
        entered = self.browser.value("window.entered")
        assert sorted(entered) == sorted(stored), (len(entered), len(stored), len(set(entered)))
        shown = self.browser.value("""[...document.querySelectorAll('[data-category=safety] .card')]
            .sort((a, b) => a.ariaPosInSet - b.ariaPosInSet).map((card) => Number(card.querySelector('h3').id.slice(5)))""")
        assert shown == sorted(shown, reverse=True) and len(shown) == len(set(shown)), "out of order"
        self.browser.resize(1280, 800)
        return f"3 times killed; of {len(stored)} stories none missed, none twice"

    def stories(self, after: int) -> list[dict]:
        """Every story after a place, oldest first; only what a list gives."""
        found: list[dict] = []
        while page := self.newsroom.get(f"/v1/stories?after={found[-1]['seq'] if found else after}&limit=100")["stories"]:
            found += sorted(page, key=lambda each: each["seq"])
        return found

    # --- Who uses it

    def by_keyboard(self) -> str:
        """All without a mouse."""
        self.open()
        self.browser.until(f"{cards()}.length > 20")
        focused = "document.activeElement"
        self.browser.press("Tab")
        self.browser.until(f"{focused}.classList.contains('skip')")
        self.browser.press("/")
        self.browser.until(f"{focused}.id === 'q'")
        self.browser.press("ArrowDown")
        self.browser.until(f"{focused}.matches('[data-category=politics] .card[aria-posinset=\"1\"]')")
        self.browser.press("ArrowDown")
        self.browser.until(f"{focused}.matches('[data-category=politics] .card[aria-posinset=\"2\"]')")
        self.browser.press("ArrowRight")
        self.browser.until(f"{focused}.matches('[data-category=economy] .card')")
        self.browser.press("ArrowLeft")
        self.browser.until(f"{focused}.matches('[data-category=politics] .card[aria-posinset=\"2\"]')")
        self.browser.press("End")
        self.browser.until(f"{focused}.getAttribute('aria-posinset') === {focused}.getAttribute('aria-setsize')")
        self.browser.press("Home")
        self.browser.until(f"{focused}.matches('.card[aria-posinset=\"1\"]')")
        title = self.browser.value(f"{focused}.querySelector('h3').textContent")
        self.browser.press("Enter")
        self.browser.until(f"document.querySelector('#reader[open] h2')?.textContent === {json.dumps(title)}")
        self.browser.press("Escape")
        self.browser.until(f"!document.querySelector('#reader').open && {focused}.querySelector('h3')?.textContent === {json.dumps(title)}")
        feeds = [node for node in self.browser.send("Accessibility.getFullAXTree")["nodes"]
                 if node.get("role", {}).get("value") == "feed"]
        names = [node["name"]["value"] for node in feeds]
        assert len(names) == 5 and all(names), names
        return f"search, columns, cards, reader and back; a screen reader finds {len(names)} feeds"

    def is_accessible(self) -> str:
        """What axe-core finds of the rules of WCAG 2.2 AA and its best practices: nothing."""
        runs = 0
        for scheme in ("dark", "light"):
            for language in ("en", "zh"):
                self.browser.prefer(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
                self.open()
                if self.browser.value("document.documentElement.lang").startswith("zh") != (language == "zh"):
                    self.browser.click("#language")
                self.browser.until(f"{cards()}.length > 20")
                for state, before, after in (
                    ("page", "true", "true"),
                    ("filters", "document.querySelector('#filter-button').click()", "document.querySelector('#filter-button').click()"),
                    ("panel", "document.querySelector('#panel-button').click()", "document.querySelector('#panel-close').click()"),
                    ("reader", "document.querySelector('.card').click()", "document.querySelector('#reader').close()"),
                ):
                    self.browser.value(before)
                    if state == "panel":
                        self.browser.until("document.querySelector('#dead details')")
                    if state == "reader":
                        self.browser.until("document.querySelector('#reader .sum')")
                    found = self.find_barriers()
                    assert not found, f"{scheme}, {language}, {state}: " + "\n".join(found)
                    self.browser.value(after)
                    runs += 1
        self.browser.click("#language")
        return f"axe-core finds nothing in {runs} states (light, dark, English, Chinese; page, filters, panel, reader)"

    def find_barriers(self) -> list[str]:
        self.browser.value(self.axe + "; true")
        answer = self.browser.value("""axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }).then((found) =>
            found.violations.map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map((node) => node.html + " " + node.failureSummary).join(" | ")}`))""")
        return answer

    def fits(self) -> str:
        """A telephone's width: nothing is wider than the screen, columns are swiped."""
        self.browser.resize(390, 844, mobile=True)
        self.open()
        self.browser.until(f"{cards()}.length > 5")
        assert self.browser.value("document.documentElement.scrollWidth <= 390")
        found = self.find_barriers()
        assert not found, "\n".join(found)
        self.browser.resize(1280, 800)
        return "390 pixels wide"

    def draws_han(self) -> str:
        """Chinese characters are really drawn: two differ from each other."""
        assert self.browser.value("""(() => {
            const draw = (text) => {
                const canvas = document.createElement("canvas");
                const pen = canvas.getContext("2d");
                pen.font = getComputedStyle(document.body).font;
                pen.fillText(text, 10, 30);
                return canvas.toDataURL();
            };
            return draw("台") !== draw("风") && draw("台") !== draw("\\u{10FFFE}");
        })()""")
        return "Han characters have their shapes"

    # --- The side panel

    def tells_health(self) -> str:
        """Dead letters with reason and excerpt, health, and a text to try."""
        self.newsroom.push(b"{\"headline\": \"cut off", channel="wire.sample")
        self.open()
        self.browser.until("!document.querySelector('#dead-count').hidden")
        self.browser.click("#panel-button")
        self.browser.until("document.querySelector('#dead details')")
        self.browser.until("document.querySelector('#health .state.good')")
        self.browser.click("#dead summary")
        self.browser.until("document.querySelector('#dead details[open] pre').textContent.includes('cut off')")
        self.browser.click("#try-text")
        self.browser.type("沪深股市昨日收盘上涨，央行降准释放流动性。")
        self.browser.click("#try button")
        self.browser.until("document.querySelector('#try-result .tried.tint-1')")
        self.browser.click("#panel-close")
        return "a dead letter, health, a pasted text (economy)"

    # --- Hostile copy

    def shows_markup_as_text(self) -> str:
        """Markup in headline, body, byline, id, source and keyword is text."""
        self.newsroom.push(
            story(1, id=EVIL, headline=f"{ESCAPED} 爆炸事故",
                  body=f"消防员 {ESCAPED} {html.escape(html.escape('<script>window.pwned=1</script>'))} 爆炸事故现场",
                  byline={"reporters": [EVIL]}, dateline=EVIL), channel=f"wire.{EVIL}")
        self.newsroom.push(EVIL.encode() + b"\xff\xfe\x00", channel=EVIL)
        self.open()
        self.browser.until(f"{cards()}.some((title) => title.startsWith({json.dumps(EVIL)}))")
        self.browser.click("[data-category=safety] .card[aria-posinset='1']")
        self.browser.until(f"document.querySelector('#reader article')?.textContent.includes({json.dumps(EVIL)})")
        assert self.browser.value(f"document.querySelector('#reader .facts').textContent.includes({json.dumps(EVIL)})")
        assert self.browser.value("!document.querySelector('#reader img, #reader script, .card img')")
        self.browser.press("Escape")
        self.browser.click("#panel-button")
        self.browser.until("document.querySelector('#dead details')")
        self.browser.value(f"document.querySelector('#try-text').value = {json.dumps(EVIL + ' 爆炸事故，消防员救援')}")
        self.browser.click("#try button")
        self.browser.until("document.querySelector('#try-result .tried')")
        assert self.browser.value("!document.querySelector('#panel img, #panel script')")
        self.browser.click("#panel-close")
        self.seek(EVIL)
        self.browser.until(f"{cards()}.length >= 0")
        assert self.browser.value("window.pwned === undefined")
        return "shown as text in headline, body, byline, id, channel, dead letter, pasted text, search"

    # --- Many

    def holds_many(self) -> str:
        """10,000 stories in one column, of which few are in the document."""
        self.open()
        self.browser.until(f"{cards()}.length > 20")
        head = self.newsroom.get("/v1/status")["journal"]["head"]
        for number in range(10_000):
            self.newsroom.push(story(100_000 + number))
        self.newsroom.until_stored(head + 10_000)
        self.browser.until("document.querySelector('[data-category=safety] .sheet').getBoundingClientRect().height > 9_900 * 100")
        rows = self.browser.value("document.querySelectorAll('.card').length")
        assert rows < 200, rows
        frames = self.browser.value("""new Promise((done) => {
            const view = document.querySelector('[data-category=safety] .scroller');
            const times = [];
            let last = performance.now();
            const step = () => {
                const now = performance.now();
                times.push(now - last);
                last = now;
                view.scrollTop += 4_000;
                times.length < 120 ? requestAnimationFrame(step) : done(times.sort((a, b) => a - b));
            };
            requestAnimationFrame(step);
        })""")
        assert self.browser.value("document.querySelectorAll('.card').length") < 200
        return f"{rows} cards in the document, scrolling draws a frame in {frames[60]:.0f} ms (median), {frames[-2]:.0f} ms (slowest)"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("binary", type=pathlib.Path)
    arguments.add_argument("axe", type=pathlib.Path)
    arguments.add_argument("-k", dest="only", default="")
    chosen = arguments.parse_args()
    checks = ("appears", "moves", "opens", "searches", "finds_arrivals", "filters", "tells_health", "survives", "by_keyboard",
              "is_accessible", "fits", "draws_han", "shows_markup_as_text",
              "refuses_no_search", "searches_undisturbed", "takes_new_under_a_time_filter", "keeps_search_and_filters",
              "tells_an_open_story", "opens_the_focused", "holds_the_place", "keeps_what_was_withdrawn",
              "counts_by_the_daemons_clock", "names_quiet_sources", "speaks_only_of_changes", "rests",
              "says_that_the_daemon_hangs", "says_that_the_network_is_dead", "says_that_it_is_offline",
              "says_that_the_daemon_is_gone", "says_that_the_token_has_expired", "holds_many", "draws_its_axis")
    with Newsroom(chosen.binary) as newsroom, Chromium() as browser:
        newsroom.start()
        test = PageTest(newsroom, browser, chosen.axe.read_text())
        for name in checks:
            if chosen.only in name:
                try:
                    print(f"ok {name}: {getattr(test, name)()}", flush=True)
                except Exception:
                    print(f"FAILED {name}; the page said: {browser.errors()}", flush=True)
                    raise
        # What a restart breaks off is logged by the browser, and is no fault.
        errors = [error for error in browser.errors() if "/v1/" not in error and "ERR_" not in error]
        assert not errors, errors
    return 0


if __name__ == "__main__":
    sys.exit(main())
