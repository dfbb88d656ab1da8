#!/usr/bin/python3
"""Cuts the link between a daemon and its peers without a word, and shows that both sides notice, that data flows
again after the repair, and that nothing acknowledged is lost.

    dead_link.py [--without submit,feed] [--cut route|link] [--hold SECONDS] .build/debug/wiredesk LEXICON_FOLDER

Needs root, iproute2 and pyzmq. Exit codes: 0 passed, 1 failed, 77 skipped. Three network namespaces: the daemon's, the
peers', and one between them that forwards. `route` swallows packets there, which neither side's system is told of;
`link` takes the daemon's own cable away.
"""

import argparse
import ctypes
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

DESK, PEER = "192.0.2.1", "198.51.100.1"
PORTS = {"sub": 7001, "pull": 7002, "pub": 7003, "submit": 7004, "feed": 7005}
NOTICED_MAX = 40  # Seconds until a cut must have been noticed.
REPAIRED_MAX = 20  # Seconds until data must flow again.


def run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def skip(reason: str) -> None:
    print(f"SKIP: {reason}")
    sys.exit(77)


def enter_own_world() -> None:
    """Starts this script anew below a network that has no outside link."""
    if os.environ.get("DEAD_LINK_INSIDE"):
        return
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("unshare"):
        skip("needs root, ip and unshare")
    probe = "mount -t tmpfs tmpfs /run && mkdir /run/netns && ip netns add probe && ip link add name a type veth peer name b"
    if subprocess.run(["unshare", "--net", "--mount", "sh", "-c", probe], capture_output=True).returncode:
        skip("cannot make network namespaces")
    os.environ["DEAD_LINK_INSIDE"] = "1"
    os.execvp("unshare", ["unshare", "--net", "--mount", sys.executable, *sys.argv])


class Link:
    """Two namespaces and one between them that forwards."""

    def __init__(self, cut: str) -> None:
        self.kind = cut
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        os.mkdir("/run/netns")
        for name in ("desk", "wire", "peer"):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "netns", "exec", "wire", "sysctl", "-qw", "net.ipv4.ip_forward=1")
        for name, own, gate in (("desk", DESK, "192.0.2.2"), ("peer", PEER, "198.51.100.2")):
            run("ip", "link", "add", "name", "wire", "netns", name, "type", "veth", "peer", "name", name, "netns", "wire")
            run("ip", "-n", name, "addr", "add", own + "/24", "dev", "wire")
            run("ip", "-n", "wire", "addr", "add", gate + "/24", "dev", name)
            run("ip", "-n", name, "link", "set", "wire", "up")
            run("ip", "-n", "wire", "link", "set", name, "up")
            run("ip", "-n", name, "route", "add", "default", "via", gate)
        # The calling thread, and the threads that libzmq starts from it, are the peers.
        with open("/run/netns/peer") as namespace:
            if ctypes.CDLL(None).setns(namespace.fileno(), 0x40000000):
                skip("setns failed")

    def cut(self) -> None:
        if self.kind == "link":
            run("ip", "-n", "wire", "link", "set", "desk", "down")
        else:
            for address in (DESK, PEER):
                run("ip", "-n", "wire", "route", "add", "blackhole", address + "/32")

    def repair(self) -> None:
        if self.kind == "link":
            run("ip", "-n", "wire", "link", "set", "desk", "up")
        else:
            for address in (DESK, PEER):
                run("ip", "-n", "wire", "route", "del", "blackhole", address + "/32")

    @staticmethod
    def open_connections() -> set:
        """The kinds whose connections the daemon's system holds for established."""
        out = subprocess.run(
            ["ip", "netns", "exec", "desk", "ss", "-Htn", "state", "established"], capture_output=True, text=True).stdout
        ports = {int(field.rsplit(":", 1)[1]) for line in out.splitlines() for field in line.split()[2:4]}
        return {kind for kind, port in PORTS.items() if port in ports}


