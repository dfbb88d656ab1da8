#!/usr/bin/python3
"""Follows a daemon's stories over HTTP (Server-Sent Events), each exactly once and in order; prints a record a line.

Goes on where it was after restarts of the daemon, of the network and of itself. The standard library is all it needs.

    ./stream.py http://127.0.0.1:8080 --state /var/lib/mine/stream.json --category safety
    TOKEN_FILE=/etc/mine/token ./stream.py http://news.example:8080
"""

import argparse
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def events(answer):
    """The events of a stream: (name, id, data). One without data only moves the place to go on from."""
    name, place, data = "message", None, []
    for line in answer:
        line = line.decode().rstrip("\r\n")
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            yield name, place, "\n".join(data)
            name, data = "message", []
        elif field == "event":
            name = value
        elif field == "id":
            place = value
        elif field == "data":
            data.append(value)


class State:
    """Where the follower is: the id of the last event that was dealt with."""

    def __init__(self, path: pathlib.Path | None) -> None:
        self.path = path
        saved = json.loads(path.read_text()) if path and path.exists() else {}
        self.id = saved.get("id")
        if self.id is None and "seq" in saved:  # as it was kept before ids named the journal
            self.id = f"{saved['stream']}-{saved['seq']}"

    def save(self) -> None:
        """In one piece: a new file takes the place of the old."""
        if self.path:
            fresh = self.path.with_suffix(".new")
            with fresh.open("w") as file:
                json.dump({"id": self.id}, file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)


def follow(options: argparse.Namespace, state: State) -> None:
    """One connection, until it ends."""
    query = [("category", name) for name in options.category] + [("view", options.view)]
    headers = {"Accept": "text/event-stream"}
    if state.id is None:
        query.append(("from", options.start))
    else:
        headers["Last-Event-ID"] = state.id
    if token_file := os.environ.get("TOKEN_FILE"):
        headers["Authorization"] = "Bearer " + pathlib.Path(token_file).read_text().strip()
    request = urllib.request.Request(f"{options.address}/v1/stream?{urllib.parse.urlencode(query)}", headers=headers)
    # A daemon that has no story says `alive` every 4 s; four times that without a word, and the connection is dead.
    with urllib.request.urlopen(request, timeout=16) as answer:
        for name, place, data in events(answer):
            if name == "gone":
                print(f"stories are gone: the journal now begins later, or is another: {data}", file=sys.stderr)
            elif name == "message" and data:
                print(data, flush=True)  # here the story is dealt with …
            if place is not None:
                state.id = place  # … and only then is the place kept
            state.save()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8080")
    parser.add_argument("--category", action="append", default=[], help="only stories with this label; may be repeated")
    parser.add_argument("--from", dest="start", default="now", help="where to begin without a state: now, earliest, a time")
    parser.add_argument("--view", default="record", help="record, card, ninjs or ninjs-superdesk")
    parser.add_argument("--state", type=pathlib.Path, help="the file that keeps the place")
    options = parser.parse_args()
    state = State(options.state)
    while True:
        try:
            follow(options, state)
        except urllib.error.HTTPError as error:
            if error.code != 503:  # what is wrong with the request stays wrong
                sys.exit(f"{error.code}: {error.read().decode(errors='replace')}")
        except OSError as error:  # refused, reset, timed out: the daemon or the network is away
            print(f"away: {error}", file=sys.stderr)
        time.sleep(1)


if __name__ == "__main__":
    try:
        main()
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(0)
