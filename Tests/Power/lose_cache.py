"""lose_cache.py DISK LOG SEED: what a disk holds after a power cut that took its write cache with it.

LOG is what QEMU's blklogwrites wrote while the machine ran (the format of Linux' dm-log-writes): a sector with the number
of entries up to the last flush, then for each entry a sector that says where, and the data. DISK is the disk before that;
it is brought up to the last flush, and of the writes behind it each 4 kB are kept or lost by the throw of a coin. No less:
a disk writes its sectors whole, and ext4 cannot read a superblock of which one half is older.
"""

import random
import struct
import sys

SECTOR = 512
BLOCK = 4096
MAGIC = 0x6A736677736872
FLUSH, DISCARD, MARK = 1, 4, 8


def entries(log):
    """Every entry that was written whole, as (number, sector, flags, data)."""
    number = 0
    log.seek(SECTOR)
    while len(head := log.read(SECTOR)) == SECTOR:
        sector, count, flags, _ = struct.unpack_from("<QQQQ", head)
        # Behind the last entry the file is empty.
        if count == 0 and flags == 0:
            return
        has_data = not flags & (DISCARD | MARK)
        data = log.read(count * SECTOR) if has_data else b""
        if has_data and len(data) < count * SECTOR:
            return
        yield number, sector, flags, data
        number += 1


def apply(disk, log, coin):
    magic, version, flushed, sector_size = struct.unpack_from("<QQQI", log.read(SECTOR))
    assert (magic, version, sector_size) == (MAGIC, 1, SECTOR), "not a log of writes"
    kept = lost = flushes = 0
    for number, sector, flags, data in entries(log):
        flushes += flags & FLUSH
        for i in range(0, len(data), BLOCK):
            if number >= flushed and coin.random() < 0.5:
                lost += 1
                continue
            kept += 1
            disk.seek(sector * SECTOR + i)
            disk.write(data[i : i + BLOCK])
    return kept, lost, flushes


def main():
    with open(sys.argv[1], "r+b") as disk, open(sys.argv[2], "rb") as log:
        kept, lost, flushes = apply(disk, log, random.Random(sys.argv[3]))
    print(f"write cache: {kept + lost} blocks written, {flushes} flushes, {lost} unflushed blocks lost")


main()
