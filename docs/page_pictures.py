"""Makes the README's pictures of the live page: page_pictures.py BINARY

The real daemon is fed six hours of sample copy over ZeroMQ, a typhoon near their end, its wall clock moved on by libfaketime;
then it runs on the true clock, and headless Chromium looks at it. Needs Debian's chromium, fonts-noto-cjk, python3-zmq and
faketime.
"""

import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "Tests/Support"), str(ROOT / "Tests/Browser")]
from chromium import Chromium  # noqa: E402
from newsroom import Newsroom, sample_wire  # noqa: E402

STEPS = 72
"""Stretches of five minutes."""


def fill(newsroom: Newsroom) -> int:
    """Six hours of copy; returns how many stories."""
    dice = random.Random(7)
    wire = sample_wire()
    typhoon = [story for story in wire if "银鲤" in story["headline"] + story["body"]]
    calm = [story for story in wire if story not in typhoon]
    sent = 0
    newsroom.start(clock=f"-{STEPS * 300}")
    for step in range(STEPS):
        newsroom.set_clock(f"-{(STEPS - step) * 300}")
        copy = [dice.choice(calm) for _ in range(dice.randint(9, 16))]
        if step > STEPS - 12:
            copy += [dice.choice(typhoon) for _ in range(dice.randint(3, 3 + step - (STEPS - 12)))]
        if step == STEPS - 1:
            # What the columns begin with: every story once.
            copy = dice.sample(wire, len(wire))
        for story in copy:
            newsroom.push(dict(story, id=f"picture-{sent}"))
            sent += 1
        newsroom.until_stored(sent)
    newsroom.stop()
    newsroom.start()
    newsroom.push(b'{"headline": "cut off in the middle', channel="wire.sample")
    return sent


def main() -> None:
    with Newsroom(pathlib.Path(sys.argv[1]).resolve()) as newsroom:
        newsroom.until_stored(fill(newsroom))
        with Chromium(1600, 1000) as browser:
            def show(name: str, scheme: str, language: str, width: int = 1600, height: int = 1000, then: str = "", until: str = "true") -> None:
                browser.prefer(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
                browser.resize(width, height, scale=1 if width > 600 else 2)
                browser.open("about:blank")
                browser.open(newsroom.address)
                browser.until("document.querySelector('#pulse').classList.contains('live')")
                if browser.value("document.documentElement.lang").startswith("zh") != (language == "zh"):
                    browser.click("#language")
                browser.until("document.querySelectorAll('.card').length > 20 && document.querySelector('.chart rect')")
                browser.until("document.querySelectorAll('#rising button').length > 3")
                if then:
                    browser.value(then)
                browser.until(until)
                browser.picture(ROOT / "docs" / name)

            story = "[...document.querySelectorAll('[data-category=safety] .card')].find((card) => card.textContent.includes('橙色身影') || card.textContent.includes('银鲤')).click()"
            show("page-dark.png", "dark", "en")
            show("page-light.png", "light", "en")
            show("page-chinese.png", "dark", "zh")
            show("page-narrow.png", "light", "zh", 390, 844)
            show("page-story.png", "dark", "zh", then=story, until="document.querySelector('#reader .sum')")
            show("page-status.png", "light", "en",
                 then="document.querySelector('#panel-button').click(); document.querySelector('#try-text').value = '沪深股市昨日收盘上涨，央行降准释放流动性。'; document.querySelector('#try button').click()",
                 until="document.querySelector('#dead details') && document.querySelector('#try-result .tried')")


if __name__ == "__main__":
    main()
