#!/usr/bin/python3
"""Bad peers against the real daemon, while good ones go on working.

Usage: attack_test.py BINARY [--only NAME] [--measure] [--rate 400]

Prints a line for each attack; ends with 1 at the first that harms. After each attack the good peers' stories are all there, none
of the attacker's is, the daemon is as small as it was, and has let go of what the attacker held. With --measure the good peers
must also have kept nine tenths of the rate that they offer, which is asked of a quiet machine only.
"""

import argparse
import contextlib
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import zmq
from zmq.utils.monitor import recv_monitor_message

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Support")]
import zmtp  # noqa: E402
from good_peers import PATIENCE, GoodPeers, story, use_keys  # noqa: E402
from newsroom import ROOT, Newsroom  # noqa: E402

MEMORY_MAX = 512 << 20
"""Bytes that the daemon may hold at any moment: half of what its unit allows."""
CONNECTIONS_MAX = 600
FRAME_MAX = 64 << 20
"""Bytes of the largest frame that is read, if only to say that it is too large."""


class Besieged:
    """A daemon with keys, its good peers, and how it stands while it is attacked."""

    def __init__(self, binary: pathlib.Path, rate: int, descriptors: int | None = None) -> None:
        self.newsroom = Newsroom(binary)
        self.folder = self.newsroom.folder
        self.keys = self.folder / "keys"
        self.binary, self.rate, self.descriptors = binary, rate, descriptors
        self.ends = self.furnish()
        self.good: GoodPeers | None = None

    def furnish(self) -> dict[str, str]:
        """Writes keys and configuration; returns the endpoints by the names of the ends."""
        names = ("desk", "wire", "desks", "feed")
        ends = dict(zip(names, (f"tcp://127.0.0.1:{port}" for port in self.newsroom._ports(4))))
        self.newsroom.settings.write_text(f"""
intakes:
  - {{name: desk, kind: submit, bind: ["{ends["desk"]}"], curve: true, connections: {CONNECTIONS_MAX}}}
  - {{name: wire, kind: pull, bind: ["{ends["wire"]}"], connections: {CONNECTIONS_MAX}}}
keys: {{certificate: keys/server.key_secret, allowed: keys/allowed}}
lexicon: {{path: {ROOT}/config/lexicon}}
journal: {{path: {self.folder}/journal.sqlite}}
outlets:
  - {{name: desks, kind: pub, bind: ["{ends["desks"]}"], curve: true, connections: {CONNECTIONS_MAX}}}
  - {{name: feed, kind: feed, bind: ["{ends["feed"]}"], curve: true, connections: {CONNECTIONS_MAX}}}
monitor: {{listen: "{self.newsroom.address.removeprefix("http://")}"}}
""")
        for name in ("server", "agency", "reader", "leaver", "stranger"):
            self.command("keys", "new", self.keys / name)
        for name, role in (("agency", "source"), ("reader", "subscriber"), ("leaver", "intake/desk")):
            self.command("keys", "allow", self.keys / f"{name}.key", "--for", role, "--config", self.newsroom.settings)
        return ends

    def command(self, *words: object) -> None:
        """Runs a command of wiredesk that must succeed."""
        subprocess.run([str(self.binary), *map(str, words)], check=True, capture_output=True, timeout=PATIENCE)

    def __enter__(self) -> "Besieged":
        self.newsroom.start(descriptors=self.descriptors)
        self.good = GoodPeers(self.ends, self.keys, self.rate)
        self.good.until_seen(self.rate)
        self.handles, self.connections = self.open_handles(), self.listeners("connections")
        return self

    def __exit__(self, *_: object) -> None:
        if self.good:
            self.good.end()
        self.newsroom.__exit__()

    # --- How it stands

    def listeners(self, what: str, *reason: str) -> int:
        """A figure of all listeners together; what was `refused` and `cut` for a reason."""
        figures = [listener[what] for listener in self.newsroom.get("/v1/status")["listeners"]]
        return sum(each.get(*reason, 0) if reason else each for each in figures)

    def open_handles(self) -> int:
        return len(os.listdir(f"/proc/{self.newsroom.process.pid}/fd"))

    def memory(self, which: str = "VmRSS") -> int:
        """Bytes in memory; `VmHWM` for the most since `forget_peak`."""
        status = pathlib.Path(f"/proc/{self.newsroom.process.pid}/status").read_text()
        return int(status.split(f"{which}:")[1].split()[0]) << 10

    def forget_peak(self) -> None:
        pathlib.Path(f"/proc/{self.newsroom.process.pid}/clear_refs").write_text("5")

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Waits until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert self.newsroom.process.poll() is None, f"the daemon has ended\n{self.log()}"
            assert time.monotonic() < deadline, f"never: {what}\n{self.newsroom.get('/v1/status')['listeners']}\n{self.log()}"
            time.sleep(0.05)

    def log(self) -> str:
        return (self.folder / "log").read_text()[-4000:]

    def has_recovered(self) -> bool:
        """Whether nothing of the attackers' is left; a few descriptors more may be the monitor's or the journal's."""
        return self.open_handles() <= self.handles + 8 and self.listeners("connections") == self.connections

    @contextlib.contextmanager
    def peer(self, kind: int, end: str, **how: str) -> Iterator[tuple[zmq.Socket, zmq.Socket]]:
        """A ZeroMQ peer of an end, and what tells of its handshakes."""
        peer = self.newsroom.context.socket(kind)
        try:
            peer.linger = 0
            peer.reconnect_ivl, peer.reconnect_ivl_max = 50, 500
            if how:
                use_keys(peer, self.keys, **how)
            told = peer.get_monitor_socket()
            yield peer, told
            peer.disable_monitor()
        finally:
            peer.close()

    # --- An attack

    def stand(self, name: str, attack: Callable[["Besieged"], str], measure: bool) -> None:
        """Lets an attack happen, and sees that it does no harm."""
        self.forget_peak()
        before = self.good.ask()
        self.good.latencies.clear()
        told = attack(self)
        # What the good peers sent meanwhile, and a second's more.
        after = self.good.ask()
        after = self.good.until_seen(max(after["sent"], before["sent"] + 2 * self.rate))
        self.until(self.has_recovered, f"{name} is over, and all it held is let go")
        peak, kept = self.memory("VmHWM"), self.kept(before, after)
        assert after["evil"] == 0, f"{name}: {after['evil']} stories of the attacker's got through"
        assert peak < MEMORY_MAX, f"{name}: {peak >> 20} MiB in memory"
        if measure:
            assert kept >= 0.9, f"{name}: the good peers kept {kept:.0%} of their rate"
        usual = statistics.quantiles(self.good.latencies, n=100)[98] * 1000
        print(f"ok {name} ({after['at'] - before['at']:.0f} s): {told}; good peers {kept:.1%} of their rate, 99 % answered within {usual:.0f} ms; "
              f"at most {peak >> 20} MiB, now {self.memory() >> 20}", flush=True)

    def kept(self, before: dict, after: dict) -> float:
        """What part of what the good peers offer the subscriber has seen."""
        return (after["seen"] - before["seen"]) / ((after["at"] - before["at"]) * self.rate)

    def settle(self) -> None:
        """Ends the good peers' work: what they sent is all there, once."""
        sent = self.good.ask(stop=True)["sent"]
        after = self.good.until_seen(sent)
        assert (after["seen"], after["stored"], after["evil"]) == (sent, (sent + 1) // 2, 0), after
        status = self.newsroom.get("/v1/status")
        # The story that found out whether the subscription stands, and one that the leaver, or the late one, sent rightly.
        others = status["total"]["stored"] - sent
        assert others in (1, 2) and status["total"]["balances"], status["total"]
        self.newsroom.stop(signal.SIGTERM)
        print(f"ok settled: {sent} stories sent, each stored and published once, nothing else; the balance holds", flush=True)


# --- Keys

def knock(room: Besieged, end: str, kind: int, counted: Callable[[], int], **how: str) -> None:
    """Tries to send an evil story, or to hear one, until the daemon has turned it away."""
    before = counted()
    with room.peer(kind, end, **how) as (peer, _):
        prepare_and_talk(room, peer, end)
        room.until(lambda: counted() > before, f"{how} is turned away at {end}")
        assert not peer.poll(0), "a peer that was turned away hears something"


def prepare_and_talk(room: Besieged, peer: zmq.Socket, end: str) -> None:
    peer.connect(room.ends[end])
    if peer.type == zmq.SUB:
        peer.subscribe(b"")
    else:
        peer.send(b'{"follow":{"from":"earliest","credit":100}}' if end == "feed" else story("evil"), zmq.NOBLOCK)


def wrong_keys(room: Besieged) -> str:
    refused, failed = (lambda: room.listeners("refused", "key")), (lambda: room.listeners("handshakesFailed"))
    knock(room, "desk", zmq.DEALER, refused, mine="stranger")
    knock(room, "desks", zmq.SUB, refused, mine="stranger")
    knock(room, "feed", zmq.DEALER, refused, mine="stranger")
    # Keys that open something, but not this.
    knock(room, "desk", zmq.DEALER, refused, mine="reader")
    knock(room, "desks", zmq.SUB, refused, mine="agency")
    knock(room, "feed", zmq.DEALER, refused, mine="reader")
    # A good key, and a wrong idea of who the daemon is.
    knock(room, "desk", zmq.DEALER, failed, mine="agency", server="stranger")
    return "three ends refused a key that nobody allowed, and keys of another role; a wrong key of the server fails"


def no_keys(room: Besieged) -> str:
    failed = lambda: room.listeners("handshakesFailed")  # noqa: E731
    for end, kind in (("desk", zmq.DEALER), ("desks", zmq.SUB), ("feed", zmq.DEALER)):
        knock(room, end, kind, failed)
        before = failed()
        with room.peer(kind, end) as (peer, _):
            peer.plain_username, peer.plain_password = b"agency", b"secret"
            prepare_and_talk(room, peer, end)
            room.until(lambda: failed() > before, f"PLAIN fails at {end}")
    return "three ends talk neither to a peer without a key nor to one with a password"


def revoked_key(room: Besieged) -> str:
    with room.peer(zmq.DEALER, "desk", mine="leaver") as (peer, told):
        peer.connect(room.ends["desk"])
        peer.send(story("leaver"))
        assert peer.poll(PATIENCE * 1000) and b"stored" in peer.recv(), "its key is good, and nothing is stored"
        begin = time.monotonic()
        room.command("keys", "revoke", "leaver", "--config", room.newsroom.settings)
        while recv_monitor_message(told)["event"] != zmq.EVENT_DISCONNECTED:
            pass
        took = time.monotonic() - begin
        peer.send(story("evil-after"), zmq.NOBLOCK)
        room.until(lambda: room.listeners("refused", "key") > 0, "it is not let in again")
        assert not peer.poll(0), "a story of a holder of a revoked key is answered"
    room.until(lambda: room.listeners("cut", "revoked") > 0, "the cut is counted")
    return f"cut off {took * 1000:.0f} ms after the command began, and not let in again"


# --- Crowds

def garbage(room: Besieged) -> str:
    begin = time.monotonic()
    zmtp.babble(list(room.ends.values()), 10_000)
    return f"10,000 connections of nonsense in {time.monotonic() - begin:.1f} s"


def idle(room: Besieged) -> str:
    took = zmtp.until_closed([zmtp.connect(list(room.ends.values())[number % 4]) for number in range(500)])
    return f"500 connections that say nothing are all closed after {took:.1f} s"


def slow(room: Besieged) -> str:
    peers = [zmtp.connect(list(room.ends.values())[number % 4]) for number in range(200)]
    begin = time.monotonic()
    for letter in zmtp.greeting() + zmtp.ready(b"PUSH"):
        for peer in peers:
            with contextlib.suppress(OSError):
                peer.send(bytes([letter]))
        # A byte every tenth of a second: a handshake of ten seconds.
        time.sleep(0.1)
        if time.monotonic() - begin > 4:
            break
    zmtp.until_closed(peers)
    return f"200 handshakes of a byte every 0.1 s are all cut short within {time.monotonic() - begin:.1f} s"


def too_many(room: Besieged) -> str:
    """As many peers as like to, without keys at an end without keys."""
    before = room.listeners("refused", "connections")
    peers = [zmtp.connect(room.ends["wire"]) for _ in range(CONNECTIONS_MAX + 100)]
    for peer in peers:
        peer.sendall(zmtp.greeting() + zmtp.ready(b"PUSH"))
    # The good one is there before them, so one more than a hundred finds no room.
    room.until(lambda: room.listeners("refused", "connections") > before + 100, "those beyond the bound are turned away")
    most = room.listeners("connections")
    assert most <= CONNECTIONS_MAX + 2, f"{most} connections"
    for peer in peers:
        peer.close()
    return f"{CONNECTIONS_MAX + 100} peers that do as they should: {most} connections at most, the others are turned away"


# --- Frames

def giant_frames(room: Besieged) -> str:
    sizes = [FRAME_MAX + 1, 1 << 31, 1 << 40, 1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1]
    peers = []
    for size in sizes:
        peers.append(zmtp.shake_hands(room.ends["wire"], b"PUSH"))
        peers[-1].sendall(zmtp.header(size) + bytes(100))
        for end in ("desk", "desks", "feed"):
            peers.append(zmtp.connect(room.ends[end]))
            peers[-1].sendall(zmtp.greeting(b"CURVE") + zmtp.header(size, zmtp.COMMAND) + b"\x05HELLO" + bytes(100))
    took = zmtp.until_closed(peers)
    # As large as may be, and not a byte comes.
    peers = [zmtp.shake_hands(room.ends["wire"], b"PUSH") for _ in range(200)]
    for peer in peers:
        peer.sendall(zmtp.header(FRAME_MAX))
    before = room.good.ask()["seen"]
    room.good.until_seen(before + room.rate)
    for peer in peers:
        peer.close()
    return f"28 frames of 64 MiB to 2^64 bytes announced on four ends, closed in {took:.1f} s; 200 that may be, and do not come"


def almost_whole(room: Besieged) -> str:
    """Frames as large as may be, and of each the last byte does not come."""
    before = room.listeners("cut", "traffic")
    peers = [zmtp.shake_hands(room.ends["wire"], b"PUSH") for _ in range(12)]
    chunk = bytes(1 << 20)
    for peer in peers:
        peer.sendall(zmtp.header(FRAME_MAX))
    for _ in range(FRAME_MAX // len(chunk) - 1):
        for peer in peers:
            zmtp.pour(peer, chunk, 1)
    room.until(lambda: room.listeners("cut", "traffic") >= before + 7, "most are cut off")
    cut = room.listeners("cut", "traffic") - before
    for peer in peers:
        peer.close()
    return f"12 messages of 64 MiB that do not end: {cut} are cut off"


def endless_multipart(room: Besieged) -> str:
    """Parts without an end; empty ones take the most memory for each byte that is sent."""
    told = []
    for part in (b"evil part" * 100, b"evil", b""):
        chunk = zmtp.frame(part, zmtp.MORE) * 10_000
        peers = [zmtp.shake_hands(room.ends["wire"], b"PUSH") for _ in range(3)]
        sent = [zmtp.pour(peer, chunk, 10_000) for peer in peers]
        assert max(sent) < 10_000, "a message of a hundred million parts was taken"
        told.append(f"{max(sent) * len(chunk) / 1e6:.0f} MB in parts of {len(part)} B")
    return f"messages without an end are cut off after {', '.join(told)} at most"


def subscription_bomb(room: Besieged) -> str:
    before = room.listeners("cut", "traffic")
    with room.peer(zmq.SUB, "desks", mine="reader") as (peer, _):
        peer.set_hwm(0)
        peer.connect(room.ends["desks"])
        for number in range(100_000):
            peer.subscribe(f"{number:0200d}".encode())
        room.until(lambda: room.listeners("cut", "traffic") > before, "it is cut off")
    return "a subscriber with a key and 100,000 subscriptions of 200 bytes is cut off"


def descriptors(room: Besieged) -> str:
    """More connections than the daemon may have descriptors."""
    peers = [zmtp.connect(list(room.ends.values())[number % 4]) for number in range(400)]
    # A peer with a key gets in meanwhile.
    with room.peer(zmq.DEALER, "desk", mine="agency") as (peer, _):
        peer.connect(room.ends["desk"])
        peer.send(story("late"))
        assert peer.poll(PATIENCE * 1000) and b"stored" in peer.recv(), "a good peer does not get in"
        zmtp.until_closed(peers)
    return f"400 silent connections, where the daemon may have {room.descriptors} descriptors: a good peer gets in, they are cut off"


ATTACKS = [wrong_keys, no_keys, revoked_key, garbage, idle, slow, too_many, giant_frames, almost_whole, endless_multipart,
           subscription_bomb]


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("binary", type=pathlib.Path)
    reader.add_argument("--only")
    reader.add_argument("--measure", action="store_true")
    reader.add_argument("--rate", type=int, default=400, help="stories that the good peers offer a second")
    chosen = reader.parse_args()
    # So that what was started is ended too when this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    attacks = [attack for attack in ATTACKS if chosen.only in (None, attack.__name__)]
    for limit, some in ((None, attacks), (256, [descriptors] if chosen.only in (None, "descriptors") else [])):
        if some:
            with Besieged(chosen.binary.resolve(), chosen.rate, limit) as room:
                for attack in some:
                    room.stand(attack.__name__, attack, chosen.measure)
                room.settle()
    return 0


if __name__ == "__main__":
    sys.exit(main())
