"""The examples of deploy/clients over HTTP against the real daemon: every story once, across its crashes and their own.

Usage: clients_test.py BINARY

Prints a line for each check; ends with 1 at the first that fails. The examples on ZeroMQ are run by the Swift tests.
"""

import json
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]
from newsroom import PATIENCE, ROOT, Newsroom, sample_wire  # noqa: E402

CLIENTS = ROOT / "deploy/clients"
FOLLOWERS = {"stream.py": ["/usr/bin/python3"], "stream.mjs": ["node"]}


class Follower:
    """A client that runs, and the lines that it prints."""

    def __init__(self, newsroom: Newsroom, name: str, *options: str, token: pathlib.Path | None = None) -> None:
        environment = dict(os.environ, **({"TOKEN_FILE": str(token)} if token else {}))
        self.state = newsroom.folder / f"{name}.json"
        self.process = subprocess.Popen(
            [*FOLLOWERS[name], str(CLIENTS / name), newsroom.address, "--state", str(self.state), "--from", "earliest", *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)

    def take(self, count: int) -> list[dict]:
        return [json.loads(self.lines.get(timeout=PATIENCE)) for _ in range(count)]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def wire(count: int, mark: str) -> list[dict]:
    stories = sample_wire()
    return [dict(stories[number % len(stories)], id=f"{mark}-{number}") for number in range(count)]


def follow_across_crashes(newsroom: Newsroom, name: str, before: int) -> None:
    """The daemon is killed and comes back, then the client: nothing is missed, nothing comes twice."""
    follower = Follower(newsroom, name)
    seen = [record["seq"] for record in follower.take(before)]
    for turn in range(2):
        for story in wire(20, f"{name}-{turn}"):
            newsroom.push(story)
        seen += [record["seq"] for record in follower.take(20)]
        newsroom.stop(signal.SIGKILL)
        for story in wire(10, f"{name}-{turn}-down"):
            newsroom.push(story)
        newsroom.start()
        seen += [record["seq"] for record in follower.take(10)]
    # A client that is ended between two stories has kept its place.
    until_saved(follower, seen[-1])
    follower.end()
    for story in wire(15, f"{name}-away"):
        newsroom.push(story)
    follower = Follower(newsroom, name)
    seen += [record["seq"] for record in follower.take(15)]
    follower.end()
    assert seen == list(range(1, len(seen) + 1)), seen
    print(f"ok {name}: {len(seen)} stories, each once, across 2 crashes of the daemon and one of its own", flush=True)


def until_saved(follower: Follower, seq: int) -> None:
    """Waits until the client has kept its place: it does so right after it has printed."""
    import time

    deadline = time.monotonic() + PATIENCE
    while not follower.state.exists() or int(json.loads(follower.state.read_text())["id"].split("-")[1]) < seq:
        assert time.monotonic() < deadline, "the place was never kept"
        time.sleep(0.01)


def follow_silence(newsroom: Newsroom, name: str) -> None:
    """What the daemon says while nothing comes is no story."""
    (newsroom.folder / f"{name}.json").unlink(missing_ok=True)  # from the earliest
    follower = Follower(newsroom, name)
    follower.take(newsroom.get("/v1/status")["journal"]["head"])
    with urllib.request.urlopen(newsroom.address + "/v1/stream", timeout=PATIENCE) as stream:
        for _ in range(2):
            while stream.readline() != b"event: alive\n":
                pass
    newsroom.push(wire(1, f"{name}-late")[0])
    assert follower.take(1)[0]["id"] == f"{name}-late-0"
    follower.end()
    print(f"ok {name}: two signs of life are no stories", flush=True)


def with_token(binary: pathlib.Path) -> None:
    """With a token the examples get in, and nobody without."""
    with Newsroom(binary, monitor=", token_file: token") as newsroom:
        token = newsroom.folder / "token"
        token.write_text("a-secret-of-the-newsroom\n")
        token.chmod(0o600)
        newsroom.start()
        for story in wire(5, "token"):
            newsroom.push(story)
        for name in FOLLOWERS:
            follower = Follower(newsroom, name, token=token)
            assert len(follower.take(5)) == 5
            follower.end()
            stranger = Follower(newsroom, name)
            assert stranger.process.wait(PATIENCE) != 0 and stranger.lines.empty(), "let in without the token"
        ask = [str(CLIENTS / "curl.sh"), newsroom.address]
        subprocess.run(ask, env=dict(os.environ, TOKEN_FILE=str(token)), check=True, stdout=subprocess.DEVNULL)
        assert subprocess.run(ask, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode != 0
    print("ok token: with it every example gets in, without it none", flush=True)


def main() -> int:
    binary = pathlib.Path(sys.argv[1])
    for command in ("node", "curl"):
        if shutil.which(command) is None:
            sys.exit(f"{command} is missing; Debian's packages are nodejs and curl")
    stored = 0
    for name in FOLLOWERS:
        with Newsroom(binary) as newsroom:
            newsroom.start()
            for story in wire(30, "first"):
                newsroom.push(story)
            follow_across_crashes(newsroom, name, before=30)
            follow_silence(newsroom, name)
    with Newsroom(binary) as newsroom:
        newsroom.start()
        for story in sample_wire():
            newsroom.push(story)
        newsroom.until_stored(len(sample_wire()))
        answer = subprocess.run([str(CLIENTS / "curl.sh"), newsroom.address], capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        for part in ("event: hello", "台风", '"_wiredesk"', '"headlines"', '"category":"economy"', '"uptime"'):
            assert part in answer.stdout, part
        stored = len(sample_wire())
    print(f"ok curl.sh: status, list, search, story, ninjs, feed, classify, stream of {stored} stories", flush=True)
    with_token(binary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
