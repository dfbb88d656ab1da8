"""Checks of the live page: whatever breaks between it and the daemon is shown as what it is, within twelve seconds."""

import json
import selectors
import signal
import socket
import threading

from newsroom import Newsroom
from page_reading import LIVE, cards, story

WITHIN = 12
"""Seconds after which a person must be able to see it."""


class Cable:
    """A network between a browser and a daemon that can be cut: nothing passes any more, nothing is refused either."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.whole = threading.Event()
        self.whole.set()
        self.chosen = selectors.DefaultSelector()
        self.chosen.register(self.listener, selectors.EVENT_READ, None)
        threading.Thread(target=self._run, daemon=True).start()

    def cut(self) -> None:
        self.whole.clear()

    def mend(self) -> None:
        self.whole.set()

    def _run(self) -> None:
        while True:
            for key, _ in self.chosen.select():
                self.whole.wait()
                if key.data is None:
                    self._connect(self.listener.accept()[0])
                else:
                    self._pass_on(key.fileobj, key.data)

    def _connect(self, one: socket.socket) -> None:
        try:
            other = socket.create_connection(("127.0.0.1", self.port))
        except ConnectionRefusedError:
            return one.close()
        self.chosen.register(one, selectors.EVENT_READ, other)
        self.chosen.register(other, selectors.EVENT_READ, one)
        return None

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        try:
            if chunk := one.recv(1 << 16):
                return other.sendall(chunk)
        except OSError:
            # One end has hung up; the other is told so.
            pass
        for each in (one, other):
            self.chosen.unregister(each)
            each.close()
        return None


class ConnectionChecks:
    """Expects `newsroom`, `browser` and `has_no_barriers` of the class that it is mixed into. Each has a daemon of its own to break."""

    def shows(self, state: str) -> float:
        """Waits until the page shows a state; returns the seconds since `window.broken`."""
        self.browser.until(f"document.querySelector('#pulse').classList.contains('{state}')")
        seconds = self.browser.value("(performance.now() - window.broken) / 1000")
        assert seconds < WITHIN, f"{state} after {seconds:.1f} s"
        assert self.browser.value("document.querySelector('#pulse-text').checkVisibility() && /\\d\\d:\\d\\d/.test(document.querySelector('#pulse-text').textContent)")
        return seconds

    def begin(self, address: str) -> None:
        self.browser.open("about:blank")
        self.browser.open(address)
        self.browser.until(LIVE)
        self.browser.value("window.broken = performance.now()")

    def comes_back(self, newsroom: Newsroom, title: str) -> None:
        """The page is live again, and has what came in meanwhile."""
        self.browser.until(f"{LIVE} && {cards('safety')}.includes({json.dumps(title)})")
        assert self.browser.value(f"{cards('safety')}.filter((each) => each === {json.dumps(title)}).length") == 1

    def says_that_the_daemon_hangs(self) -> str:
        with Newsroom(self.newsroom.binary) as newsroom:
            newsroom.start()
            self.begin(newsroom.address)
            newsroom.process.send_signal(signal.SIGSTOP)
            newsroom.push(story(1, headline="停顿中的爆炸事故"))
            seconds = self.shows("silent")
            self.has_no_barriers()
            newsroom.process.send_signal(signal.SIGCONT)
            self.comes_back(newsroom, "停顿中的爆炸事故")
        return f"after {seconds:.1f} s, and live again when it went on"

    def says_that_the_network_is_dead(self) -> str:
        with Newsroom(self.newsroom.binary) as newsroom:
            newsroom.start()
            cable = Cable(int(newsroom.address.rsplit(":", 1)[1]))
            self.begin(cable.address)
            cable.cut()
            newsroom.push(story(1, headline="断网中的爆炸事故"))
            seconds = self.shows("silent")
            cable.mend()
            self.comes_back(newsroom, "断网中的爆炸事故")
        return f"after {seconds:.1f} s, and live again when it was mended"

    def says_that_it_is_offline(self) -> str:
        with Newsroom(self.newsroom.binary) as newsroom:
            newsroom.start()
            self.begin(newsroom.address)
            self.browser.send("Network.enable")
            for offline in (True, False):
                self.browser.send("Network.emulateNetworkConditions", offline=offline, latency=0, downloadThroughput=-1, uploadThroughput=-1)
                if offline:
                    newsroom.push(story(1, headline="离线时的爆炸事故"))
                    seconds = self.shows("offline")
            self.comes_back(newsroom, "离线时的爆炸事故")
            self.browser.send("Network.disable")
        return f"after {seconds:.1f} s, and live again when it was back"

    def says_that_the_daemon_is_gone(self) -> str:
        """Killed: the page says so, its panel too."""
        with Newsroom(self.newsroom.binary) as newsroom:
            newsroom.start()
            self.begin(newsroom.address)
            self.browser.click("#panel-button")
            self.browser.until("document.querySelector('#health .state.good')")
            self.browser.value("window.broken = performance.now()")
            newsroom.stop(signal.SIGKILL)
            newsroom.push(story(1, headline="停机中的爆炸事故"))
            seconds = self.shows("away")
            self.browser.until("document.querySelector('#health .state.bad') && !document.querySelector('#health .state.good')")
            newsroom.start()
            self.comes_back(newsroom, "停机中的爆炸事故")
            self.browser.until("document.querySelector('#health .state.good')")
            self.browser.click("#panel-close")
        return f"after {seconds:.1f} s, in its panel too, and live again when it ran again"

    def says_that_the_token_has_expired(self) -> str:
        """The token is another after a restart; the browser has lost it while the stream goes on."""
        with Newsroom(self.newsroom.binary, monitor=", token_file: token") as newsroom:
            token = newsroom.folder / "token"
            times = []
            for number, secret in enumerate(("the-first-token-of-the-desk", "the-second-token-of-the-desk")):
                token.write_text(secret + "\n")
                token.chmod(0o600)
                if number:
                    self.browser.value("window.broken = performance.now()")
                    newsroom.stop()
                newsroom.start()
                if number:
                    times.append(self.shows("locked"))
                self.begin(f"{newsroom.address}/?token={secret}")
            self.browser.send("Network.clearBrowserCookies")
            times.append(self.shows("locked"))
            # Somebody opens the page with the token in another tab.
            self.browser.send("Network.setCookie", name="wiredesk", value=secret, url=newsroom.address)
            self.browser.until(LIVE)
        return f"after {times[0]:.1f} s with a restart between, after {times[1]:.1f} s without"
