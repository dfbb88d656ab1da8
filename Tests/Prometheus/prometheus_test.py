"""Alert rules and dashboard held against the real daemon, by promtool and by a Prometheus that watches it.

Usage: prometheus_test.py BINARY

Prints a line for each check; ends with 1 at the first that fails. Needs Debian's package prometheus; where it is missing, it
says so and ends with 0. Prometheus looks every second and runs a copy of the rules with short times, so that alerts come and
go within seconds; what times the rules have is tested by promtool.
"""

import contextlib
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator

import zmq

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]
from newsroom import PATIENCE, ROOT, Newsroom, sample_wire  # noqa: E402

RULES = ROOT / "deploy/prometheus/wiredesk.rules.yml"
RULE_TESTS = ROOT / "deploy/prometheus/wiredesk.rules.test.yml"
EXAMPLE = ROOT / "deploy/prometheus/prometheus.yml"
DASHBOARD = ROOT / "deploy/grafana/wiredesk.json"
MANUAL = ROOT / "docs/manual/alarms.md"
METRIC = re.compile(r"\b(?:wiredesk|process)_[a-z_]+\b")
"""A metric of the daemon in an expression; recorded ones have colons, and so another name before them."""
PASSING = {"WiredeskSlow", "WiredeskDiskLow", "WiredeskNotReady"}
"""Alerts that a busy machine, a full one or a start may well raise here, where rules do not wait."""


