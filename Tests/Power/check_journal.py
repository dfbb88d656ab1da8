"""check_journal.py JOURNAL SERIAL-LOG...: holds a journal against the acknowledgements of the machine that wrote it.

Every acknowledged story is there, once, under its seq; seqs are dense; every record has its checksum and says its own seq;
no story is there twice. Prints one line; exits with 1 and says what is wrong otherwise.
"""

import hashlib
import json
import re
import sqlite3
import sys


def acknowledgements(paths):
    """The (id, seq) of every line that arrived whole."""
    for path in paths:
        with open(path, "rb") as log:
            for identity, seq in re.findall(rb"ACK (r\d+-\d+) (\d+)\r?\n", log.read()):
                yield identity.decode(), int(seq)


def stories(database):
    """seq → record of each row, with what is wrong about the row."""
    found, wrong = {}, []
    columns = "seq, identity, identity_rest, version, event, category, received_at, labels, given, digest, checksum, record"
    for row in database.execute(f"SELECT {columns} FROM story ORDER BY seq"):
        seq, *_, checksum, record = row
        story = json.loads(record)
        found[seq] = story["id"]
        if story["seq"] != seq:
            wrong.append(f"row {seq} holds the record of {story['seq']}")
        if checksum_of(row) != checksum:
            wrong.append(f"row {seq} has a wrong checksum")
    return found, wrong


def checksum_of(row):
    """As Sources/Journaling/Appending/StoryRow.swift has it, written down once more."""
    *fields, labels, given, digest, _, record = row
    text = " ".join(str(field) for field in fields) + labels + ("" if given is None else f" given {given}")
    return int.from_bytes(hashlib.sha256(text.encode() + digest + record).digest()[:8], "big", signed=True)


def findings(database, acknowledged):
    found, wrong = stories(database)
    if list(found) != list(range(1, len(found) + 1)):
        wrong.append(f"seqs are not dense: {len(found)} rows up to {max(found, default=0)}")
    if len(set(found.values())) != len(found):
        wrong.append("a story is there twice")
    for identity, seq in acknowledged:
        if found.get(seq) != identity:
            wrong.append(f"{identity} was acknowledged as {seq}, where {found.get(seq)} is")
    check = database.execute("PRAGMA integrity_check").fetchone()[0]
    return found, wrong + ([] if check == "ok" else [check])


def main():
    acknowledged = list(acknowledgements(sys.argv[2:]))
    database = sqlite3.connect(sys.argv[1])
    found, wrong = findings(database, acknowledged)
    print(f"journal: {len(acknowledged)} acknowledged, {len(found)} stored, {len(wrong)} wrong")
    for line in wrong[:20]:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


main()
