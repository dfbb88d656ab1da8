"""Peers that do as they should, in a process of their own: a source with a key, a source without, a subscriber with a key."""

import json
import multiprocessing
import pathlib
import re
import time
from multiprocessing.connection import Connection

import zmq

PATIENCE = 60.0


def certificate(path: pathlib.Path) -> dict[str, bytes]:
    """The keys of a certificate, Z85, by their names."""
    return {name: key.encode() for name, key in re.findall(r'(\w+-key) = "(.{40})"', path.read_text())}


def use_keys(peer: zmq.Socket, keys: pathlib.Path, mine: str, server: str = "server") -> None:
    """Makes a socket the holder of a certificate that connects to the holder of another."""
    own = certificate(keys / f"{mine}.key_secret")
    peer.curve_publickey, peer.curve_secretkey = own["public-key"], own["secret-key"]
    peer.curve_serverkey = certificate(keys / f"{server}.key")["public-key"]


class GoodPeers:
    """The process. What it has sent and seen is asked for; it sends at a fixed rate until it is told to stop."""

    def __init__(self, ends: dict[str, str], keys: pathlib.Path, rate: int) -> None:
        """
        Args:
            rate: stories that the two sources together offer a second
        """
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, ends, keys, rate), daemon=True)
        self.latencies: list[float] = []
        """Seconds from sending to the answer, of all that was answered; whoever asks may empty it."""
        self.process.start()
        self.pipe.recv()

    def ask(self, stop: bool = False) -> dict:
        """Counts since the start: `sent`, `stored` (answers), `seen` (published), `evil` (published, and not theirs),
        `at` (seconds)."""
        self.pipe.send(stop)
        assert self.pipe.poll(PATIENCE), "the good peers do not answer"
        counts, latencies = self.pipe.recv()
        self.latencies += latencies
        return counts

    def until_seen(self, count: int) -> dict:
        """Waits until the subscriber has seen so many stories."""
        deadline = time.monotonic() + PATIENCE
        while (now := self.ask())["seen"] < count:
            assert time.monotonic() < deadline, f"the subscriber saw {now['seen']}, never {count}: {now}"
            time.sleep(0.05)
        return now

    def end(self) -> None:
        self.process.terminate()
        self.process.join()


def work(pipe: Connection, ends: dict[str, str], keys: pathlib.Path, rate: int) -> None:
    """What the process does."""
    context = zmq.Context()
    source, wire, reader = (context.socket(kind) for kind in (zmq.DEALER, zmq.PUSH, zmq.SUB))
    use_keys(source, keys, "agency")
    use_keys(reader, keys, "reader")
    for each, end in ((source, "desk"), (wire, "wire"), (reader, "desks")):
        each.linger = 0
        each.set_hwm(100_000)
        each.connect(ends[end])
    reader.subscribe(b"story.")
    Shift(source, wire, reader).run(pipe, rate)
    context.destroy()


class Shift:
    """One run of the good peers."""

    def __init__(self, source: zmq.Socket, wire: zmq.Socket, reader: zmq.Socket) -> None:
        self.source, self.wire, self.reader = source, wire, reader
        self.sent = self.stored = self.seen = self.evil = 0
        self.asked: dict[str, float] = {}
        self.latencies: list[float] = []

    def run(self, pipe: Connection, rate: int) -> None:
        # A subscription takes a moment: the first story is sent until it comes back.
        while not self.reader.poll(50):
            self.wire.send_multipart([b"wire.good", story("first")])
        pipe.send("connected")
        while self.reader.poll(200):
            self.reader.recv_multipart()
        poller = zmq.Poller()
        for each in (self.source, self.reader):
            poller.register(each, zmq.POLLIN)
        poller.register(pipe.fileno(), zmq.POLLIN)
        begin, stopped = time.monotonic(), False
        while True:
            if not stopped:
                self.send(int((time.monotonic() - begin) * rate))
            due = max(1, int((begin + (self.sent + 1) / rate - time.monotonic()) * 1000))
            events = dict(poller.poll(100 if stopped else due))
            if self.source in events:
                self.take_answers()
            if self.reader in events:
                self.take_stories()
            if pipe.fileno() in events:
                stopped = pipe.recv() or stopped
                counts = {"sent": self.sent, "stored": self.stored, "seen": self.seen, "evil": self.evil}
                pipe.send((counts | {"at": time.monotonic()}, self.latencies))
                self.latencies = []

    def send(self, count: int) -> None:
        """Sends what is due."""
        while self.sent < count:
            text = story(f"good-{self.sent}")
            if self.sent % 2:
                self.wire.send_multipart([b"wire.good", text])
            else:
                self.asked[f"good-{self.sent}"] = time.monotonic()
                self.source.send(text)
            self.sent += 1

    def take_answers(self) -> None:
        while self.source.poll(0):
            answer = json.loads(self.source.recv())
            assert answer["status"] == "stored", answer
            self.latencies.append(time.monotonic() - self.asked.pop(answer["id"]))
            self.stored += 1

    def take_stories(self) -> None:
        while self.reader.poll(0):
            record = json.loads(self.reader.recv_multipart()[-1])
            # An outlet's signs of life have none.
            identity = record.get("id", "")
            self.seen += identity.startswith("good-")
            self.evil += identity.startswith("evil")


def story(name: str) -> bytes:
    """A message with one short story."""
    return json.dumps({"id": name, "headline": f"Harbour council hears report {name}",
                       "text": f"The harbour council heard report {name} on trade and the ferry timetable."}).encode()
