"""Checks of the live page: who searches and reads is not disturbed by what comes in, and is shown what is so."""

import datetime
import json
import os
import pathlib

from newsroom import Newsroom

LIVE = "document.querySelector('#pulse').classList.contains('live')"
SAFETY = "document.querySelector('[data-category=safety] .scroller')"
READING = """(() => {
    const view = document.querySelector('[data-category=safety] .scroller').getBoundingClientRect();
    const inSight = (row) => row.getBoundingClientRect().bottom > view.top + 1;
    const row = [...document.querySelectorAll('[data-category=safety] .card')].filter(inSight)
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0];
    return [row.querySelector('h3').textContent, Math.round(row.getBoundingClientRect().top - view.top)];
})()"""
"""JavaScript for what stands at the upper edge of the safety category: a headline, and how far below the edge it begins."""


def story(number: int, **fields) -> dict:
    """A story of the safety category."""
    return {"id": f"test-{number}", "headline": f"化工厂爆炸事故第{number}号通报",
            "body": f"消防员赶到化工厂爆炸事故现场，救出被困工人。第{number}号通报。", **fields}


def cards(category: str = "") -> str:
    """JavaScript for the headlines in sight, of one category or of all."""
    column = f'[data-category="{category}"]' if category else ""
    return f"[...document.querySelectorAll('.column{column} .card h3')].map((title) => title.textContent)"


