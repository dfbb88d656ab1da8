"""Writes a folder as an initramfs (cpio, "newc") to stdout, without needing cpio or root."""

import os
import stat
import sys


def entry(name, mode, data, inode):
    name = name.encode() + b"\0"
    fields = [inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0]
    header = b"070701" + b"".join(b"%08X" % field for field in fields) + name
    return padded(header) + padded(data)


def padded(data):
    return data + b"\0" * (-len(data) % 4)


def entries(root):
    """Every file of the folder as (name, mode, contents), folders before what is in them; links are followed."""
    for folder, folders, files in os.walk(root):
        folders.sort()
        path = os.path.relpath(folder, root)
        if path != ".":
            yield path, stat.S_IFDIR | 0o755, b""
        for file in sorted(files):
            full = os.path.join(folder, file)
            with open(full, "rb") as source:
                yield os.path.normpath(os.path.join(path, file)), os.stat(full).st_mode, source.read()


def main():
    out = sys.stdout.buffer
    for inode, (name, mode, data) in enumerate(entries(sys.argv[1]), start=1):
        out.write(entry(name, mode, data, inode))
    out.write(entry("TRAILER!!!", 0, b"", 0))


main()
