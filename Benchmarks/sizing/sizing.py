"""What a desk needs: stories a second, processor time, memory and disk, for copy of several kinds.

Usage: sizing.py BINARY DATA [--stories 20000] [--long 200000]

DATA is a folder with labelled news as `lexicon train` takes it (zh_xwlb.jsonl, zh_tnews.jsonl, en_bbc.jsonl) and a page,
page-sample.txt. For each kind a fresh daemon takes messages by a `pull` intake as fast as it can, under ids of their own;
then a client submits one story after another. With --long, one journal grows so large, and the daemon is killed and started
upon it. Needs a release build and a quiet machine.
"""

import argparse
import itertools
import json
import os
import pathlib
import signal
import statistics
import sys
import time

import zmq

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[2] / "Tests/Support")]
from newsroom import Newsroom  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def kinds(data: pathlib.Path) -> dict[str, list[bytes]]:
    """Payloads by their kind."""
    def rows(name: str) -> list[bytes]:
        lines = (data / name).read_text().splitlines()
        return [json.dumps({"headline": row["title"], "text": row["text"]}, ensure_ascii=False).encode()
                for row in map(json.loads, lines)]

    return {"Chinese headlines": rows("zh_tnews.jsonl"), "Chinese broadcast items": rows("zh_xwlb.jsonl"),
            "English articles": rows("en_bbc.jsonl"), "newspaper pages": [(data / "page-sample.txt").read_bytes()]}


def numbered(payloads: list[bytes], count: int) -> list[bytes]:
    """So many messages, no two alike."""
    made = []
    for number, payload in zip(range(count), itertools.cycle(payloads)):
        if payload.startswith(b"{"):
            made.append(b'{"id":"%d",' % number + payload[1:])
        else:
            # A line that changes makes every story of a page another one.
            made.append(payload.replace("。".encode(), "。第{}版。".format(number).encode()))
    return made


def usage(process: int) -> tuple[float, int]:
    """Processor seconds, and the most bytes it held in memory."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return (int(fields[11]) + int(fields[12])) / TICKS, int(status.split("VmHWM:")[1].split()[0]) << 10


def disk(folder: pathlib.Path) -> tuple[int, int]:
    """Bytes of the journal, and of the catalogue."""
    files = [(path.name, path.stat().st_blocks * 512) for path in folder.glob("journal.sqlite*")]
    return (sum(size for name, size in files if "catalogue" not in name),
            sum(size for name, size in files if "catalogue" in name))


def total(newsroom: Newsroom) -> dict:
    return newsroom.get("/v1/status")["total"]


def until_idle(process: int) -> float:
    """Waits until the index is complete, which is when the process rests; returns the time that it came to rest."""
    busy, since = usage(process)[0], time.monotonic()
    while True:
        time.sleep(1)
        now = usage(process)[0]
        if now - busy < 0.05:
            return since
        busy, since = now, time.monotonic()


def pour(newsroom: Newsroom, messages: list[bytes]) -> tuple[float, float]:
    """Sends all; returns the seconds until all was stored, and until all was listed and could be searched."""
    before, begin = total(newsroom)["messages"], time.monotonic()
    for message in messages:
        newsroom.push(message)
    while (now := total(newsroom))["messages"] < before + len(messages) or now["waiting"]:
        time.sleep(0.02)
    took = time.monotonic() - begin
    return took, until_idle(newsroom.process.pid) - begin


def submit(newsroom: Newsroom, messages: list[bytes]) -> list[float]:
    """Submits one after the other; seconds until each was on the disk."""
    waits = []
    with newsroom.context.socket(zmq.REQ) as client:
        client.connect(newsroom.desk)
        for message in messages:
            begin = time.monotonic()
            client.send(message)
            answer = json.loads(client.recv())
            assert answer["status"] == "stored", answer
            waits.append(time.monotonic() - begin)
    return sorted(waits)


def furnish(newsroom: Newsroom) -> None:
    """Gives it a `submit` intake."""
    newsroom.desk = f"tcp://127.0.0.1:{newsroom._ports(1)[0]}"
    text = newsroom.settings.read_text()
    newsroom.settings.write_text(text.replace(
        "intakes:\n", f'intakes:\n  - {{name: desk, kind: submit, bind: ["{newsroom.desk}"]}}\n'))


def measure(binary: pathlib.Path, kind: str, payloads: list[bytes], count: int) -> None:
    with Newsroom(binary) as newsroom:
        furnish(newsroom)
        newsroom.start()
        messages = numbered(payloads, count + 300)
        took, listed = pour(newsroom, messages[:count])
        stored = total(newsroom)["stored"]
        busy, memory = usage(newsroom.process.pid)
        kept, indexed = disk(newsroom.folder)
        waits = submit(newsroom, messages[count:]) if messages[0].startswith(b"{") else []
        answered = f"{statistics.median(waits) * 1000:.1f} / {waits[int(len(waits) * 0.99)] * 1000:.1f}" if waits else "-"
        size = sum(map(len, messages[:count])) / count
        print(f"| {kind} | {size:,.0f} B | {stored / took:,.0f} | {stored / listed:,.0f} | {busy / stored * 1000:.2f} | {memory >> 20} | "
              f"{kept / stored / 1000:.1f} + {indexed / stored / 1000:.1f} | {answered} |", flush=True)


def grow(binary: pathlib.Path, payloads: list[bytes], count: int) -> None:
    """A journal of many stories: how large, and how long a start takes after a kill."""
    with Newsroom(binary) as newsroom:
        furnish(newsroom)
        newsroom.start()
        for begin in range(0, count, 50_000):
            pour(newsroom, numbered(payloads, min(begin + 50_000, count))[begin:])
            print(f"{begin + 50_000:,} stories", file=sys.stderr, flush=True)
        kept, indexed = disk(newsroom.folder)
        _, memory = usage(newsroom.process.pid)
        newsroom.stop(signal.SIGKILL)
        begin = time.monotonic()
        newsroom.start()
        took = time.monotonic() - begin
        print(f"{count:,} stories: journal {kept / 1e9:.2f} GB, index {indexed / 1e9:.2f} GB, at most {memory >> 20} MiB in "
              f"memory; ready {took:.1f} s after a kill -9", flush=True)


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("binary", type=pathlib.Path)
    reader.add_argument("data", type=pathlib.Path)
    reader.add_argument("--stories", type=int, default=20_000)
    reader.add_argument("--long", type=int, default=200_000)
    chosen = reader.parse_args()
    found = kinds(chosen.data)
    print("| copy | a message | stored/s | listed/s | CPU ms a story | MiB at most | disk kB a story, journal + index | "
          "submit ms, median / 99 % |\n|---|---|---|---|---|---|---|---|")
    for kind, payloads in found.items():
        measure(chosen.binary, kind, payloads, chosen.stories // (20 if "pages" in kind else 1))
    grow(chosen.binary, found["Chinese broadcast items"], chosen.long)


if __name__ == "__main__":
    main()
