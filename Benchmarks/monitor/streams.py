"""Many streams at once: whether every client gets every story, what it costs, and whether the ZeroMQ path feels it.

Usage: streams.py [--binary PATH] [--clients 1000] [--rate 100] [--seconds 30] [--view card]

Stories go in over ZeroMQ at a steady rate, twice: with nobody on the stream, and with the clients. A subscriber on ZeroMQ
measures from the send of each story to the arrival of its record. The clients are plain sockets in a process of their own.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import selectors
import socket
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Support")]
IDS = re.compile(rb"(?<!alive\n)^id: (?:[0-9a-f]+-)?(\d+)\ndata: ", re.MULTILINE)


def read_streams(port: int, count: int, view: str) -> None:
    """The clients: says `ready` when all are connected; at a line on stdin tells what each got, up to the number in it."""
    # Real clients have processors of their own; here they get what the daemon leaves.
    os.nice(19)
    chosen = selectors.DefaultSelector()
    clients = []
    request = f"GET /v1/stream?view={view}&from=now HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n"
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(request.encode())
        # Its place, what is left of a piece that was cut in two, gaps or repeats, and events.
        client = [None, b"", 0, 0]
        clients.append(client)
        chosen.register(connection, selectors.EVENT_READ, client)
    chosen.register(sys.stdin, selectors.EVENT_READ, None)
    buffer = bytearray(1 << 20)
    greeted, until, received = 0, None, 0
    while True:
        for key, _ in chosen.select():
            client = key.data
            if client is None:
                until = int(sys.stdin.readline())
            else:
                size = key.fileobj.recv_into(buffer)
                if size == 0:
                    client[2] += 1
                    chosen.unregister(key.fileobj)
                    continue
                received += size
                text = client[1] + buffer[:size]
                if client[0] is None:
                    greeting = re.search(rb"event: hello\nid: (?:[0-9a-f]+-)?(\d+)\n", text)
                    if not greeting:
                        client[1] = bytes(text)
                        continue
                    client[0] = int(greeting[1])
                    # The greeting has an id too.
                    text = text[text.index(b"\n\n", greeting.start()) + 2:]
                    greeted += 1
                    if greeted == count:
                        print("ready", flush=True)
                cut = text.rfind(b"\n\n") + 2
                for seq in map(int, IDS.findall(text, 0, cut)):
                    if seq != client[0] + 1:
                        client[2] += 1
                    client[0] = seq
                    client[3] += 1
                client[1] = bytes(text[cut:])
        if until is not None and all(client[0] is not None and client[0] >= until for client in clients):
            print(json.dumps({"events": sum(client[3] for client in clients), "faults": sum(client[2] for client in clients),
                              "bytes": received}), flush=True)
            return


def memory(pid: int) -> float:
    """Resident memory of a process in MB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def processor(pid: int) -> float:
    """Processor time of a process so far, in seconds."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Wire:
    """Sends stories at a steady rate, and times each on its way through ZeroMQ."""

    def __init__(self, newsroom) -> None:
        import zmq

        from newsroom import sample_wire

        self.newsroom = newsroom
        self.wire = sample_wire()
        self.subscriber = newsroom.context.socket(zmq.SUB)
        self.subscriber.set_hwm(0)
        self.subscriber.connect(newsroom.pub)
        self.subscriber.subscribe(b"story.")
        self.subscriber.rcvtimeo = 30_000
        # The first heartbeat says that the subscription is there.
        self.subscriber.recv_multipart()
        self.sent = 0

    def run(self, rate: float, seconds: float) -> dict:
        count = int(rate * seconds)
        first = self.sent
        started: dict[str, float] = {}
        times: list[float] = []

        def receive() -> None:
            while len(times) < count:
                frames = self.subscriber.recv_multipart()
                now = time.perf_counter()
                if not frames[0].endswith(b".alive"):
                    times.append(now - started[json.loads(frames[2])["id"]])

        receiver = threading.Thread(target=receive)
        receiver.start()
        pid = self.newsroom.process.pid
        before, begin, highest = processor(pid), time.perf_counter(), memory(pid)
        for number in range(count):
            story = dict(self.wire[number % len(self.wire)], id=f"bench-{first + number}")
            wait = begin + number / rate - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            started[story["id"]] = time.perf_counter()
            self.newsroom.push(story)
            if number % 50 == 0:
                highest = max(highest, memory(pid))
        receiver.join()
        self.sent += count
        length = time.perf_counter() - begin
        times.sort()
        return {"stories": count, "p50": times[len(times) // 2] * 1000, "p99": times[int(len(times) * 0.99)] * 1000,
                "worst": times[-1] * 1000, "processor": (processor(pid) - before) / length * 100, "memory": highest}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", type=pathlib.Path, default=ROOT / ".build/release/wiredesk")
    arguments.add_argument("--clients", type=int, default=1000)
    arguments.add_argument("--rate", type=float, default=100)
    arguments.add_argument("--seconds", type=float, default=30)
    arguments.add_argument("--view", default="card")
    arguments.add_argument("--read", type=int, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    if chosen.read:
        read_streams(chosen.read, chosen.clients, chosen.view)
        return 0

    from newsroom import Newsroom

    with Newsroom(chosen.binary, monitor=f", clients: {chosen.clients + 10}") as newsroom:
        newsroom.start()
        wire = Wire(newsroom)
        wire.run(chosen.rate, 3)
        alone = wire.run(chosen.rate, chosen.seconds)
        port = newsroom.address.rsplit(":", 1)[1]
        readers = subprocess.Popen(
            [sys.executable, __file__, "--read", port, "--clients", str(chosen.clients), "--view", chosen.view],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert readers.stdout.readline() == "ready\n"
        connected = memory(newsroom.process.pid)
        followed = wire.run(chosen.rate, chosen.seconds)
        head = newsroom.get("/v1/status")["journal"]["head"]
        ended = time.perf_counter()
        readers.stdin.write(f"{head}\n")
        readers.stdin.flush()
        got = json.loads(readers.stdout.readline())
        behind = time.perf_counter() - ended
        readers.wait()
        expected = followed["stories"] * chosen.clients
        print(f"{'':28}{'alone':>10}{'streams':>10}{'ratio':>8}")
        for key, name in (("p50", "ZeroMQ path, median, ms"), ("p99", "ZeroMQ path, 99 %, ms"), ("worst", "ZeroMQ path, slowest, ms"),
                          ("processor", "processor, % of a core"), ("memory", "memory, MB")):
            print(f"{name:28}{alone[key]:10.2f}{followed[key]:10.2f}{followed[key] / alone[key]:8.2f}")
        print(f"{chosen.clients} clients, {followed['stories']} stories at {chosen.rate:.0f}/s, view {chosen.view}: "
              f"{got['events']} of {expected} events, {got['faults']} gaps or repeats, "
              f"{got['bytes'] / chosen.seconds / 1e6:.0f} MB/s; the last client was done {behind * 1000:.0f} ms after the last story; "
              f"memory {connected:.0f} MB when all were connected")
        return 0 if got["events"] == expected and not got["faults"] else 1


if __name__ == "__main__":
    sys.exit(main())
