#!/usr/bin/python3
"""How soon the daemon is ready again after a kill -9, with a journal of 10 GB. Run by hand:

    apt-get install python3-zmq
    ./large_journal.py ../../.build/debug/wiredesk ../../config/lexicon /var/tmp [--gigabytes 10]   # about 5 minutes

It fills a journal with sound rows beside the daemon, which would take longer, kills the daemon under load several times,
and measures from its start to "ready", to the first reply of `submit`, and to the first story of `feed`: with the journal
in the page cache, and without.
"""
import argparse
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import zmq

ROUNDS = 3
BODY = "The council met in 义乌 on Monday and the bank raised its rates. " * 36


def free_endpoints(context, count):
    sockets = [context.socket(zmq.PULL) for _ in range(count)]
    ports = [socket.bind_to_random_port("tcp://127.0.0.1") for socket in sockets]
    for socket in sockets:
        socket.close(0)
    return [f"tcp://127.0.0.1:{port}" for port in ports]


class Site:
    def __init__(self, folder, binary, lexicon):
        self.context = zmq.Context()
        self.binary, self.journal, self.daemon = binary, f"{folder}/journal.sqlite", None
        self.configuration = f"{folder}/wiredesk.yaml"
        self.submit, self.feed = free_endpoints(self.context, 2)
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.write(f"""\
intakes:
  - {{name: desk, kind: submit, bind: ["{self.submit}"]}}
lexicon: {{path: {os.path.abspath(lexicon)}}}
journal: {{path: {self.journal}}}
outlets:
  - {{name: archive, kind: feed, bind: ["{self.feed}"]}}
""")

    def start(self):
        """Returns the seconds until the daemon says that it is ready."""
        begin = time.monotonic()
        self.daemon = subprocess.Popen([self.binary, "run", "--config", self.configuration],
                                       stderr=subprocess.PIPE, text=True)
        for line in self.daemon.stderr:
            if " ready" in line:
                return time.monotonic() - begin
        sys.exit("the daemon ended before it was ready")

    def end(self, number):
        if self.daemon:
            self.daemon.send_signal(number)
            self.daemon.wait()
            self.daemon.stderr.close()
            self.daemon = None

    def load(self, name, count):
        """Submits stories with 64 in flight, and returns the last reply while more are on their way."""
        with self.context.socket(zmq.DEALER) as dealer:
            dealer.linger = 0
            dealer.connect(self.submit)
            for number in range(count + 64):
                dealer.send_multipart([b"%d" % number, b"", json.dumps({"id": f"{name}-{number}", "body": BODY}).encode()])
                reply = json.loads(dealer.recv_multipart()[-1]) if number >= 64 else None
            return reply

    def first_story(self):
        with self.context.socket(zmq.DEALER) as feed:
            feed.linger = 0
            feed.connect(self.feed)
            feed.send_json({"follow": {"from": "earliest", "credit": 1}})
            while True:
                answer = feed.recv_multipart()
                if answer[-1].startswith(b'{"seq":'):
                    return answer


def fill(path, size):
    """Puts sound rows into a journal until its file has a size; their layout is that of Sources/Journaling."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -1000000")
    stream = db.execute("SELECT stream FROM journal").fetchone()[0]
    now, seq = int(time.time() * 1000), 0

    def row(seq):
        identity = hashlib.sha256(b"\0filled-%d" % seq).digest()
        words = [int.from_bytes(identity[at:at + 8], "big", signed=True) for at in (0, 8)]
        record = json.dumps({"seq": seq, "stream": stream, "id": f"filled-{seq}", "body": BODY},
                            ensure_ascii=False, separators=(",", ":")).encode()
        digest = identity[:16]
        fields = f"{seq} {words[0]} {words[1]} 1 new economy {now} economy ".encode()
        checksum = int.from_bytes(hashlib.sha256(fields + digest + record).digest()[:8], "big", signed=True)
        return seq, *words, 1, "new", digest, "economy", " economy ", now, checksum, record

    while os.path.getsize(path) < size:
        db.execute("BEGIN")
        db.executemany("INSERT INTO story VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       (row(number) for number in range(seq + 1, seq + 20_001)))
        seq += 20_000
        db.execute("INSERT OR REPLACE INTO position VALUES ('economy', ?, ?)", (seq, seq - 1))
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return seq


def forget(path):
    """Takes a file out of the page cache."""
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            file = os.open(path + suffix, os.O_RDONLY)
            os.fsync(file)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


def measure(site, rows):
    for index in range(2 * ROUNDS):
        site.load(f"load-{index}", 2000)
        site.end(signal.SIGKILL)
        wal = os.path.getsize(site.journal + "-wal")
        is_cold = index % 2 == 1
        if is_cold:
            forget(site.journal)
        begin = time.monotonic()
        ready = site.start()
        reply = site.load(f"first-{index}", 1)
        replied = time.monotonic() - begin
        site.first_story()
        served = time.monotonic() - begin
        assert reply["status"] == "stored" and reply["seq"] > rows, reply
        print(f"{'cold' if is_cold else 'warm'}: WAL {wal / 1e6:.0f} MB; ready {ready:.2f} s, first reply {replied:.2f} s,"
              f" first story of the feed {served:.2f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Measure the restart with a large journal.")
    parser.add_argument("binary")
    parser.add_argument("lexicon")
    parser.add_argument("folder")
    parser.add_argument("--gigabytes", type=float, default=10)
    options = parser.parse_args()
    size = int(options.gigabytes * 1e9)
    if shutil.disk_usage(options.folder).free < 2.5 * size:
        print("skipped: the disk has too little room")
        sys.exit(77)
    folder = tempfile.mkdtemp(prefix="wiredesk-large-", dir=options.folder)
    site = Site(folder, options.binary, options.lexicon)
    try:
        site.start()
        site.end(signal.SIGTERM)
        begin = time.monotonic()
        rows = fill(site.journal, size)
        print(f"{rows} stories, {os.path.getsize(site.journal) / 1e9:.1f} GB, filled in {time.monotonic() - begin:.0f} s",
              flush=True)
        site.start()
        measure(site, rows)
    finally:
        site.end(signal.SIGKILL)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
