"""Who writes the letters of each kind?"""

from collections.abc import Mapping

from kit.letters import Writer


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