class Daemon:
    def __init__(self, binary: str, lexicon: str, kinds: set, folder: pathlib.Path) -> None:
        self.journal = folder / "journal.sqlite"
        lines = ["intakes:"]
        for kind in sorted(kinds & {"sub", "pull", "submit"}):
            end = f'connect: ["tcp://{PEER}:{PORTS[kind]}"]' if kind == "sub" else f'bind: ["tcp://{DESK}:{PORTS[kind]}"]'
            lines += [f"  - name: {kind}", f"    kind: {kind}", f"    {end}"]
        lines += ["lexicon:", f"  path: {lexicon}", "journal:", f"  path: {self.journal}", "outlets:"]
        for kind in sorted(kinds & {"pub", "feed"}):
            lines += [f"  - name: {kind}", f"    kind: {kind}", f'    bind: ["tcp://{DESK}:{PORTS[kind]}"]']
        (folder / "wiredesk.yaml").write_text("\n".join(lines) + "\n")
        self.log = open(folder / "log", "w+")
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", "desk", binary, "run", "--config", str(folder / "wiredesk.yaml")],
            stdout=self.log, stderr=self.log)
        wait_until(lambda: self.process.poll() is not None or " ready" in self.said(), 30, "the daemon starts")

    def said(self) -> str:
        return pathlib.Path(self.log.name).read_text()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def stored(self) -> list:
        with sqlite3.connect(self.journal) as db:
            return [json.loads(record)["id"] for (record,) in db.execute("SELECT record FROM story ORDER BY seq")]


class Peers:
    """One socket for each of the daemon's, with the options that we recommend to clients."""

    def __init__(self, kinds: set) -> None:
        self.context = zmq.Context()
        self.sockets, self.monitors, self.count = {}, {}, 0
        self.sent, self.unanswered, self.acknowledged = [], {}, set()
        self.published, self.followed = set(), []
        types = {"sub": zmq.PUB, "pull": zmq.PUSH, "pub": zmq.SUB, "submit": zmq.DEALER, "feed": zmq.DEALER}
        for kind in sorted(kinds):
            socket = self.context.socket(types[kind])
            options = {zmq.LINGER: 0, zmq.SNDTIMEO: 0, zmq.TCP_KEEPALIVE: 1, zmq.TCP_KEEPALIVE_IDLE: 10,
                       zmq.TCP_KEEPALIVE_INTVL: 5, zmq.TCP_KEEPALIVE_CNT: 3, zmq.CONNECT_TIMEOUT: 5000,
                       zmq.RECONNECT_IVL: 100, zmq.RECONNECT_IVL_MAX: 5000}
            # Not towards `pull`: an intake that is held back would be taken for dead.
            if kind != "pull":
                options[zmq.TCP_MAXRT] = 20000
            for option, value in options.items():
                socket.setsockopt(option, value)
            self.monitors[kind] = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED | zmq.EVENT_HANDSHAKE_SUCCEEDED)
            if kind == "pub":
                socket.subscribe(b"")
            if kind == "sub":
                socket.bind(f"tcp://{PEER}:{PORTS[kind]}")
            else:
                socket.connect(f"tcp://{DESK}:{PORTS[kind]}")
            self.sockets[kind] = socket
        self.follow("earliest")

    def follow(self, start) -> None:
        if "feed" in self.sockets:
            request = {"follow": {"from": start, "categories": [], "credit": 1000000}}
            self.sockets["feed"].send(json.dumps(request).encode())

    def send(self, kind: str) -> str:
        """Sends a story of its own; one that `submit` does not answer is sent again by `repeat`."""
        self.count += 1
        story = {"id": f"{kind}-{self.count}", "headline": f"Number {self.count}", "body": f"This came by {kind}."}
        payload = json.dumps(story).encode()
        if kind == "submit":
            self.unanswered[story["id"]] = payload
        try:
            self.sockets[kind].send_multipart([b"news", payload] if kind == "sub" else [payload])
            self.sent.append(story["id"])
        except zmq.Again:
            pass
        return story["id"]

    def repeat(self) -> None:
        for payload in list(self.unanswered.values()):
            try:
                self.sockets["submit"].send(payload)
            except zmq.Again:
                return

    def take(self) -> None:
        """Takes what has arrived."""
        for kind in self.sockets.keys() & {"pub", "submit", "feed"}:
            while self.sockets[kind].poll(0):
                frames = self.sockets[kind].recv_multipart()
                self.take_one(kind, frames)

    def take_one(self, kind: str, frames: list) -> None:
        content = json.loads(frames[-1])
        if kind == "pub" and not frames[0].endswith(b".alive"):
            self.published.add(content["id"])
        if kind == "feed" and "id" in content:
            self.followed.append((content["seq"], content["id"]))
        if kind == "submit" and content.get("status") in ("stored", "duplicate"):
            self.acknowledged.add(content["id"])
            self.unanswered.pop(content["id"], None)

    def events(self) -> list:
        found = []
        for kind, monitor in self.monitors.items():
            while monitor.poll(0):
                event = recv_monitor_message(monitor)["event"]
                found.append((kind, "cut" if event == zmq.EVENT_DISCONNECTED else "ready"))
        return found


def wait_until(condition, seconds: float, what: str) -> float:
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > seconds:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.1)
    return time.monotonic() - start


