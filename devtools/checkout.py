"""Where does a checkout keep its environment, its state and its logs?"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devtools.problems import Problem


@dataclass(frozen=True)
class Checkout:
    """The folders of one copy of the source; nothing outside them is shared with another copy."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The Python that runs the shop."""
        return self.venv / "bin" / "python"

    @property
    def state(self) -> Path:
        """The private folder for data, passwords, records and logs."""
        return self.root / ".dev"

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.state / "logs"

    @property
    def secrets(self) -> Path:
        """Generated passwords and keys."""
        return self.state / "secrets.json"

    @property
    def running(self) -> Path:
        """What runs now: process ids with start times, URLs."""
        return self.state / "running.json"

    @property
    def credentials(self) -> Path:
        """Demo sign-ins and API keys, written by the demo loader."""
        return self.state / "credentials.json"

    def make_state(self) -> None:
        """Make the private folders; existing ones are left as they are."""
        try:
            self.state.mkdir(mode=0o700, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Problem(f"The state folder {self.state} cannot be made: {error.strerror}.") from error
        if not os.access(self.state, os.R_OK | os.W_OK | os.X_OK):
            raise Problem(f"The state folder {self.state} belongs to another user of this machine.")


def this_checkout() -> Checkout:
    """The checkout that holds this file, whatever the current folder is."""
    return Checkout(root=Path(__file__).resolve().parent.parent)


@contextlib.contextmanager
def locked(path: Path, *, patience_s: float, excuse: str) -> Iterator[None]:
    """
    Hold a lock file for as long as the block runs; a killed holder frees it.

    :raises Problem: with ``excuse`` if another process holds it longer than ``patience_s`` seconds.
    """
    deadline = time.monotonic() + patience_s
    with path.open("a") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Problem(excuse) from None
                time.sleep(0.1)
        yield
