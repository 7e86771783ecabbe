"""What was written to the logs since the last look?"""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Follower:
    """Remembers how far each log was read."""

    logs: dict[str, Path]
    _positions: dict[str, int] = field(default_factory=dict)

    def skip_to_the_end(self, *, but_last_bytes: int = 0) -> None:
        """Show only what comes from now on, with some of what came before if asked."""
        for name, log in self.logs.items():
            size = log.stat().st_size if log.exists() else 0
            self._positions[name] = max(0, size - but_last_bytes)

    def new_lines(self) -> list[tuple[str, str]]:
        """The whole lines written since, each with the name of its log."""
        return [(name, line) for name, log in self.logs.items() for line in self._read(name, log)]

    def show(self) -> None:
        """Print them, each behind its name."""
        width = max((len(name) for name in self.logs), default=0)
        for name, line in self.new_lines():
            print(f"{name:<{width}} | {line}", flush=True)

    def _read(self, name: str, log: Path) -> list[str]:
        position = self._positions.get(name, 0)
        if not log.exists():
            return []
        with log.open("rb") as stream:
            if log.stat().st_size < position:
                position = 0
            stream.seek(position)
            text = stream.read()
        whole, newline, _ = text.rpartition(b"\n")
        self._positions[name] = position + len(whole) + len(newline)
        return whole.decode(errors="replace").splitlines()
