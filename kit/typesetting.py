"""How does what a paper says become a PDF, the same bytes each time?"""

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, ClassVar, Literal

from kit.errors import Unavailable

_ROOT = Path(__file__).resolve().parent.parent
# What tells a program where its libraries are; no secret of ours is among it.
_KNOWN_TO_IT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "HOME", "TMPDIR")
# Hundreds of pages take a second or two; what takes longer is ended.
SECONDS = 20.0
_WAITS_S = 5.0
_MOST_BYTES = 2 * 1024**3
_TOLD = 2_000
_LONGEST_WORD = 28
_WORDS = re.compile(rf"[!-~\u0400-\u052f]{{{_LONGEST_WORD},}}")
_BREAK = "\N{ZERO WIDTH SPACE}"
# A drawing is work for one core, and other web processes draw, too: more at once only makes all of them late.
_places = BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))


class TypesetterBusy(Unavailable):
    """So many papers are being drawn that this one has no turn."""

    code: ClassVar[str] = "papers.busy"
    title = "Too many papers are being drawn at once"


class TypesettingFailed(RuntimeError):
    """A paper couldn't be drawn, or not in time."""


@dataclass(frozen=True, slots=True)
class Block:
    """A party or a bank, framed by what it is there: names and lines under a heading."""

    heading: str
    name: str
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its head; numbers stand right, and `wide` takes what the others leave."""

    head: str
    align: Literal["left", "right"] = "left"
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as columns; a cell that is a pair has a small second line. Totals stand below."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | tuple[str, str]]]
    title: str = ""
    totals: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """
    What stands on a paper, in the words of one language, one of ours.

    `drawing` names the template, so that an old paper looks as it did; `dated` is its instant
    for those who read the file's own data; `pages` is said at the foot, where the numbers are put in its
    braces; `remark` stands out above the notes.
    """

    title: str
    language: str
    dated: datetime
    author: str
    facts: Sequence[tuple[str, str]] = ()
    blocks: Sequence[Block] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    foot: str = ""
    pages: str = "{page} / {pages}"
    subtitle: str = ""
    remark: str = ""
    drawing: int = 1
    boxes: Sequence[tuple[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One paper among those of a print, from a page of its own on, in a language of its own.

    `bars` are those of `kit.barcodes`, drawn beside the title.
    """

    title: str
    language: str
    subtitle: str = ""
    bars: Sequence[int] = ()
    blocks: Sequence[Block] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What sticks on one parcel, of the size A6: who to, which of how many, and its number as bars."""

    title: str
    language: str
    blocks: Sequence[Block]
    facts: Sequence[tuple[str, str]]
    bars: Sequence[int]
    digits: str


@dataclass(frozen=True, slots=True)
class Print:
    """Papers and labels that are printed at once, in this order."""

    title: str
    language: str
    dated: datetime
    author: str
    sheets: Sequence[Sheet] = ()
    labels: Sequence[Label] = ()
    drawing: int = 2


def typeset(paper: Paper | Print) -> bytes:
    """
    The PDF of a paper, or of many that are printed at once; never inside a transaction.

    It is drawn by a process of its own, which ends when its time is over, so that no paper holds a worker up.

    :raises TypesetterBusy: if as many are being drawn as there are cores, and none is done soon.
    :raises TypesettingFailed: if it can't be drawn.
    """
    order = json.dumps({"paper": _breakable(_plain(paper)), "drawing": paper.drawing}, ensure_ascii=False)
    with _place():
        return _draw(order.encode())


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=_WAITS_S):
        raise TypesetterBusy
    try:
        yield
    finally:
        _places.release()


def _draw(order: bytes) -> bytes:
    with subprocess.Popen(
        [sys.executable, "-m", "kit.typesetter"],
        cwd=_ROOT,
        env={name: value for name in _KNOWN_TO_IT if (value := os.environ.get(name)) is not None},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as typesetter:
        try:
            resource.prlimit(typesetter.pid, resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
            drawn, complained = typesetter.communicate(order, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise TypesettingFailed(f"no paper after {SECONDS} s") from None
        finally:
            typesetter.kill()
    if typesetter.returncode or not drawn.startswith(b"%PDF"):
        raise TypesettingFailed(complained.decode(errors="replace").strip()[-_TOLD:])
    return drawn


def _plain(paper: Paper | Print) -> dict[str, Any]:
    told = asdict(paper)
    at = paper.dated.astimezone(UTC)
    told["dated"] = [at.year, at.month, at.day, at.hour, at.minute, at.second]
    for each in (told, *told.get("sheets", ()), *told.get("labels", ())):
        each["language"], _, each["script"] = each["language"].partition("-")
    return told


def _breakable(told: Any) -> Any:
    """Texts in which the longest words may be broken: a name of a hundred letters leaves no margin."""
    if isinstance(told, str):
        return _WORDS.sub(lambda word: _BREAK.join(_pieces(word[0])), told)
    if isinstance(told, dict):
        return {name: _breakable(each) for name, each in told.items()}
    if isinstance(told, list | tuple):
        return [_breakable(each) for each in told]
    return told


def _pieces(word: str) -> list[str]:
    return [word[at : at + _LONGEST_WORD] for at in range(0, len(word), _LONGEST_WORD)]
