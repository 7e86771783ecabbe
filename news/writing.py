"""Who writes the letters of each kind?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kit.letters import Renewal, Writer


class _Handed:
    """What the app above handed in: words are known to those who own the things."""

    writers: Mapping[str, Writer] = {}


def hand_in_writers(writers: Mapping[str, Writer]) -> None:
    """Say how letters of each kind are written; called once by the app that knows everyone."""
    _Handed.writers = writers


def writer_of(kind: str) -> Writer:
    """
    Whoever writes letters of a kind.

    :raises LookupError: if nobody does, so that none is kept that could not be sent.
    """
    writer = _Handed.writers.get(kind)
    if writer is None:
        raise LookupError(f"nobody writes letters of the kind {kind!r}")
    return writer


def renewed(kind: str, facts: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
    """
    The facts of a letter as they are when it is sent.

    :raises NothingToSay: if it no longer holds.
    """
    renew = writer_of(kind).renew
    return facts if renew is None else renew(facts, at)


def renewing(writers: Mapping[str, Writer], renewals: Mapping[str, Renewal]) -> dict[str, Writer]:
    """
    Writers, some of which have their facts renewed by those who may ask the database.

    :raises KeyError: if there is a renewal for letters that nobody writes.
    """
    return {**writers, **{kind: writers[kind]._replace(renew=renew) for kind, renew in renewals.items()}}
