#!/usr/bin/python3
"""Submits stories, one JSON object a line, and prints what became of each: submit.py [ENDPOINT] < stories.ndjson"""
import json
import sys
import time

import zmq

context, endpoint = zmq.Context(), (sys.argv[1:] or ["tcp://127.0.0.1:5557"])[0]
for line in sys.stdin.buffer:
    reply = {"status": "busy"}
    while reply["status"] == "busy":  # nothing was stored: the disk is full
        with context.socket(zmq.REQ) as submit:
            submit.linger = 0
            submit.connect(endpoint)
            submit.send(line)
            # Nothing came? Send it again: what was stored after all is answered `duplicate`, with its first number.
            reply = json.loads(submit.recv()) if submit.poll(5000) else {"status": "busy", "reason": "no answer"}
        print(json.dumps(reply, ensure_ascii=False), flush=True)
        if reply["status"] == "busy":
            time.sleep(1)
