#!/usr/bin/python3
"""freeze.py PID NAME: holds the first thread of a name in a process, the others run on, until the process ends.

A debugger does the same: PTRACE_SEIZE and PTRACE_INTERRUPT of that thread only.
"""

import ctypes
import os
import pathlib
import sys

SEIZE, INTERRUPT = 0x4206, 0x4207
libc = ctypes.CDLL(None, use_errno=True)
process, name = int(sys.argv[1]), sys.argv[2]


def name_of(task: pathlib.Path) -> str | None:
    """The name of a thread; threads of a process that has just started come and go."""
    try:
        return (task / "comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None


threads = [int(task.name) for task in pathlib.Path(f"/proc/{process}/task").iterdir() if name_of(task) == name[:15]]
if not threads:
    sys.exit(f"no thread of {process} is called {name}")
# A thread has the name of the one that started it until it takes its own: the first is meant.
thread = min(threads)
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
