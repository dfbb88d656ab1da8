"""A daemon in a folder of its own, with free ports, fed over real ZeroMQ: what the tests written in Python start from.

Needs python3-zmq, so /usr/bin/python3 of Debian runs them.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import zmq

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 30.0
"""Seconds after which a wait is given up, on a machine however busy."""


def sample_wire() -> list[dict]:
    """The 60 stories of the sample wire."""
    return [json.loads(line) for line in (ROOT / "Samples/wire.ndjson").read_text().splitlines()]


class Newsroom:
    """One daemon with the intakes `wire` (pull) and `rewrite` (pull), and the monitor. Ends with its `with` statement."""

    def __init__(self, binary: pathlib.Path, monitor: str = "", lexicon: pathlib.Path = ROOT / "config/lexicon") -> None:
        """
        Args:
            monitor: more settings of the section `monitor`, as `, clients: 2`
        """
        self.binary = binary
        self.temporary = tempfile.TemporaryDirectory(prefix="wiredesk-newsroom-")
        self.folder = pathlib.Path(self.temporary.name)
        self.clock = self.folder / "clock"
        wire, rewrite, pub, page = self._ports(4)
        self.wire, self.pub = f"tcp://127.0.0.1:{wire}", f"tcp://127.0.0.1:{pub}"
        self.address = f"http://127.0.0.1:{page}"
        self.settings = self.folder / "wiredesk.yaml"
        self.settings.write_text(f"""
intakes:
  - {{name: wire, kind: pull, bind: ["{self.wire}"]}}
  - {{name: rewrite, kind: pull, bind: ["tcp://127.0.0.1:{rewrite}"]}}
lexicon: {{path: {lexicon}}}
journal: {{path: {self.folder}/journal.sqlite}}
outlets:
  - {{name: desks, kind: pub, bind: ["{self.pub}"]}}
monitor: {{listen: "127.0.0.1:{page}"{monitor}}}
""")
        self.context = zmq.Context()
        self.pushes = {"wire": self._push(self.wire), "rewrite": self._push(f"tcp://127.0.0.1:{rewrite}")}
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Newsroom":
        return self

    def __exit__(self, *_) -> None:
        self.stop(signal.SIGKILL)
        self.context.destroy(linger=0)
        self.temporary.cleanup()

    @staticmethod
    def _ports(count: int) -> list[int]:
        sockets = [socket.socket() for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in sockets]
        for each in sockets:
            each.close()
        return ports

    def _push(self, endpoint: str) -> zmq.Socket:
        push = self.context.socket(zmq.PUSH)
        push.set_hwm(100_000)
        push.sndtimeo = int(PATIENCE * 1000)
        push.linger = 0
        # A connection that is refused while the daemon starts again is tried again at once.
        push.reconnect_ivl, push.reconnect_ivl_max = 20, 100
        push.connect(endpoint)
        return push

    # --- The daemon

    def start(self, clock: str | None = None, descriptors: int | None = None) -> None:
        """Starts it and waits until it is ready.

        Args:
            descriptors: how many it may have open
            clock: what libfaketime puts on its wall clock, as `-6h`; `set_clock` changes it later
        """
        command = [str(self.binary), "run", "--config", str(self.settings)]
        environment = dict(os.environ)
        if clock is not None:
            self.set_clock(clock)
            library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
            environment |= {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(self.clock), "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
            # A program that is the first to load libfaketime ends at once; one whose parent did does not.
            command = ["timeout", "--foreground", "600", *command]
        if descriptors is not None:
            command = ["prlimit", f"--nofile={descriptors}", *command]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        log.close()
        self.until_ready()

    def set_clock(self, offset: str) -> None:
        fresh = self.folder / "clock.new"
        fresh.write_text(offset + "\n")
        fresh.rename(self.clock)

    def until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.get("/readyz", parse=False)
            except (urllib.error.URLError, ConnectionError) as error:
                if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                    raise RuntimeError(f"not ready: {error}\n{(self.folder / 'log').read_text()}") from error
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            if how == signal.SIGKILL:
                # Whoever started it for us passes no SIGKILL on.
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    # --- Its copy

    def push(self, story: dict | bytes, channel: str = "wire.sample", intake: str = "wire") -> None:
        payload = story if isinstance(story, bytes) else json.dumps(story, ensure_ascii=False).encode()
        self.pushes[intake].send_multipart([channel.encode(), payload])

    # --- What it says

    def get(self, path: str, parse: bool = True):
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            content = answer.read()
        return json.loads(content) if parse else content

    def until_stored(self, head: int) -> None:
        """Waits until the journal holds so many stories and the lists know them."""
        deadline = time.monotonic() + PATIENCE * 4
        while True:
            try:
                stories = self.get("/v1/stories?limit=1")["stories"]
            except urllib.error.HTTPError:
                # The catalogue is being made.
                stories = []
            if stories and stories[0]["seq"] >= head:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"the journal never came to {head}")
            time.sleep(0.02)

    def until_found(self, path: str, count: int) -> None:
        """Waits until a list holds so many stories; answers other than 503 and 200 are none."""
        deadline = time.monotonic() + PATIENCE * 4
        while True:
            try:
                found = len(self.get(path)["stories"])
                if found == count:
                    return
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise
                found = 0
            if time.monotonic() > deadline:
                raise TimeoutError(f"{path}: {found} stories, never {count}")
            time.sleep(0.05)

    def until_streams(self, count: int) -> None:
        """Waits until no more than so many streams are open."""
        deadline = time.monotonic() + PATIENCE * 4
        while self.get("/v1/status")["monitor"]["streams"] > count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"there are still more than {count} streams")
            time.sleep(0.1)
