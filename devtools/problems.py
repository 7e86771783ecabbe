"""What does the launcher say when it cannot go on?"""

from pathlib import Path


class Problem(Exception):
    """One clear sentence for the person at the terminal; the command exits with 1."""


def last_words(log: Path) -> str:
    """The last line of a log that says something, or a remark that there is none."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - 8192))
            lines = stream.read().decode(errors="replace").splitlines()
    except OSError:
        lines = []
    spoken = [line.strip() for line in lines if line.strip()]
    return spoken[-1] if spoken else "its log is empty"
