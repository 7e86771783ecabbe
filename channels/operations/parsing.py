"""How is a file read by a process of its own, within what it may take?"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import channels
from channels import policy

# The reader needs no key of the shop, no address of its database.
_KNOWN_TO_IT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
_ROOT = Path(channels.__file__).resolve().parents[1]
_PIECE = 256 * 1024
_TOLD = 400


class Refused(Exception):
    """The file can't be read, however often one tries: `code` says why, with its facts."""

    def __init__(self, code: str, facts: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})


class ReaderDied(Exception):
    """The process ended without an answer, which may be its fault or the machine's."""


def messages(path: Path, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """
    What `channels.reading` says of a file, message by message; never inside a transaction.

    Only its own time counts, not that of whoever takes the messages.

    :raises Refused: if it says so, or takes too much memory, time or silence.
    :raises ReaderDied: if it ends otherwise before it is through.
    """
    limits = {"memory_mb": policy.READER_MEMORY_MB, "cpu_s": policy.READER_CPU_S}
    with _reader(path, {**asked, **limits}) as process:
        assert process.stdout is not None
        books = 0
        for line in _lines(process.stdout):
            said: dict[str, Any] = json.loads(line)
            if "unreadable" in said:
                raise Refused(said["unreadable"], said["facts"])
            books += len(line) if "books" in said else 0
            if books > policy.LARGEST_BOOKS:
                raise Refused("import.too_large_to_read")
            yield said
            if "header" in said:
                return
        process.wait()
        if process.returncode == -signal.SIGXCPU:
            raise Refused("import.too_long_to_read")
        assert process.stderr is not None
        complained = process.stderr.read().decode(errors="replace").strip()
        # Where no memory was left for an exception of Python's, its libraries end the process.
        if "MemoryError" in complained or process.returncode in (-signal.SIGABRT, -signal.SIGSEGV):
            raise Refused("import.too_large_to_read")
        raise ReaderDied(complained[-_TOLD:] or f"it ended with {process.returncode}")


@contextmanager
def _reader(path: Path, asked: Mapping[str, Any]) -> Generator["subprocess.Popen[bytes]"]:
    """The process, in a session of its own, of which nothing is left afterwards."""
    with subprocess.Popen(
        # Warnings of libraries, a line for each row, would fill the pipe that nobody reads until the end.
        [sys.executable, "-W", "ignore", "-m", "channels.reading", str(path)],
        cwd=_ROOT,
        env={name: os.environ[name] for name in _KNOWN_TO_IT if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(asked).encode())
            process.stdin.close()
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Whole lines, as long as they keep coming."""
    waited, rest = 0.0, b""
    while True:
        began = time.monotonic()
        ready, _, _ = select.select([stream], [], [], policy.READER_SILENCE_S)
        waited += time.monotonic() - began
        if not ready or waited > policy.READER_WALL_S:
            raise Refused("import.too_long_to_read")
        piece = os.read(stream.fileno(), _PIECE)
        if not piece:
            return
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > policy.LONGEST_LINE:
            raise Refused("import.too_large_to_read")
        yield from whole
