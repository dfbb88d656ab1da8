#!/usr/bin/python3
"""Follows a wiredesk daemon: every story once, in order, one record a line on stdout.

Two sockets share the work: `pub` is fast and may lose, `feed` has everything and is asked only for what was lost.
README.md beside this file tells the recipe in words. Needs Debian's python3-zmq.
"""
import argparse
import json
import os
import sys
import time

import zmq

SILENCE = 3500  # ms: three heartbeats, and some time for one on its way
CREDIT = 256    # records that the feed may send ahead of us
BATCH = 100     # records printed before the state is saved, at most
ALL = "*"       # stands for all categories where the name of one could stand


def note(text):
    print(f"follower: {text}", file=sys.stderr, flush=True)


class Follower:
    def __init__(self, options):
        self.options, self.context, self.sub, self.unsaved = options, zmq.Context(), None, 0
        self.stream, self.start = None, options.start  # another stream is another journal, which numbers anew
        # Everything up to this number has been printed; None: not begun. A number for each category, because a loss
        # in one does not show in the numbers of another.
        self.seen = dict.fromkeys(options.category or [ALL])
        self.shared = set()  # an update or withdrawal comes under every category its story ever had: print it once
        if os.path.exists(options.state):
            with open(options.state, encoding="utf-8") as file:
                state = json.load(file)
            self.stream, self.shared = state["stream"], set(state.get("shared", state.get("kills", [])))
            self.seen.update((key, seq) for key, seq in state["seen"].items() if key in self.seen)

    def deliver(self, key, seq, record, is_shared):
        if key == ALL or not is_shared or seq not in self.shared:
            sys.stdout.buffer.write(record + b"\n")
        if key != ALL and is_shared:
            self.shared.add(seq)
        self.seen[key] = seq
        self.unsaved += 1
        if self.unsaved >= BATCH:
            self.save()

    def save(self):
        """Stdout first, the state second: a crash in between prints stories twice, and loses none."""
        sys.stdout.buffer.flush()
        lowest = min(seq or 0 for seq in self.seen.values())
        self.shared = {seq for seq in self.shared if seq > lowest}
        with open(self.options.state + ".new", "w", encoding="utf-8") as file:
            json.dump({"stream": self.stream, "seen": self.seen, "shared": sorted(self.shared)}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, self.options.state)  # the old state or the new one, never half of one
        self.unsaved = 0

    # The fast side: pub.

    def run(self):
        self.subscribe()  # before the feed is asked: what comes in between waits in this socket
        while True:
            for key in [key for key, seq in self.seen.items() if seq is None]:
                self.repair(key)
            if self.unsaved and not self.sub.poll(0):
                self.save()
            if self.sub.poll(SILENCE):
                self.hear(*self.sub.recv_multipart())
            else:  # not even heartbeats: the daemon is away, or the connection died unnoticed
                self.subscribe()
                for key in self.seen:
                    self.repair(key)

    def subscribe(self):
        if self.sub:
            self.sub.close(0)
        self.sub = self.context.socket(zmq.SUB)
        for key in self.seen:
            self.sub.subscribe("story." if key == ALL else f"story.{key}.")  # the last dot ends the name
        self.sub.connect(self.options.pub)

    def hear(self, topic, position, record):
        """Prints the next story, drops what is known, and asks the feed about all else."""
        _, category, event = topic.decode().split(".")
        stream, seq, previous = position.decode().split()
        seq, key = int(seq), ALL if ALL in self.seen else category
        if stream != self.stream:
            return self.repair(key)  # is it another journal? The feed knows.
        # What must have been seen before this message. All categories together leave out no number; in a single
        # one the number before is `previous`. A heartbeat repeats the newest number.
        due = seq if event == "alive" else seq - 1 if key == ALL else int(previous)
        if due > self.seen[key]:
            note(f"gap: have {self.seen[key]}, heard of {seq}: asking the feed")
            self.repair(key, seq)
        elif event != "alive" and seq > self.seen[key]:
            self.deliver(key, seq, record, event != "new")

    # The safe side: feed.

    def repair(self, key, until=None):
        """Prints what the feed has after what was seen, up to a number or all there is; tries until it can."""
        done = False
        while not done:
            # A new socket each time, so that no late answer to an older question comes out of it.
            with self.context.socket(zmq.DEALER) as feed:
                feed.linger = 0
                feed.connect(self.options.feed)
                done = self.ask(feed, key, until)

    def ask(self, feed, key, until):
        seq = self.seen[key]
        follow = {"from": self.start if seq is None else seq + 1, "credit": CREDIT, "stream": self.stream,
                  "categories": None if key == ALL else [key]}
        feed.send_json({"follow": {name: value for name, value in follow.items() if value is not None}})
        received = 0
        while until is None or self.seen[key] is None or self.seen[key] < until:
            if self.unsaved and not feed.poll(0):
                self.save()
            if not feed.poll(SILENCE):
                return note("the feed is silent: trying again")
            *number, answer = feed.recv_multipart()
            story = json.loads(answer)
            if not number:
                return self.refused(key, story)
            seq = int(number[0])
            if "alive" in story:  # first which journal this is and where we begin; later: all up to seq was sent
                if not self.agree(story["alive"]["stream"]):
                    return False
                self.seen[key], self.unsaved = max(self.seen[key] or 0, seq), self.unsaved + 1
                until = min(until or story["alive"]["head"], story["alive"]["head"])
                continue
            if "damaged" in story:
                note(f"story {seq} is damaged: {story['damaged']['reason']}")
                self.seen[key], self.unsaved = seq, self.unsaved + 1
            # The feed finds a story by all its labels; pub sends it under the first, and later versions under those
            # that earlier ones had, too.
            elif key in (ALL, story["category"]) or story["event"] != "new":
                self.deliver(key, seq, answer, story["event"] != "new")
            else:
                self.seen[key], self.unsaved = seq, self.unsaved + 1
            received += 1
            if received % (CREDIT // 2) == 0:
                feed.send_json({"credit": CREDIT // 2})
        feed.linger = 1000
        feed.send_json({"bye": True})
        return True

    def agree(self, stream):
        """Whether it is the stream we know; another one means to start over."""
        if self.stream in (None, stream):
            self.stream = stream
            return True
        note(f"a new journal, stream {stream}: starting over at its earliest story")
        self.stream, self.seen, self.shared, self.start = stream, dict.fromkeys(self.seen), set(), "earliest"
        self.subscribe()  # late messages of the last journal go with the old socket
        return False

    def refused(self, key, answer):
        if "error" in answer:
            note(f"the feed says: {answer['error']['reason']}")
            time.sleep(1)
        elif self.agree(answer["gone"]["stream"]) and self.seen[key] is not None:
            note(f"stories {self.seen[key] + 1} to {answer['gone']['oldest'] - 1} are gone")
            self.seen[key] = answer["gone"]["oldest"] - 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Follow a wiredesk daemon: every story once, in order.")
    parser.add_argument("--pub", default="tcp://127.0.0.1:5556", help="the daemon's pub outlet")
    parser.add_argument("--feed", default="tcp://127.0.0.1:5558", help="the daemon's feed outlet")
    parser.add_argument("--state", default="follower.json", help="the file that says where to go on")
    parser.add_argument("--category", action="append", help="only stories of this category; may be repeated")
    parser.add_argument("--from", dest="start", choices=["earliest", "now"], default="earliest",
                        help="where to start when there is no state")
    try:
        Follower(parser.parse_args()).run()
    except KeyboardInterrupt:
        pass