def run(*command: object, given: str | None = None) -> str:
    """Runs a command that must succeed, and returns what it prints."""
    done = subprocess.run([str(each) for each in command], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]} ends with {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


# --- What the files say

def expressions_of_rules() -> list[str]:
    """The expressions of all rules, with their names cut out: only those of the daemon are left to find."""
    blocks = re.findall(r"^        expr: (\|\n(?: {10}.*\n)+|.*\n)", RULES.read_text(), re.MULTILINE)
    return [re.sub(r"[a-z_]+:[a-z_0-9:]+", "", block) for block in blocks]


def expressions_of_dashboard() -> dict[str, str]:
    """The expressions of all panels and annotations of the dashboard, with where they stand."""
    board = json.loads(DASHBOARD.read_text())
    found = {f"annotation {each['name']}": each["expr"] for each in board["annotations"]["list"]}
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            found[f"panel {panel['id']} {panel['title']} {target['refId']}"] = target["expr"]
    return found


def alerts_of_rules() -> list[str]:
    """The names of all alerts."""
    return re.findall(r"^      - alert: (\w+)$", RULES.read_text(), re.MULTILINE)


# --- Without a daemon

def check_files() -> None:
    """promtool finds nothing wrong, and each alert has a test and a section of the manual."""
    run("promtool", "check", "rules", RULES)
    run("promtool", "check", "config", EXAMPLE)
    print("ok promtool: rules and example configuration are valid", flush=True)
    run("promtool", "test", "rules", RULE_TESTS)
    names, tests = alerts_of_rules(), RULE_TESTS.read_text()
    assert len(names) > 20 and len(set(names)) == len(names), names
    untested = [name for name in names if f'alertname="{name}", alertstate="firing"' not in tests]
    assert not untested, f"no test shows that these fire: {untested}"
    print(f"ok promtool: the unit tests pass, and each of {len(names)} alerts is seen to fire in them", flush=True)
    check_manual(names)
    check_dashboard()


def check_manual(names: list[str]) -> None:
    """Each alert leads to a section of the manual, and each section to an alert."""
    manual = MANUAL.read_text()
    sections = re.findall(r"^## (Wiredesk\w+)$", manual, re.MULTILINE)
    assert sorted(sections) == sorted(names), set(sections) ^ set(names)
    rules = RULES.read_text()
    for name in names:
        assert f"{MANUAL.relative_to(ROOT)}#{name.lower()}\n" in rules, f"{name} has no runbook"
        assert f"[{name}](#{name.lower()})" in manual, f"{name} is not in the manual's index"
    print(f"ok manual: a section and a line of the index for each of {len(names)} alerts", flush=True)


def check_commands(binary: pathlib.Path) -> None:
    """Commands that the manual names exist, with their options."""
    found = set()
    for page in sorted(MANUAL.parent.glob("*.md")):
        text = page.read_text()
        code = re.findall(r"^ {4,}(.*)$", text, re.MULTILINE) + re.findall(r"`([^`]+)`", text)
        for line in code:
            found |= {call.strip() for call in re.findall(r"(?:^|sudo )wiredesk ([a-z][^#|<>]*)", line.replace("\n", " "))}
    assert len(found) > 25, found
    for call in found:
        words = re.match(r"[a-z ]+", call)[0].split()
        told = run(binary, *words, "--help")
        assert words[0] in told and "USAGE" in told, call
        for option in re.findall(r"(?<=\s)--[a-z-]+", call):
            assert option in told, f"wiredesk {call}: there is no {option}"
    print(f"ok manual: {len(found)} commands of wiredesk that it names exist, with their options", flush=True)


def check_dashboard() -> None:
    """Panels have numbers of their own, do not overlap, and ask the data source that was chosen."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, f"{panel['title']} lies over another"
        taken |= cells
        assert panel["type"] == "row" or panel["datasource"]["uid"] == "${datasource}", panel["title"]
    print(f"ok dashboard: {len(panels)} rows and panels, none over another", flush=True)


# --- Prometheus

class Prometheus:
    """A Prometheus in a folder of the newsroom that watches its daemon. Ends with its `with` statement."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.folder = newsroom.folder / "prometheus"
        self.folder.mkdir()
        self.address = f"127.0.0.1:{newsroom._ports(1)[0]}"
        (self.folder / "rules.yml").write_text(self.hurried(RULES.read_text()))
        (self.folder / "prometheus.yml").write_text(f"""
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: [rules.yml]
scrape_configs:
  - {{job_name: wiredesk, static_configs: [{{targets: ["{newsroom.address.removeprefix('http://')}"]}}]}}
""")
        self.process: subprocess.Popen | None = None

    @staticmethod
    def hurried(rules: str) -> str:
        """The rules with windows of seconds, and no waiting. Hours stay: a disk tells nothing within seconds."""
        rules = re.sub(r"for: \d+[sm]\n", "for: 0s\n", rules)
        return re.sub(r"\[\d+m\]|(?<=offset )\d+m", lambda found: "[10s]" if found[0][0] == "[" else "10s", rules)

    def __enter__(self) -> "Prometheus":
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={self.folder}/prometheus.yml", f"--storage.tsdb.path={self.folder}/data",
                 f"--web.listen-address={self.address}", "--log.level=warn"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, path: str, **parameters: object) -> dict | list:
        """What the API answers."""
        address = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return json.load(answer)["data"]

    def until_watching(self) -> float:
        """Waits until the daemon has been seen.

        Returns:
            The time, by the clock that Prometheus dates its samples by.
        """
        def has_seen() -> bool:
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                return bool(self.ask("query", query='up{job="wiredesk"} == 1')["result"])
            return False

        until(has_seen, lambda: f"Prometheus never saw the daemon\n{(self.folder / 'log').read_text()}")
        # It fires while there is no target yet.
        self.until_clear("WiredeskUnwatched")
        return time.time()

    def firing(self, name: str, **labels: str) -> list[dict]:
        """The alerts of a name that fire now and bear some labels."""
        return [alert for alert in self.ask("alerts")["alerts"]
                if alert["state"] == "firing" and {"alertname": name, **labels}.items() <= alert["labels"].items()]

    def until_firing(self, name: str, **labels: str) -> None:
        """Waits until an alert fires, and reads what it says."""
        until(lambda: bool(self.firing(name, **labels)), lambda: f"{name} never fired: {self.ask('alerts')}")
        for alert in self.firing(name, **labels):
            for text in alert["annotations"].values():
                assert text and not re.search(r"<no value>|<error|%!|\{\{", text), text

    def until_clear(self, name: str, meanwhile: Callable[[], None] = lambda: None, **labels: str) -> None:
        """Waits until an alert does not fire any more, doing something in between."""
        def is_clear() -> bool:
            meanwhile()
            return not self.firing(name, **labels)

        until(is_clear, lambda: f"{name} never cleared: {self.firing(name)}")

    def fired(self, since: float) -> set[str]:
        """The names of all alerts that have fired since a time."""
        series = self.ask("query_range", query='ALERTS{alertstate="firing"}', start=since, end=time.time(), step=1)["result"]
        return {each["metric"]["alertname"] for each in series}