def flow(peers: Peers, intakes: list, seconds: float) -> dict:
    """Sends on every intake until a story of each has come out of the pub outlet; the seconds that took."""
    start, tokens, took = time.monotonic(), {kind: set() for kind in intakes}, {}

    def all_through() -> bool:
        for kind in intakes:
            if kind not in took:
                tokens[kind].add(peers.send(kind))
        peers.take()
        for kind in intakes:
            if kind not in took and tokens[kind] & peers.published:
                took[kind] = round(time.monotonic() - start, 1)
        return len(took) == len(intakes)

    wait_until(all_through, seconds, "data flows")
    return took


def hold_cut(peers: Peers, intakes: list, seconds: float) -> tuple:
    """Keeps sending into a link that is cut; when the daemon's side and the peers' side noticed, kind by kind."""
    start, there, here = time.monotonic(), {}, {}
    while time.monotonic() - start < seconds:
        now = round(time.monotonic() - start, 1)
        for kind in peers.sockets.keys() - Link.open_connections():
            there.setdefault(kind, now)
        for kind, event in peers.events():
            if event == "cut":
                here.setdefault(kind, now)
        for kind in intakes:
            peers.send(kind)
        peers.take()
        if len(there) == len(here) == len(peers.sockets):
            break
        time.sleep(0.5)
    return there, here


def judge(peers: Peers, daemon: Daemon, there: dict, here: dict) -> list:
    stored = daemon.stored()
    # A PUSH socket has bytes under way to an intake that may be held back; it may take the system's quarter of an hour.
    faults = [f"the daemon did not notice: {k}" for k in peers.sockets.keys() - there.keys()]
    faults += [f"the peer did not notice: {k}" for k in peers.sockets.keys() - here.keys() - {"pull"}]
    if len(set(stored)) < len(stored):
        faults.append(f"{len(stored) - len(set(stored))} stories stored twice")
    faults += [f"acknowledged and lost: {i}" for i in peers.acknowledged - set(stored)]
    faults += [f"published and not stored: {i}" for i in peers.published - set(stored)]
    if "feed" in peers.sockets and {i for _, i in peers.followed} != set(stored):
        faults.append("the feed did not deliver what is stored")
    for kind in ("sub", "pull", "submit"):
        sent = [i for i in peers.sent if i.startswith(kind + "-")]
        lost = len(set(sent) - set(stored))
        print(f"{kind:7} sent {len(sent)}, stored {len(sent) - lost}, lost without a promise {lost}")
    print(f"acknowledged {len(peers.acknowledged)}, published {len(peers.published)}, stored {len(stored)}")
    return faults


def rehearse(peers: Peers, daemon: Daemon, link: Link, hold: float) -> list:
    intakes = sorted(peers.sockets.keys() & {"sub", "pull", "submit"})
    print("before the cut, seconds to get through:", flow(peers, intakes, 10))
    peers.events()
    link.cut()
    there, here = hold_cut(peers, intakes, hold)
    print("cut; seconds until the daemon's side noticed:", there)
    print("     seconds until the peers' side noticed:  ", here)
    link.repair()
    peers.follow(peers.followed[-1][0] + 1 if peers.followed else "earliest")
    print("repaired; seconds to get through:", flow(peers, intakes, REPAIRED_MAX))

    def all_answered() -> bool:
        peers.repeat()
        peers.take()
        return not peers.unanswered

    wait_until(all_answered, REPAIRED_MAX, "every submission is answered")
    time.sleep(1)
    peers.take()
    assert daemon.process.poll() is None, "the daemon has ended"
    daemon.stop()
    return judge(peers, daemon, there, here)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("lexicon")
    parser.add_argument("--without", default="", help="kinds to leave out, with commas")
    parser.add_argument("--cut", choices=["route", "link"], default="route")
    parser.add_argument("--hold", type=float, default=NOTICED_MAX, help="seconds the cut lasts at most")
    options = parser.parse_args()
    enter_own_world()
    kinds = PORTS.keys() - set(options.without.split(","))
    folder = pathlib.Path(tempfile.mkdtemp())
    link = Link(options.cut)
    daemon = Daemon(os.path.abspath(options.binary), os.path.abspath(options.lexicon), kinds, folder)
    try:
        faults = rehearse(Peers(kinds), daemon, link, options.hold)
    except AssertionError as error:
        faults = [str(error)]
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()
    if faults:
        print(daemon.said()[-2000:])
    shutil.rmtree(folder)
    for fault in faults:
        print("FAIL:", fault)
    print("FAILED" if faults else "PASSED")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        import zmq
        from zmq.utils.monitor import recv_monitor_message
    except ImportError:
        skip("needs pyzmq")
    sys.exit(main())
