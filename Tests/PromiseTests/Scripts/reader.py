#!/usr/bin/python3
"""Reads a daemon's stories as a stranger does, until it has all up to a sequence number.

    reader.py feed FEED LAST FILE          follows the feed
    reader.py pub FEED LAST FILE PUB       subscribes, and asks the feed for what it finds missing

Writes the records to FILE in order, a line each, when it has them all. On stdout: "ready" when it hears the daemon, then
"missed N" for each loss that it found, then "done N" with the number of records that the feed gave it.
"""

import json
import sys

import zmq

SILENCE_MS = 4000


def say(*words):
    print(*words, flush=True)


class Feed:
    """Follows the feed from a sequence number, and comes back when it is silent or has ended the session."""

    def __init__(self, context, endpoint):
        self.context, self.endpoint, self.socket = context, endpoint, None

    def follow(self, first):
        if self.socket:
            self.socket.close(0)
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.connect(self.endpoint)
        self.socket.send(json.dumps({"follow": {"from": first, "credit": 200}}).encode())

    def stories(self, first, last):
        """Yields (seq, record) of every story from first to last, and None whenever the daemon is heard."""
        self.follow(first)
        taken = 0
        while first <= last:
            if not self.socket.poll(SILENCE_MS):
                self.follow(first)
                continue
            frames = self.socket.recv_multipart()
            if len(frames) == 1 and b"no session" in frames[0]:
                self.follow(first)
                continue
            if len(frames) == 1 or frames[1].startswith(b'{"damaged"'):
                sys.exit("the feed: %r" % frames)
            if frames[1].startswith(b'{"alive"'):
                self.socket.send(b'{"credit":0}')
                yield None
                continue
            if int(frames[0]) != first:
                sys.exit("the feed: %d in place of %d" % (int(frames[0]), first))
            yield first, frames[1]
            first, taken = first + 1, taken + 1
            if taken % 100 == 0:
                self.socket.send(b'{"credit":100}')


class Subscriber:
    """Collects what the outlet publishes, and knows where something is missing."""

    def __init__(self, context, endpoint):
        self.socket = context.socket(zmq.SUB)
        self.socket.rcvhwm = 20000
        self.socket.subscribe("story.")
        self.socket.connect(endpoint)
        self.newest, self.records, self.head = {}, {}, 0

    def take(self):
        """Takes one message, and returns whether something before it is missing."""
        topic, position, body = self.socket.recv_multipart()
        _, category, event = topic.decode().split(".")
        _, seq, previous = position.decode().split()
        seq, previous = int(seq), int(previous)
        known = self.newest.get(category, 0)
        self.newest[category] = max(seq, known)
        self.head = max(seq, self.head)
        if event == "alive":
            return seq > known
        self.records[seq] = body
        return previous != known


def feed(context, endpoint, last):
    records = {}
    isReady = False
    for item in Feed(context, endpoint).stories(1, last):
        if not isReady:
            isReady = say("ready") or True
        if item:
            records[item[0]] = item[1]
    return records, len(records)


def pub(context, endpoint, last, outlet):
    subscriber, repaired = Subscriber(context, outlet), 0
    subscriber.take()
    say("ready")
    while len(subscriber.records) < last:
        if not subscriber.take():
            continue
        missing = [seq for seq in range(1, subscriber.head + 1) if seq not in subscriber.records]
        say("missed", len(missing))
        if missing:
            for item in Feed(context, endpoint).stories(missing[0], missing[-1]):
                if item and item[0] not in subscriber.records:
                    subscriber.records[item[0]] = item[1]
                    repaired += 1
    return subscriber.records, repaired


def main():
    kind, endpoint, last, path, *outlet = sys.argv[1:]
    records, repaired = {"feed": feed, "pub": pub}[kind](zmq.Context(), endpoint, int(last), *outlet)
    with open(path, "wb") as file:
        for seq in sorted(records):
            file.write(records[seq] + b"\n")
    say("done", repaired)


main()
