"""ZMTP 3.1 spoken by hand, so that it can be spoken wrongly. After the specification, rfc.zeromq.org/spec/37."""

import contextlib
import random
import selectors
import socket
import struct
import time
from collections.abc import Iterable

PATIENCE = 60.0
"""Seconds after which a wait is given up, on a machine however busy."""
MORE, LONG, COMMAND = 1, 2, 4


def greeting(mechanism: bytes = b"NULL") -> bytes:
    """The 64 bytes that each side begins with."""
    signature, version = b"\xff" + bytes(8) + b"\x7f", bytes([3, 1])
    return signature + version + mechanism.ljust(20, b"\0") + bytes(1) + bytes(31)


def frame(body: bytes, flags: int = 0) -> bytes:
    """A frame with its header."""
    return header(len(body), flags) + body


def header(size: int, flags: int = 0) -> bytes:
    """What announces a frame of a size, whether the frame comes or not."""
    return bytes([flags, size]) if size < 256 else struct.pack(">BQ", flags | LONG, size)


def command(name: bytes, body: bytes = b"") -> bytes:
    return frame(bytes([len(name)]) + name + body, COMMAND)


def ready(kind: bytes) -> bytes:
    """The command that ends a handshake without keys, of a socket of a kind."""
    name = b"Socket-Type"
    return command(b"READY", bytes([len(name)]) + name + struct.pack(">I", len(kind)) + kind)


def connect(endpoint: str) -> socket.socket:
    """A connection that says nothing yet."""
    host, port = endpoint.removeprefix("tcp://").split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def shake_hands(endpoint: str, kind: bytes) -> socket.socket:
    """A connection whose handshake without keys is done.

    Raises:
        ConnectionError: when the other side closes it first
    """
    peer = connect(endpoint)
    peer.sendall(greeting() + ready(kind))
    heard = b""
    while b"READY" not in heard:
        more = peer.recv(4096)
        if not more:
            raise ConnectionError("closed in the handshake")
        heard += more
    return peer


def until_closed(peers: Iterable[socket.socket]) -> float:
    """Waits until the other side has closed all of them, and closes them here.

    Returns:
        How many seconds that took.
    """
    begin = time.monotonic()
    with selectors.DefaultSelector() as selector:
        for peer in peers:
            peer.setblocking(False)
            selector.register(peer, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select(timeout=1):
                if not is_open(key.fileobj):
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
            if time.monotonic() - begin > PATIENCE:
                raise TimeoutError(f"{len(selector.get_map())} connections were never closed")
    return time.monotonic() - begin


def is_open(peer: socket.socket) -> bool:
    """Reads what there is, and says whether more may come."""
    try:
        while peer.recv(65536):
            pass
        return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def pour(peer: socket.socket, chunk: bytes, times: int) -> int:
    """Sends a chunk again and again until the other side closes.

    Returns:
        How often it could be sent.
    """
    for sent in range(times):
        try:
            peer.sendall(chunk)
        except OSError:
            return sent
    return times


def nonsense(dice: random.Random, number: int) -> bytes:
    """Bytes that are no peer's: noise, noise after a part of a handshake, another protocol."""
    noise = dice.randbytes(dice.randrange(512))
    return [noise, greeting() + noise, greeting() + ready(b"PUSH") + noise,
            greeting(b"CURVE") + command(b"HELLO", noise), b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"][number % 5]


def babble(endpoints: list[str], count: int) -> None:
    """Makes so many connections, one after the other, and talks nonsense on each."""
    dice = random.Random(20261127)
    for number in range(count):
        # The daemon may close it in the middle of a word.
        with contextlib.suppress(OSError), connect(endpoints[number % len(endpoints)]) as peer:
            peer.sendall(nonsense(dice, number))
