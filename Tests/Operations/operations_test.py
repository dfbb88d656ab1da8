#!/usr/bin/python3
"""Operations on the real daemon that go wrong in the field: ports that are taken, clients that dawdle, reloads under load, restores.

Usage: operations_test.py BINARY [--only NAME] [--cases FOLDER]

Prints a line for each; ends with 1 at the first that fails. With --cases, the folder's scripts are run as well, each with the
binary as its argument, and must end with 0.
"""

import argparse
import gzip
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable

import zmq

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Support")]
from newsroom import PATIENCE, ROOT, Newsroom, sample_wire  # noqa: E402

UNAVAILABLE = 69
"""The exit code when something that the daemon needs cannot be had (sysexits)."""


def until(what: Callable[[], object], name: str, patience: float = PATIENCE) -> object:
    """Waits until something holds."""
    deadline = time.monotonic() + patience
    while not (value := what()):
        assert time.monotonic() < deadline, f"{name}: not within {patience} s"
        time.sleep(0.02)
    return value


def connected(newsroom: Newsroom, request: bytes, buffer: int | None = None) -> socket.socket:
    """A connection to the monitor, with what was asked on it."""
    peer = socket.socket()
    if buffer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    peer.connect(("127.0.0.1", int(newsroom.address.rsplit(":", 1)[1])))
    peer.settimeout(PATIENCE)
    peer.sendall(request)
    return peer


def answer(newsroom: Newsroom, request: bytes) -> bytes:
    """All that is answered until the connection ends."""
    peer, text = connected(newsroom, request), b""
    while chunk := peer.recv(1 << 16):
        text += chunk
    return text


def status_of(text: bytes) -> int:
    return int(text.split(b" ", 2)[1])


def monitor_cannot_listen(binary: pathlib.Path) -> None:
    """The daemon ends with the reason when its monitor's address cannot be had, and what had come in is journaled."""
    for address in ("127.0.0.1", "192.0.2.1", "no-such-name.invalid"):
        with Newsroom(binary) as newsroom, socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            listen = f"{address}:{taken.getsockname()[1]}"
            token = newsroom.folder / "token"
            token.write_text("0123456789abcdef0123456789\n")
            text = newsroom.settings.read_text().replace(newsroom.address.removeprefix("http://"), listen)
            newsroom.settings.write_text(text.replace("monitor: {", f"monitor: {{token_file: {token}, "))
            ended = subprocess.run(
                [str(binary), "run", "--config", str(newsroom.settings)], capture_output=True, text=True, timeout=PATIENCE
            )
            assert ended.returncode == UNAVAILABLE and listen in ended.stderr, (ended.returncode, ended.stderr[-500:])
    print("ok monitor: a port that is taken, a foreign address, an unknown name end the daemon with 69", flush=True)


def stop_with_clients(binary: pathlib.Path) -> None:
    """The daemon stops within seconds, whatever HTTP clients do."""
    with Newsroom(binary) as newsroom:
        newsroom.start()
        for number in range(60):
            newsroom.push({"id": f"long-{number}", "body": "The harbour was quiet on Sunday. " * 3000 + str(number)})
        newsroom.until_stored(60)
        host = b"Host: localhost\r\n"
        requests = [
            b"POST /v1/classify HTTP/1.1\r\n" + host + b"Content-Length: 1000\r\n\r\nabc",
            b"POST /v1/classify HTTP/1.1\r\n" + host + b"Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n",
            b"POST /v1/classify HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
            b"GET /v1/stream?from=earliest HTTP/1.1\r\n" + host + b"\r\n",
            b"GET /v1/stories?limit=500 HTTP/1.1\r\n" + host + b"\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: ",
        ]
        peers = [connected(newsroom, request, buffer=4096) for request in requests for _ in range(3)]
        # Each has been heard by the time that another, who came later, is answered.
        assert status_of(answer(newsroom, b"GET /healthz HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")) == 200
        began = time.monotonic()
        newsroom.process.send_signal(signal.SIGTERM)
        assert newsroom.process.wait(PATIENCE) == 0
        took = time.monotonic() - began
        newsroom.process = None
        assert took < 20, took
        for peer in peers:
            peer.close()
    print(f"ok stop: after {took:.1f} s beside {len(peers)} clients that dawdle", flush=True)


