#!/usr/bin/python3
"""freeze.py PID NAME: holds one thread of a process, the others run on, until the process ends.

A debugger does the same: PTRACE_SEIZE and PTRACE_INTERRUPT of that thread only.
"""

import ctypes
import os
import pathlib
import sys

SEIZE, INTERRUPT = 0x4206, 0x4207
libc = ctypes.CDLL(None, use_errno=True)
process, name = int(sys.argv[1]), sys.argv[2]
thread = next(int(task.name) for task in pathlib.Path(f"/proc/{process}/task").iterdir()
              if (task / "comm").read_text().strip() == name[:15])
for request in (SEIZE, INTERRUPT):
    if libc.ptrace(request, thread, 0, 0) != 0:
        sys.exit(f"ptrace: {os.strerror(ctypes.get_errno())}")
print(f"held {name}, thread {thread}", flush=True)
while True:
    try:
        _, status = os.waitpid(thread, 0x40000000)  # __WALL
    except ChildProcessError:
        break
    if os.WIFEXITED(status) or os.WIFSIGNALED(status):
        break