def until(holds: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    """Waits until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise())
        time.sleep(0.1)


# --- The daemon

def furnish(newsroom: Newsroom) -> dict[str, str]:
    """Gives it an intake that is soon missed, ends with and without keys, a lexicon of its own.

    Returns:
        Its endpoints by the names of the ends.
    """
    agency, feed = (f"tcp://127.0.0.1:{port}" for port in newsroom._ports(2))
    folder = newsroom.folder
    shutil.copytree(ROOT / "config/lexicon", folder / "lexicon")
    for name in ("server", "agency", "stranger"):
        run(newsroom.binary, "keys", "new", folder / f"keys/{name}")
    newsroom.settings.write_text(f"""
intakes:
  - {{name: wire, kind: pull, bind: ["{newsroom.wire}"], quiet_after: 3s}}
  - {{name: agency, kind: submit, bind: ["{agency}"], curve: true}}
keys: {{certificate: keys/server.key_secret, allowed: keys/allowed}}
lexicon: {{path: lexicon}}
journal: {{path: {folder}/journal.sqlite}}
outlets:
  - {{name: desks, kind: pub, bind: ["{newsroom.pub}"], subscriptions: 10}}
  - {{name: feed, kind: feed, bind: ["{feed}"]}}
monitor: {{listen: "{newsroom.address.removeprefix('http://')}"}}
""")
    run(newsroom.binary, "keys", "allow", folder / "keys/agency.key", "--for", "source", "--config", newsroom.settings)
    return {"agency": agency, "feed": feed, "desks": newsroom.pub}


def submit(newsroom: Newsroom, endpoint: str, key: str) -> int:
    """Submits a story as the holder of a key; returns the exit code."""
    keys = newsroom.folder / "keys"
    story = json.dumps(sample_wire()[7], ensure_ascii=False)
    command = [newsroom.binary, "send", "--to", endpoint, "--key", keys / f"{key}.key_secret", "--server-key",
               keys / "server.key", "--timeout", "2", "-"]
    return subprocess.run([str(each) for each in command], input=story, text=True, capture_output=True, check=False).returncode


@contextlib.contextmanager
def follower(newsroom: Newsroom, endpoint: str) -> Iterator[None]:
    """Somebody who follows the feed."""
    tail = subprocess.Popen([str(newsroom.binary), "tail", "--to", endpoint, "--from", "earliest"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: sum(len(each["followers"]) for each in newsroom.get("/v1/status")["outlets"]) > 0, lambda: "nobody follows")
        yield
    finally:
        tail.kill()
        tail.wait()


# --- Alerts that come and go

def miss_a_source(newsroom: Newsroom, prometheus: Prometheus) -> None:
    prometheus.until_firing("WiredeskSourceQuiet", intake="wire")
    story = sample_wire()[0]
    # More than one: on a machine that is slow, three seconds may pass between two looks.
    prometheus.until_clear("WiredeskSourceQuiet", lambda: newsroom.push(story), intake="wire")
    print("ok WiredeskSourceQuiet: fires when nothing comes, clears when a story does", flush=True)


def break_the_configuration(newsroom: Newsroom, prometheus: Prometheus) -> None:
    good = newsroom.settings.read_text()
    newsroom.settings.write_text(good + "nonsense: 1\n")
    newsroom.process.send_signal(signal.SIGHUP)
    prometheus.until_firing("WiredeskConfigReloadFailed")
    newsroom.settings.write_text(good)
    newsroom.process.send_signal(signal.SIGHUP)
    prometheus.until_clear("WiredeskConfigReloadFailed")
    print("ok WiredeskConfigReloadFailed: fires on a broken file and SIGHUP, clears on a mended one", flush=True)


def break_the_lexicon(newsroom: Newsroom, prometheus: Prometheus) -> None:
    file = newsroom.folder / "lexicon/lexicon.yaml"
    good = file.read_text()
    file.write_text("nonsense: 1\n")
    prometheus.until_firing("WiredeskLexiconReloadFailed")
    file.write_text(good)
    prometheus.until_clear("WiredeskLexiconReloadFailed")
    print("ok WiredeskLexiconReloadFailed: fires on a broken lexicon, clears on a mended one", flush=True)


def knock_and_be_refused(newsroom: Newsroom, prometheus: Prometheus, ends: dict[str, str]) -> None:
    assert submit(newsroom, ends["agency"], "agency") == 0, "a key that is allowed was refused"
    assert not prometheus.firing("WiredeskConnectionsRefused"), "fires though nobody was refused"
    assert submit(newsroom, ends["agency"], "stranger") == 69, "a key that is not allowed was let in"
    prometheus.until_firing("WiredeskConnectionsRefused", end="intake/agency", reason="key")
    print("ok WiredeskConnectionsRefused: fires for a key that is not allowed, not for one that is", flush=True)


def subscribe_to_too_much(newsroom: Newsroom, prometheus: Prometheus, ends: dict[str, str]) -> None:
    with newsroom.context.socket(zmq.SUB) as greedy:
        greedy.linger = 0
        greedy.connect(ends["desks"])
        for number in range(100):
            greedy.subscribe(f"{number:0250d}")
        prometheus.until_firing("WiredeskConnectionsCut", end="outlet/desks", reason="traffic")
    print("ok WiredeskConnectionsCut: fires for a subscriber of too much", flush=True)


def send_what_nobody_can_read(newsroom: Newsroom, prometheus: Prometheus) -> None:
    newsroom.push(b'{"headline": "cut off')
    prometheus.until_firing("WiredeskDeadLetters", intake="wire")
    print("ok WiredeskDeadLetters: fires at one", flush=True)


def go_down_and_come_back(newsroom: Newsroom, prometheus: Prometheus) -> None:
    newsroom.stop()
    prometheus.until_firing("WiredeskDown")
    newsroom.start()
    prometheus.until_clear("WiredeskDown")
    print("ok WiredeskDown: fires when the daemon is stopped, clears when it is back", flush=True)


# --- What the daemon exposes

def check_exposition(newsroom: Newsroom) -> None:
    """promtool's lint has no complaint, and whatever rules and dashboard ask for is there."""
    text = newsroom.get("/metrics", parse=False).decode()
    complaints = run("promtool", "check", "metrics", given=text)
    assert not complaints, complaints
    exposed = set(re.findall(r"^(\w+)(?:\{.*\})? \S+$", text, re.MULTILINE))
    asked = {"a rule": expressions_of_rules(), "the dashboard": expressions_of_dashboard().values()}
    for who, expressions in asked.items():
        named = {name for expression in expressions for name in METRIC.findall(strings_cut(expression))}
        assert len(named) > 15, f"{who} asks for {named} only"
        assert named <= exposed, f"{who} asks for what is not there: {named - exposed}"
        print(f"ok exposition: each of the {len(named)} metrics that {who} asks for is there", flush=True)
    # What is left over is something that nobody looks at.
    shown = {name for each in asked["the dashboard"] for name in METRIC.findall(strings_cut(each))}
    unseen = {name for name in exposed - shown if not name.endswith(("_sum", "_count", "_bucket"))}
    assert not unseen, f"the dashboard does not show {unseen}"
    print(f"ok exposition: promtool has no complaint, and the dashboard shows all of {len(exposed)} series' names", flush=True)


def strings_cut(expression: str) -> str:
    """An expression without its strings, which are labels' values."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", "", expression)


def check_answers(prometheus: Prometheus) -> None:
    """Every panel of the dashboard has something to show."""
    asked = expressions_of_dashboard()
    for place, expression in asked.items():
        expression = expression.replace("$__rate_interval", "10s").replace("$instance", ".*")
        result = prometheus.ask("query", query=expression)["result"]
        assert result or place.startswith("annotation"), f"{place} shows nothing: {expression}"
    print(f"ok dashboard: Prometheus answers each of {len(asked)} expressions, and every panel shows something", flush=True)


def watch(binary: pathlib.Path) -> None:
    """A daemon under the eyes of a Prometheus."""
    with Newsroom(binary) as newsroom:
        ends = furnish(newsroom)
        newsroom.start()
        with Prometheus(newsroom) as prometheus:
            since = prometheus.until_watching()
            miss_a_source(newsroom, prometheus)
            break_the_configuration(newsroom, prometheus)
            break_the_lexicon(newsroom, prometheus)
            with follower(newsroom, ends["feed"]):
                knock_and_be_refused(newsroom, prometheus, ends)
                subscribe_to_too_much(newsroom, prometheus, ends)
                send_what_nobody_can_read(newsroom, prometheus)
                check_exposition(newsroom)
                check_answers(prometheus)
            for name in ("WiredeskConnectionsRefused", "WiredeskConnectionsCut", "WiredeskDeadLetters"):
                prometheus.until_clear(name)
            print("ok all three clear when nothing has happened for a while", flush=True)
            go_down_and_come_back(newsroom, prometheus)
            shown = {"WiredeskSourceQuiet", "WiredeskConfigReloadFailed", "WiredeskLexiconReloadFailed", "WiredeskDown",
                     "WiredeskConnectionsRefused", "WiredeskConnectionsCut", "WiredeskDeadLetters"}
            fired = prometheus.fired(since)
            assert shown <= fired <= shown | PASSING, f"also fired: {fired - shown}"
            print(f"ok no other alert fired than these {len(shown)}", flush=True)


def main() -> int:
    binary = pathlib.Path(sys.argv[1]).resolve()
    if missing := [command for command in ("prometheus", "promtool") if shutil.which(command) is None]:
        print(f"SKIPPED: {' and '.join(missing)} not found; Debian's package is prometheus")
        return 0
    # So that what was started is ended too when this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    check_files()
    check_commands(binary)
    watch(binary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
