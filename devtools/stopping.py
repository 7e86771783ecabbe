"""How does a request to stop (Ctrl-C, SIGTERM, a closed terminal) reach the launcher at a safe moment?"""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked the launcher to stop."""


class Stopper:
    """Turns signals into ``Stop``, but never between a process's start and its entry in the books."""

    def __init__(self) -> None:
        self._shields = 0
        self._asked = False

    def install(self) -> None:
        """Listen from now on."""
        for number in SIGNALS:
            signal.signal(number, self._handle)

    def ignore(self) -> None:
        """Stop listening, so that nothing interrupts the clearing up."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    @contextlib.contextmanager
    def shielded(self) -> Iterator[None]:
        """Hold a request back until the block is done."""
        self._shields += 1
        try:
            yield
        finally:
            self._shields -= 1
        if self._asked and not self._shields:
            raise Stop

    @contextlib.contextmanager
    def leaving_ctrl_c_to_the_child(self) -> Iterator[None]:
        """While the block runs an interactive program, Ctrl-C is that program's business alone."""
        # A handler, since a child would inherit an ignored signal.
        signal.signal(signal.SIGINT, lambda _number, _frame: None)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, self._handle)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        if not self._shields:
            raise Stop
