"""Messages between the grader and a student's process, over one inherited descriptor.

A message is a head, which says how long the rest is, which question it belongs to and the nonce of this process, and a
JSON text. What does not keep to this ends the connection: whoever holds the descriptor may write anything into it.
"""

from __future__ import annotations

import socket
import struct
import time

HEAD = struct.Struct("<II16s")
NONCE = 16
LARGEST = 2**20  # bytes of one message from a student's process
AT_ONCE = 65536


class Broken(Exception):
    """The other side has gone, or it does not keep to the rules; the message says which."""


class TooLate(Exception):
    """No complete message came in time."""


class Channel:
    """One end. ``nonce`` is known to both; ``largest`` is how long a message that comes in may be."""

    def __init__(self, connection: socket.socket, nonce: bytes, largest: int = LARGEST) -> None:
        self._connection = connection
        self._nonce = nonce
        self._largest = largest
        self._number = 0
        self._rest = b""

    def send(self, number: int, body: bytes) -> None:
        """Send one message; ``number`` is that of the question."""
        try:
            self._connection.sendall(HEAD.pack(len(body), number, self._nonce) + body)
        except TimeoutError:
            raise TooLate from None
        except OSError:
            raise Broken("has ended") from None

    def ask(self, body: bytes, seconds: float) -> bytes:
        """Send a question, and wait at most ``seconds`` for its answer."""
        self._number += 1
        self._connection.settimeout(seconds)
        self.send(self._number, body)
        number, answer = self.receive(time.monotonic() + seconds)
        if number != self._number or self._rest:
            raise Broken("said something that nobody had asked for")
        return answer

    def receive(self, deadline: float | None = None) -> tuple[int, bytes]:
        """The next message and its number. Raises ``TooLate`` and ``Broken``."""
        data = self._filled(self._rest, HEAD.size, deadline)
        length, number, nonce = HEAD.unpack_from(data)
        if nonce != self._nonce:
            raise Broken("said something that is no answer")
        if length > self._largest:
            raise Broken(f"gave back too much: more than {self._largest // 2**20} MiB")
        end = HEAD.size + length
        data = self._filled(data, end, deadline)
        self._rest = data[end:]
        return number, data[HEAD.size : end]

    def close(self) -> None:
        """Let go of the descriptor."""
        self._connection.close()

    def _filled(self, data: bytes, size: int, deadline: float | None) -> bytes:
        """``data`` and what comes after it, until there are ``size`` bytes."""
        if len(data) >= size:
            return data
        parts, there = [data], len(data)
        while there < size:
            if deadline is not None and parts[0] is not data:
                self._connection.settimeout(max(0.001, deadline - time.monotonic()))
            part = self._received()
            if deadline is not None and there and time.monotonic() > deadline:
                raise TooLate
            parts.append(part)
            there += len(part)
        return b"".join(parts)

    def _received(self) -> bytes:
        try:
            part = self._connection.recv(AT_ONCE)
        except TimeoutError:
            raise TooLate from None
        except OSError:
            raise Broken("has ended") from None
        if not part:
            raise Broken("has ended")
        return part
