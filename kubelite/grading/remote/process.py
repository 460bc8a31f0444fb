"""The grader's hold on one student's process: it starts it, asks it, and ends it with everything that it began."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

import msgspec

import kubelite
from kubelite.grading.remote.channel import NONCE, Broken, Channel, TooLate
from kubelite.grading.remote.messages import Answer, Begin, Confined, encode, read_answer
from kubelite.grading.remote.sandbox import Applied, Confinement
from kubelite.grading.remote.sandbox.bubblewrap import wrapped

START_SECONDS = 20.0
END_SECONDS = 5.0
PACKAGE = Path(kubelite.__file__).resolve().parent
ENVIRONMENT = {"LANG": "C.UTF-8", "KUBELITE_MEMORY": "off"}
START = (
    "import sys; sys.path[:] = sys.argv[3:] + [sys.argv[2]]; "
    "from kubelite.grading.remote.child import main; sys.path.remove(sys.argv[2]); "
    "number = int(sys.argv[1]); del sys.argv[1:]; main(number)"
)
SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo",
          "/dev/null", "/dev/urandom")  # fmt: skip


class CannotConfine(RuntimeError):
    """The student's process could not be started behind its walls; the message says what is missing."""


class Process:
    """One process, with nothing of the student's in it yet. ``confined`` waits until its walls stand.

    ``close`` ends it and all of its children.
    """

    def __init__(self, **limits: Any) -> None:
        self._folder = tempfile.mkdtemp(prefix="kubelite-")
        mine, other = socket.socketpair()
        nonce = secrets.token_bytes(NONCE)
        self._channel = Channel(mine, nonce)
        try:
            self._process, inside = self._started(other)
        finally:
            other.close()
        mine.sendall(nonce)
        self._begin = Begin(Confinement(self._folder, readable(), inside_bubblewrap=inside, **limits))

    def confined(self) -> Applied:
        """Let the process put its walls up, and say which they are. Raises ``CannotConfine``."""
        try:
            answer = self.ask(self._begin, START_SECONDS)
        except (Broken, TooLate) as error:
            self.close()
            reason = f"The process for the student's code did not start: {error or 'it took too long'}."
            raise CannotConfine(reason) from error
        assert isinstance(answer, Confined)
        return answer.applied

    def ask(self, question: msgspec.Struct, seconds: float) -> Answer:
        """Ask, and wait at most ``seconds``. Raises ``Broken`` and ``TooLate``; the process is of no use afterwards."""
        answer = self._channel.ask(encode(question), seconds)
        try:
            read: Answer = read_answer(answer)
            return read
        except (msgspec.MsgspecError, RecursionError) as error:
            raise Broken("said something that is no answer") from error

    def close(self) -> None:
        """End the process, what it started, and its folder."""
        self._channel.close()
        process = self._process
        process.terminate()  # the one that waits in front of the namespace ends all behind it
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def how_it_ended(self) -> str:
        """Why the process is no longer there, in words, as far as that is known."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return ""
        return _REASONS.get(code if code < 0 else code - 256 if code > 128 else code, "")

    def _started(self, other: socket.socket) -> tuple[subprocess.Popen[bytes], bool]:
        command = [
            str(Path(sys.executable).resolve()),
            "-I",
            "-S",
            "-c",
            START,
            str(other.fileno()),
            str(PACKAGE.parent),
            *libraries(),
        ]
        command, inside = wrapped(command, self._folder, (*readable(), str(PACKAGE)))
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env={**ENVIRONMENT, "HOME": self._folder, "TMPDIR": self._folder},
            pass_fds=[other.fileno()],
            start_new_session=True,
        )
        return process, inside


def libraries() -> tuple[str, ...]:
    """Where Python and installed packages lie, as ``sys.path`` wants it."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    paths = [sysconfig.get_path(name) for name in names]
    base = Path(sysconfig.get_path("stdlib", vars={"base": sys.base_prefix, "installed_base": sys.base_prefix}))
    return tuple(dict.fromkeys([str(base), str(base / "lib-dynload"), *paths]))


def readable() -> tuple[str, ...]:
    """What a student's process may read: Python, its libraries and kubelite."""
    own = sysconfig.get_config_var("LIBDIR")
    shared = list(Path(own).glob("libpython*")) if own else []
    return (*libraries(), str(PACKAGE), *map(str, shared), *SYSTEM)


_REASONS = {
    -signal.SIGKILL: "It used up its memory or its time.",
    -signal.SIGXCPU: "It used up its time.",
    -signal.SIGSEGV: "It crashed.",
    -signal.SIGABRT: "It crashed.",
}