def places_for_health(binary: pathlib.Path) -> None:
    """Health, readiness and metrics are answered while all places for clients are taken; a slow body is cut off."""
    with Newsroom(binary, monitor=", clients: 4") as newsroom:
        newsroom.start()
        head = b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
        began = time.monotonic()
        slow = [connected(newsroom, head + b"a") for _ in range(4)]
        close = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

        def is_full() -> bool:
            return status_of(answer(newsroom, b"GET /v1/status" + close)) == 503

        until(is_full, "all places taken")
        for path in (b"/healthz", b"/readyz", b"/metrics"):
            assert status_of(answer(newsroom, b"GET " + path + close)) == 200, path
        # A byte now and then does not keep a body alive.
        ended = threading.Event()

        def drip() -> None:
            while not ended.wait(0.5):
                for peer in slow:
                    try:
                        peer.sendall(b"a")
                    except OSError:
                        pass

        dripping = threading.Thread(target=drip)
        dripping.start()
        until(lambda: not is_full(), "slow bodies are cut off", patience=60)
        took = time.monotonic() - began
        ended.set()
        dripping.join()
    print(f"ok places: health answers while clients use theirs up; slow bodies were cut off after {took:.0f} s", flush=True)


def uploads_and_answers(binary: pathlib.Path) -> None:
    """Uploads that are held open, and lists that nobody reads, take a bounded share of memory; lists end after some bytes."""
    with Newsroom(binary) as newsroom:
        newsroom.start()
        size = 400_000
        for number in range(40):
            newsroom.push({"id": f"large-{number}", "body": f"{number} " + "The harbour was quiet. " * (size // 23)})
        newsroom.until_stored(40)
        newsroom.until_found("/v1/stories?limit=1", 1)
        page = newsroom.get("/v1/stories?limit=500")
        assert 0 < len(page["stories"]) < 40 and page["next"], len(page["stories"])
        seen = list(page["stories"])
        while page["next"]:
            page = newsroom.get(f"/v1/stories?limit=500&{page['next']}")
            seen += page["stories"]
        assert [story["seq"] for story in seen] == list(range(40, 0, -1)), "a list in pages leaves something out"
        before = memory(newsroom)
        head = b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2097152\r\n\r\n"
        lists = b"GET /v1/stories?limit=500 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        peers = []
        count = 24
        for _ in range(count):
            peer = connected(newsroom, head)
            peer.settimeout(0.2)
            try:
                peer.sendall(b"x" * 2_000_000)
            except OSError:
                pass  # refused, and not read
            peers += [peer, connected(newsroom, lists, buffer=4096)]
        until(lambda: part_used(newsroom, "uploads") > 0, "uploads are held")
        for part in newsroom.get("/v1/status")["memory"]:
            assert part.get("used", 0) <= part["limit"], part
        grown = memory(newsroom) - before
        assert grown < 200 << 20, grown
        for peer in peers:
            peer.close()
        until(lambda: part_used(newsroom, "uploads") == part_used(newsroom, "answers") == 0, "memory is given back")
    print(f"ok memory: {count} uploads held open and {count} lists not read took {grown >> 20} MiB", flush=True)


def memory(newsroom: Newsroom) -> int:
    pages = pathlib.Path(f"/proc/{newsroom.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")


def part_used(newsroom: Newsroom, name: str) -> int:
    return next(part["used"] for part in newsroom.get("/v1/status")["memory"] if part["part"] == name)


def foreign_pages(binary: pathlib.Path) -> None:
    """Hosts that only look like this machine, two Host fields, pages of other sites get nothing; a proxy's word counts."""
    with Newsroom(binary) as newsroom:
        newsroom.start()
        for story in sample_wire():
            newsroom.push(story)
        newsroom.until_stored(60)

        def asked(fields: str, path: str = "/v1/stories?limit=200") -> bytes:
            return answer(newsroom, f"GET {path} HTTP/1.1\r\nConnection: close\r\n{fields}\r\n".encode())

        for host in ("localhost", "127.0.0.1:1", "127.9.8.7", "[::1]:8080"):
            assert status_of(asked(f"Host: {host}\r\n")) == 200, host
        for host in ("127.foo.example.com", "127.0.0.256", "127.0.0.1.nip.io", "[::1].example", "127.0.0.1@example", ""):
            assert status_of(asked(f"Host: {host}\r\n")) in (400, 421), host
        assert status_of(asked("Host: localhost\r\nHost: evil.example\r\n")) == 400
        foreign = "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: "
        assert status_of(asked(f"{foreign}no-cors\r\n")) == 403
        assert status_of(asked(f"{foreign}navigate\r\nSec-Fetch-Dest: iframe\r\n")) == 403
        assert status_of(asked(f"{foreign}navigate\r\nSec-Fetch-Dest: document\r\n")) == 200
        plain = asked("Host: localhost\r\n")
        head, body = asked("Host: localhost\r\nAccept-Encoding: gzip\r\n").split(b"\r\n\r\n", 1)
        assert b"gzip" in head and len(body) < len(plain) / 3, (head, len(body), len(plain))
        assert gzip.decompress(body) == plain.split(b"\r\n\r\n", 1)[1]
        feed = asked("Host: localhost\r\nForwarded: proto=https;host=news.example\r\n", "/feeds/all.json?limit=20")
        urls = json.loads(feed.split(b"\r\n\r\n", 1)[1])
        assert all(urls[key].startswith("https://news.example/") for key in ("home_page_url", "feed_url", "next_url")), urls
        broken = answer(newsroom, b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        b"FFFFFFFFFFFFFFFF1\r\nabc")
        assert status_of(broken) == 400, broken[:80]
        newsroom.get("/readyz")
    print("ok foreign pages: hosts, Host twice, Sec-Fetch-Site, gzip, Forwarded, a chunk without an end", flush=True)


def reload_under_load(binary: pathlib.Path) -> None:
    """A reload that changes a pull intake and a pub outlet is taken, and loses nothing of what producers push meanwhile."""
    with Newsroom(binary) as newsroom:
        newsroom.start()
        ending, pushed = threading.Event(), 0

        def produce() -> None:
            nonlocal pushed
            push = newsroom.context.socket(zmq.PUSH)
            push.sndhwm, push.linger = 100, int(PATIENCE * 1000)
            push.connect(newsroom.wire)
            while not ending.is_set():
                push.send_multipart([b"wire.load", json.dumps({"id": f"load-{pushed}", "body": f"Quiet, {pushed}."}).encode()])
                pushed += 1
                if pushed % 20 == 0:
                    ending.wait(0.02)
            push.close()

        producer = threading.Thread(target=produce)
        producer.start()
        text = newsroom.settings.read_text()
        for turn in range(6):
            before = newsroom.get("/v1/status")["configuration"]["generation"]
            changed = text.replace("kind: pull", f"kind: pull, high_water: {100 + turn}", 1)
            newsroom.settings.write_text(changed.replace("kind: pub", f"kind: pub, high_water: {200 + turn}"))
            newsroom.process.send_signal(signal.SIGHUP)

            until(lambda: is_taken(newsroom, before), "the reload")
        ending.set()
        producer.join()
        until(lambda: intake(newsroom, "wire")["received"] == pushed, f"all {pushed} arrive")
        assert newsroom.get("/v1/status")["missing"] == []
        # And what a stop comes upon stays with the producers, who find the daemon again.
        late = newsroom.context.socket(zmq.PUSH)
        late.linger = int(PATIENCE * 1000)
        late.connect(newsroom.wire)
        for number in range(300):
            late.send_multipart([b"wire.late", json.dumps({"id": f"late-{number}", "body": f"Late, {number}."}).encode()])
        began = time.monotonic()
        newsroom.stop()
        took = time.monotonic() - began
        newsroom.start()
        until(lambda: newsroom.get("/v1/status")["journal"]["head"] == pushed + 300, "what was pushed around the stop")
        late.close()
    print(f"ok reload: {pushed} stories through six reloads, 300 around a stop of {took:.1f} s; none was lost", flush=True)


def swapped_addresses(binary: pathlib.Path) -> None:
    """A reload may give each of three ends the address of another; one that cannot have its own gives all of them back."""
    with Newsroom(binary) as newsroom:
        newsroom.start()
        newsroom.push({"id": "before", "body": "Quiet."})
        newsroom.until_stored(1)
        text = newsroom.settings.read_text()
        wire, rewrite, pub = re.findall(r'bind: \["(tcp://[^"]+)"\]', text)
        moved = {wire: rewrite, rewrite: pub, pub: wire}
        swapped = re.sub("|".join(moved), lambda address: moved[address[0]], text)

        def reload(settings: str) -> None:
            newsroom.settings.write_text(settings)
            newsroom.process.send_signal(signal.SIGHUP)

        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            blocked = swapped.replace(pub, f"tcp://127.0.0.1:{taken.getsockname()[1]}")
            reload(blocked)
            until(lambda: "refused" in newsroom.get("/v1/status")["configuration"], "the refusal")
        assert newsroom.get("/v1/status")["missing"] == []
        newsroom.push({"id": "between", "body": "Still quiet."})
        newsroom.until_stored(2)
        assert intake(newsroom, "wire")["received"] == 2

        before = newsroom.get("/v1/status")["configuration"]["generation"]
        reload(swapped)
        until(lambda: newsroom.get("/v1/status")["configuration"]["generation"] > before, "the reload")
        push, subscriber = newsroom.context.socket(zmq.PUSH), newsroom.context.socket(zmq.SUB)
        push.connect(rewrite)
        subscriber.subscribe(b"")
        subscriber.connect(wire)
        subscriber.recv_multipart()
        push.send_multipart([b"wire.swap", json.dumps({"id": "swapped", "body": "Quiet again."}).encode()])
        until(lambda: intake(newsroom, "wire")["received"] == 3, "what came to the new address")
        push.close()
        subscriber.close(0)
    print("ok swap: three ends take each other's addresses; one that is taken gives all of them back", flush=True)


def is_taken(newsroom: Newsroom, generation: int) -> bool:
    """Whether a configuration is in force that came after a generation."""
    configuration = newsroom.get("/v1/status")["configuration"]
    assert "refused" not in configuration, configuration
    return configuration["generation"] > generation


def intake(newsroom: Newsroom, name: str) -> dict:
    return next(each for each in newsroom.get("/v1/status")["intakes"] if each["name"] == name)


def ipc_paths(binary: pathlib.Path) -> None:
    """A second daemon at the path of a Unix socket is refused; a file that is no socket is left alone."""
    with Newsroom(binary) as first, Newsroom(binary) as second:
        path = first.folder / "wire"
        for newsroom in (first, second):
            text = newsroom.settings.read_text()
            newsroom.settings.write_text(text.replace(newsroom.wire, f"ipc://{path}"))
        first.start()
        command = [str(binary), "run", "--config", str(second.settings)]
        refused = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        assert refused.returncode == UNAVAILABLE and str(path) in refused.stderr, refused
        push = first.context.socket(zmq.PUSH)
        push.connect(f"ipc://{path}")
        push.send(json.dumps({"id": "still", "body": "Still here."}).encode())
        first.until_stored(1)
        push.close()
        # What a kill leaves is taken over.
        first.stop(signal.SIGKILL)
        assert path.exists()
        first.start()
        first.stop()
        assert not path.exists()
        path.write_text("precious")
        refused = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        assert refused.returncode == UNAVAILABLE and "no socket" in refused.stderr, refused
        assert path.read_text() == "precious"
    print("ok ipc: a second daemon is refused, a file is left alone, a socket that a kill left is taken over", flush=True)


def restored_stream(binary: pathlib.Path) -> None:
    """A client of the stream that was further than a restored journal is told so, and gets everything of the new one."""
    with Newsroom(binary) as newsroom:
        newsroom.start()
        wire = sample_wire()
        for story in wire[:20]:
            newsroom.push(story)
        newsroom.until_stored(20)
        settings, backup = ["--config", str(newsroom.settings)], newsroom.folder / "backup.sqlite"
        subprocess.run([str(binary), "journal", "backup", *settings, str(backup)], check=True, capture_output=True)
        for story in wire[20:40]:
            newsroom.push(story)
        newsroom.until_stored(40)
        place = f"{newsroom.get('/v1/status')['journal']['stream']}-40"
        newsroom.stop()
        for file in newsroom.folder.glob("journal.sqlite*"):
            file.unlink()
        backup.rename(newsroom.folder / "journal.sqlite")
        subprocess.run([str(binary), "journal", "repair", *settings], check=True, capture_output=True)
        newsroom.start()
        for story in wire[20:]:
            newsroom.push(story)
        newsroom.until_stored(40)  # since its start
        for last in (place, "40"):
            request = urllib.request.Request(f"{newsroom.address}/v1/stream?view=card", headers={"Last-Event-ID": last})
            gone, seqs = False, []
            with urllib.request.urlopen(request, timeout=PATIENCE) as events:
                while not seqs or seqs[-1] < 60:
                    line = events.readline().decode()
                    gone = gone or line.startswith("event: gone")
                    if line.startswith('data: {"seq":'):
                        seqs.append(json.loads(line[6:])["seq"])
            assert gone and seqs == list(range(1, 61)), (last, gone, seqs[:5])
    print("ok restore: a client of the old journal's stream is told, and misses nothing of the new one", flush=True)


OPERATIONS = {
    "monitor": monitor_cannot_listen, "stop": stop_with_clients, "places": places_for_health, "memory": uploads_and_answers,
    "pages": foreign_pages, "reload": reload_under_load, "swap": swapped_addresses, "ipc": ipc_paths, "restore": restored_stream,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--only", choices=sorted(OPERATIONS), action="append")
    parser.add_argument("--cases", type=pathlib.Path)
    options = parser.parse_args()
    binary = options.binary.resolve()
    for name, operation in OPERATIONS.items():
        if not options.only or name in options.only:
            operation(binary)
    if not options.cases:
        return 0
    scripts = sorted(options.cases.glob("[0-9]*.py"))
    if not scripts:
        print(f"SKIPPED the cases of {options.cases}: there are none here", flush=True)
    failed = []
    for script in scripts:
        began = time.monotonic()
        ended = subprocess.run([sys.executable, str(script), str(binary)], cwd=ROOT, capture_output=True, text=True)
        print(f"{'ok' if ended.returncode == 0 else 'FAILED'} {script.name}: {time.monotonic() - began:.0f} s", flush=True)
        if ended.returncode != 0:
            failed.append(script.name)
            print("".join(line + "\n" for line in ended.stdout.splitlines() if not line.startswith("ok")), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