class ReadingChecks:
    """Expects `newsroom`, `browser`, `open`, `seek`, `choose` and `find_barriers` of the class that it is mixed into."""

    def until_shown(self, title: str, category: str = "safety") -> None:
        self.browser.until(f"{cards(category)}.includes({json.dumps(title)})")

    def push_many(self, first: int, count: int, **fields) -> None:
        """Pushes stories of the safety category, and waits until lists know them."""
        head = self.newsroom.get("/v1/status")["journal"]["head"]
        for number in range(first, first + count):
            self.newsroom.push(story(number, **fields))
        self.newsroom.until_stored(head + count)

    def has_no_barriers(self) -> None:
        """The state that the page is in now is accessible in light and dark colours."""
        for scheme in ("dark", "light"):
            self.browser.prefer(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
            found = self.find_barriers()
            assert not found, f"{scheme}: " + "\n".join(found)
        self.browser.prefer()

    # --- Searches and filters

    def refuses_no_search(self) -> str:
        """What is no search is said at the field; lists and connection stay as they are."""
        self.push_many(2_010, 10)
        self.open()
        self.browser.until(f"{cards()}.length > 5")
        self.browser.value("""window.states = []; new MutationObserver(() => window.states.push(document.querySelector('#pulse').className))
            .observe(document.querySelector('#pulse'), { attributes: true }); true""")
        refused = ('"', "-", "。", "*", "-台风", '""', "“", "headline:", "- - \"")
        for query in refused:
            shown = self.browser.value(cards())
            self.seek(query)
            self.browser.until("document.querySelector('#q-note').textContent && document.querySelector('#q').ariaInvalid === 'true'")
            assert self.browser.value(cards()) == shown, query
            self.seek("")
            self.browser.until("!document.querySelector('#q-note').textContent")
        self.seek("-")
        self.browser.until("document.querySelector('#q-note').textContent")
        self.has_no_barriers()
        self.newsroom.push(story(2_000, headline="搜索有误时的爆炸事故"))
        self.until_shown("搜索有误时的爆炸事故")
        assert not self.browser.value("window.states.filter((state) => !/live/.test(state)).length"), "the connection was said to be lost"
        # A word, with as many of these signs as one likes, is a search.
        for query in ('"爆炸', '爆炸 -"', "爆炸 *", "-台风 爆炸"):
            self.seek(query)
            self.browser.until(f"!document.querySelector('#q-note').textContent && {cards()}.length > 0")
        self.browser.open("about:blank")
        self.browser.open(self.newsroom.address + "/?q=-")
        self.browser.until(f"{LIVE} && document.querySelector('#q-note').textContent && {cards()}.length > 5")
        self.seek("")
        return f"{len(refused)} texts refused at the field, the page stayed live"

    def searches_undisturbed(self) -> str:
        """While a search is shown, what comes in moves neither what is read nor the focus, and ends no composition."""
        self.push_many(2_100, 40, body="珊瑚礁爆炸事故，消防员救出工人。")
        self.open()
        self.seek("珊瑚")
        # The address tells when the lists are those of the search.
        self.browser.until(f"location.search.includes('q=') && {SAFETY}.querySelector('.card')?.ariaSetSize === '40'")
        self.browser.press("ArrowDown")
        for _ in range(12):
            self.browser.press("ArrowDown")
        before = self.browser.value(READING)
        focused = self.browser.value("document.activeElement.querySelector('h3').textContent")
        self.browser.value("window.kept = document.activeElement; true")
        for number in range(2_200, 2_206):
            self.newsroom.push(story(number))
        self.newsroom.push(story(2_210, body="珊瑚礁又一起爆炸事故，消防员救出工人。"))
        self.browser.until("!document.querySelector('[data-category=safety] .pill').hidden")
        self.browser.until(f"{SAFETY}.querySelector('.card').ariaSetSize === '41'")
        assert self.browser.value(READING) == before, (before, self.browser.value(READING))
        assert self.browser.value("document.activeElement === window.kept"), "the focus was lost"
        assert self.browser.value("document.activeElement.querySelector('h3').textContent") == focused
        # Pinyin that is being composed is nothing to search for.
        self.browser.click("#q")
        self.browser.value("document.querySelector('#q').select()")
        self.browser.send("Input.imeSetComposition", text="chaoxi", selectionStart=6, selectionEnd=6)
        self.newsroom.push(story(2_211, body="珊瑚礁第三起爆炸事故，消防员救出工人。"))
        self.browser.until(f"{SAFETY}.querySelector('.card').ariaSetSize === '42'")
        # Longer than the page waits for the next letter.
        self.browser.value("new Promise((done) => setTimeout(done, 600))")
        assert self.browser.value("document.activeElement.id + document.querySelector('#q').value") == "qchaoxi", "the composition ended"
        self.browser.send("Input.insertText", text="珊瑚礁又")
        self.browser.until(f"{SAFETY}.querySelector('.card').ariaSetSize === '1'")
        asked = self.browser.value("performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => name.includes('chaoxi'))")
        assert not asked, asked
        self.seek("")
        return "7 stories came in: the same card at the same place, the focus on it; a composition went on"

    def takes_new_under_a_time_filter(self) -> str:
        """What comes in is new enough for every time filter; what has become too old goes."""
        with Newsroom(self.newsroom.binary) as newsroom:
            newsroom.start(clock="-6h")
            newsroom.push(story(1, headline="旧稿：爆炸事故"))
            newsroom.until_stored(1)
            self.browser.open(newsroom.address)
            self.until_shown("旧稿：爆炸事故")
            self.choose("[name=since]", "1h")
            self.browser.until("document.querySelector('#filter-count').textContent === '1'")
            newsroom.push(story(2, headline="新稿：爆炸事故"))
            self.until_shown("新稿：爆炸事故")
            newsroom.set_clock("-5h")
            newsroom.push(story(3, headline="一小时后的爆炸事故"))
            self.browser.until(f"{cards('safety')}.join() === '一小时后的爆炸事故'")
        return "a new story appears, and after an hour it goes"

    def keeps_search_and_filters(self) -> str:
        """Reload, Back and a link keep the search and the filters."""
        self.newsroom.push(story(2_300, headline="改写台的爆炸事故"), intake="rewrite")
        self.open()
        self.until_shown("改写台的爆炸事故")
        self.browser.click("#filter-button")
        self.choose("[name=intake]", "rewrite")
        self.browser.until("location.search.includes('intake=rewrite')")
        self.browser.click("#filter-categories [value=culture]")
        self.seek("改写台")
        narrow = f"""{cards()}.length > 0 && {cards()}.every((title) => title.includes('改写台')) && document.querySelector('#q').value === '改写台'
            && document.querySelector('[name=intake]').value === 'rewrite' && document.querySelector('[data-category=culture]').hidden
            && document.querySelector('#filter-count').textContent === '2'"""
        self.browser.until(f"location.search.includes('q=') && {narrow}")
        self.browser.send("Page.reload")
        self.browser.until(f"performance.getEntriesByType('navigation')[0].type === 'reload' && {LIVE} && {narrow}")
        self.seek("珊瑚")
        self.browser.until(f"{cards()}.length === 0")
        self.browser.go_back()
        self.browser.until(narrow)
        self.browser.open("about:blank")
        self.browser.until("location.href === 'about:blank'")
        self.browser.go_back()
        self.browser.until(f"{LIVE} && {narrow}")
        self.browser.click(".card")
        self.browser.until("document.querySelector('#reader[open] article')")
        self.browser.press("Escape")
        self.browser.until(f"!document.querySelector('#reader').open && {narrow}")
        self.open()
        return "search, source and categories after a reload, Back in the page and Back to it"

    # --- What is read

    def tells_an_open_story(self) -> str:
        """A story that is open says at once that it was updated or withdrawn, and goes on showing its text."""
        self.open()
        self.newsroom.push(story(2_400, headline="爆炸事故：第一版"))
        self.until_shown("爆炸事故：第一版")
        self.browser.value("document.querySelector('[data-category=safety] .card[aria-posinset=\"1\"]').click()")
        self.browser.until("document.querySelector('#reader[open] article')?.textContent.includes('第一版')")
        times = []
        for text, selector in (("第二版", "#reader .newer"), (None, "#reader .withdrawn")):
            self.browser.value("window.began = performance.now()")
            self.newsroom.push(story(2_400, headline=f"爆炸事故：{text}") if text else {"id": "test-2400", "event": "kill"})
            self.browser.until(f"document.querySelector('{selector}')?.checkVisibility()")
            times.append(self.browser.value("performance.now() - window.began"))
            self.has_no_barriers()
            if text:
                assert self.browser.value("document.querySelector('#reader article h2').textContent") == "爆炸事故：第一版"
                self.browser.click("#reader .newer button")
                self.browser.until("document.querySelector('#reader article h2').textContent === '爆炸事故：第二版' && !document.querySelector('#reader .newer')")
        assert self.browser.value("document.querySelector('#reader article h2').textContent") == "爆炸事故：第二版"
        assert self.browser.value("document.querySelectorAll('#reader .versions li').length") == 3
        self.browser.press("Escape")
        # So does one that is opened by its address when it has long been withdrawn, and the notice itself.
        first = self.newsroom.get("/v1/stories?limit=1")["stories"][0]["seq"] - 2
        for seq, title in ((first, "爆炸事故：第一版"), (first + 2, "爆炸事故：第二版")):
            self.open(f"#story={seq}")
            self.browser.until(f"document.querySelector('#reader .withdrawn') && document.querySelector('#reader article h2').textContent === '{title}'")
        self.browser.press("Escape")
        return f"updated after {times[0]:.0f} ms, withdrawn after {times[1]:.0f} ms"

    def opens_the_focused(self) -> str:
        """Enter opens the story that has the focus, whatever came in since it got it."""
        self.push_many(2_560, 12)
        self.open()
        self.browser.until(f"{cards('safety')}.length > 10")
        self.browser.click("#q")
        self.browser.press("ArrowDown")
        while not self.browser.value("document.activeElement.matches('[data-category=safety] .card')"):
            self.browser.press("ArrowRight")
        opened = []
        for steps in (0, 3):
            for _ in range(steps):
                self.browser.press("ArrowDown")
            focused = self.browser.value("document.activeElement.querySelector('h3').textContent")
            for number in range(3):
                title = f"插入的爆炸事故{steps}之{number}"
                self.newsroom.push(story(2_500 + steps * 10 + number, headline=title))
                self.until_shown(title)
            assert self.browser.value("document.activeElement.querySelector('h3')?.textContent") == focused, "the focus moved"
            self.browser.press("Enter")
            self.browser.until(f"document.querySelector('#reader[open] article h2')?.textContent === {json.dumps(focused)}")
            self.browser.press("Escape")
            self.browser.until("!document.querySelector('#reader').open")
            opened.append(focused)
        # An update of the story itself: the new version is opened, the focus has gone with it.
        own = self.browser.value("document.activeElement.querySelector('h3').id.slice(5)")
        record = self.newsroom.get(f"/v1/stories/{own}")
        self.newsroom.push({"id": record["id"], "headline": "更新后的爆炸事故", "body": record["body"]})
        self.browser.until("document.activeElement.querySelector('h3')?.textContent === '更新后的爆炸事故'")
        self.browser.press("Enter")
        self.browser.until("document.querySelector('#reader[open] article h2')?.textContent === '更新后的爆炸事故'")
        # Who goes on in the moment in which the reader closes goes on from the story that was read.
        self.browser.value("""new Promise((done) => {
            const reader = document.querySelector('#reader');
            reader.addEventListener('close', () => setTimeout(done));
            reader.close();
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
            window.next = document.activeElement;
        })""")
        assert self.browser.value("document.activeElement === window.next && window.next.matches('.card')"), "the focus went back"
        assert self.browser.value("document.activeElement.ariaPosInSet") == "2", "it did not go on"
        return f"{len(opened)} times with 3 arrivals between, once with an update of the story itself"

    def holds_the_place(self) -> str:
        """What is read stays where it is while stories above and below it are updated, withdrawn, moved and added."""
        self.push_many(2_600, 60)
        self.open()
        self.browser.until(f"{cards('safety')}.includes('化工厂爆炸事故第2659号通报')")
        self.browser.value(f"{SAFETY}.scrollTop = 20.4 * document.querySelector('.card').offsetHeight")
        self.browser.until("document.querySelector('[data-category=safety] .card[aria-posinset=\"21\"]')")
        before = self.browser.value(READING)
        above, below = range(2_659, 2_645, -3), range(2_630, 2_615, -3)
        sports = "昨日沪深股市收盘上涨，央行宣布降准释放流动性，多家银行下调存款利率。"
        changes = 0
        for number in (*above, *below):
            for change in (
                story(number, headline=f"更新：爆炸事故第{number}号"), {"id": f"test-{number}", "event": "kill"},
                story(number - 1, headline="股市收盘上涨", body=sports), story(9_000 + number, headline=f"又一起爆炸事故第{number}号"),
            ):
                self.newsroom.push(change)
                changes += 1
        self.newsroom.push(story(2_999, headline="最后一起爆炸事故"), channel="wire.last")
        # The stream brings them in order: the last is there when all are.
        expected = len(above) * 2 + len(below) * 2 + 1
        self.browser.until(f"document.querySelector('[data-category=safety] .pill').textContent.includes('{expected}')")
        assert self.browser.value(READING) == before, (before, self.browser.value(READING))
        # The uppermost itself is withdrawn: the others in sight stay.
        number = int(before[0].removeprefix("化工厂爆炸事故第").removesuffix("号通报"))
        where = f"""Math.round([...document.querySelectorAll('[data-category=safety] .card')]
            .find((card) => card.textContent.includes('第{number - 1}号通报')).getBoundingClientRect().top)"""
        next_at = self.browser.value(where)
        self.newsroom.push({"id": f"test-{number}", "event": "kill"})
        self.browser.until(f"{READING}[0] !== {json.dumps(before[0])}")
        assert self.browser.value(where) == next_at
        return f"{changes} updates, withdrawals, moves and new stories: the same card at the same place"

    def keeps_what_was_withdrawn(self) -> str:
        """A withdrawn card says what was withdrawn, also to who comes later, and under filters."""
        self.newsroom.push(story(2_700, headline="将被撤回的爆炸事故"))
        self.open()
        self.until_shown("将被撤回的爆炸事故")
        shown = """[...document.querySelectorAll('[data-category=safety] .card.kill')].some((card) =>
            card.querySelector('h3').textContent === '将被撤回的爆炸事故' && card.querySelector('.lead').textContent.includes('消防员')
            && card.querySelector('.mark.kill') && !card.textContent.includes('0%'))"""
        self.newsroom.push({"id": "test-2700", "event": "kill"})
        self.browser.until(shown)
        self.open()
        self.browser.until(shown)
        self.browser.value("document.querySelector('[data-category=safety] .card.kill[aria-posinset=\"1\"]').click()")
        self.browser.until("document.querySelector('#reader article p')?.textContent.includes('消防员') && document.querySelector('#reader .withdrawn')")
        self.browser.press("Escape")
        # Who sees a story through a search or a filter sees that it is withdrawn.
        for query, confidence in (("滨海", 0), ("", 90)):
            number = 2_710 + confidence
            title = f"滨海爆炸事故之{number}"
            self.newsroom.push(story(number, headline=title))
            self.open(f"?q={query}&min_confidence={confidence}")
            self.until_shown(title)
            self.newsroom.push({"id": f"test-{number}", "event": "kill"})
            self.browser.until(f"document.querySelector('[data-category=safety] .card.kill h3')?.textContent === '{title}'")
        # Nothing is known of a story that was withdrawn before it came.
        self.newsroom.push({"id": "unheard-of", "event": "kill"})
        self.open()
        self.browser.until(f"{cards()}.some((title) => title.includes('unheard-of'))")
        return "headline and lead at once, after a reload, in the reader, under a search and a filter"

    # --- Figures

    def counts_by_the_daemons_clock(self) -> str:
        """The rate is of the last minute, whatever the minute of the hour, by the daemon's clock."""
        with Newsroom(self.newsroom.binary) as newsroom:
            # Three hours behind the browser, and ten seconds before a minute is full.
            now = datetime.datetime.now()
            newsroom.start(clock=f"{-3 * 3600 + 50 - now.second - now.microsecond / 1e6:.0f}")
            self.browser.open(newsroom.address)
            self.browser.until(LIVE)
            for number in range(30):
                newsroom.push(story(number))
            rate = "document.querySelector('#rate').textContent"
            self.browser.until(f"/\\b30\\/min/.test({rate})")
            # Over the turn of the minute it stays, also for who comes then.
            self.browser.until("Number(document.querySelector('#clock').textContent.slice(-2)) < 30 && Number(document.querySelector('#clock').textContent.slice(-2)) > 3")
            assert "30/min" in self.browser.value(rate), self.browser.value(rate)
            assert self.browser.value("document.querySelector('[data-category=safety] .figure').textContent") == "30"
            self.browser.send("Page.reload")
            self.browser.until(f"performance.getEntriesByType('navigation')[0].type === 'reload' && {LIVE} && /\\b(2\\d|30)\\/min/.test({rate})")
            shown = self.browser.value(rate)
            hours = self.browser.value("(Date.now() - Date.parse(document.querySelector('#clock').dateTime)) / 3600000")
            assert 2.9 < hours < 3.1, f"the clock is {hours} h behind"
            # A minute later nothing is left of it.
            newsroom.set_clock(f"{-3 * 3600 + 120}")
            self.browser.until(f"/\\b0\\/min/.test({rate})")
        return f"30 a minute before and after the full minute, {shown} after a reload, 0 when it is over"

    def names_quiet_sources(self) -> str:
        """A source that has been silent for too long is named where everybody sees it, and since when."""
        with Newsroom(self.newsroom.binary) as newsroom:
            text = newsroom.settings.read_text()
            newsroom.settings.write_text(text.replace("{name: rewrite, kind: pull,", "{name: rewrite, kind: pull, quiet_after: 7s,"))
            newsroom.start()
            newsroom.push(story(1), intake="rewrite")
            self.browser.open(newsroom.address)
            self.browser.until(f"{LIVE} && document.querySelector('#quiet').checkVisibility()")
            said = self.browser.value("document.querySelector('#quiet').textContent")
            assert "rewrite" in said and any(digit.isdigit() for digit in said), said
            self.has_no_barriers()
            self.browser.click("#quiet")
            self.browser.until("document.querySelector('#health .quiet-since')?.closest('tr').textContent.includes('rewrite')")
            assert self.browser.value("document.querySelectorAll('#health .quiet-since').length") == 1
            self.has_no_barriers()
            # It comes again.
            newsroom.push(story(2), intake="rewrite")
            self.browser.until("!document.querySelector('#quiet').checkVisibility()")
        return said

    def speaks_only_of_changes(self) -> str:
        """A screen reader is told of the connection when it changes, not of every story."""
        self.open()
        self.browser.value("""(() => {
            window.spoken = [];
            for (const status of document.querySelectorAll("[role=status]")) {
                new MutationObserver(() => window.spoken.push(status.textContent))
                    .observe(status, { childList: true, characterData: true, subtree: true });
            }
        })()""")
        rates = set()
        for number in range(2_800, 2_840):
            title = f"爆炸事故第{number}号"
            self.newsroom.push(story(number, headline=title))
            self.until_shown(title)
            rates.add(self.browser.value("document.querySelector('#pulse').textContent"))
        # The rate is written once a second.
        self.browser.until(f"!{json.dumps(sorted(rates))}.includes(document.querySelector('#pulse').textContent)")
        spoken = self.browser.value("window.spoken")
        assert not spoken, spoken
        return "40 stories, nothing said"

    def rests(self) -> str:
        """A page that nothing comes to costs next to nothing: less than 2 % of a core, renderer and compositor together."""
        with Newsroom(self.newsroom.binary) as newsroom:
            newsroom.start()
            for number in range(60):
                newsroom.push(story(number))
            newsroom.until_stored(60)
            self.browser.open(newsroom.address)
            self.browser.until(f"{LIVE} && {cards('safety')}.length > 5")
            # What moves in has come to rest.
            self.browser.value("new Promise((done) => setTimeout(done, 7000))")
            seconds = 20
            before = processor(self.browser.process.pid)
            self.browser.value(f"new Promise((done) => setTimeout(done, {seconds} * 1000))")
            share = (processor(self.browser.process.pid) - before) / seconds * 100
            assert share < 2, f"{share:.1f} % of a core"
        return f"{share:.1f} % of a core"

    def draws_its_axis(self) -> str:
        """No label of the chart is cut off, with however many stories; run when there are ten thousand."""
        self.open()
        labels = self.browser.until("""(() => {
            const chart = document.querySelector('#flow svg').getBoundingClientRect();
            const texts = [...document.querySelectorAll('#flow text')].map((text) => [text.textContent, text.getBoundingClientRect().left - chart.left]);
            return texts.some(([text]) => text.length >= 6) ? texts : null;
        })()""")
        cut = [label for label in labels if label[1] < 0]
        assert not cut, cut
        return ", ".join(text for text, _ in labels[:2])


def processor(pid: int) -> float:
    """Processor time of a browser's renderers and its process for the graphics so far, in seconds."""
    ticks = 0
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            if (b"--type=renderer" in command or b"--type=gpu-process" in command) and descends(int(entry.name), pid):
                ticks += int(fields[11]) + int(fields[12])
        except (FileNotFoundError, ProcessLookupError):
            # It has ended meanwhile.
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def descends(pid: int, ancestor: int) -> bool:
    while pid > 1:
        if pid == ancestor:
            return True
        pid = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return False
