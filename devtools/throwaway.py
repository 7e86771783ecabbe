"""How does a run of tests get servers of its own that are gone afterwards, even when it was killed?"""

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from devtools.checkout import Checkout
from devtools.ending import end_recorded
from devtools.home import throwaway_home
from devtools.processes import Running, stop
from devtools.record import new_record, read_record
from devtools.servers import Embedded, Outside, Servers
from devtools.words import new_secret_words

NOTHING_OUTSIDE = Outside(database_url=None, database_owner_url=None, redis_url=None)


@contextlib.contextmanager
def throwaway_servers(checkout: Checkout, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """
    PostgreSQL and Redis for as long as the block runs, fast unless `durable`; gives their addresses.

    :raises Problem: if they cannot be started.
    """
    clear_stale(checkout)
    record = new_record()
    note = _folder(checkout) / f"{secrets.token_hex(6)}.json"
    home = throwaway_home()
    record.home = str(home.folder)
    record.write(note)

    def remember(running: Running) -> None:
        record.processes[running.service.name] = running.target()
        record.write(note)

    logs = checkout.logs / "test"
    logs.mkdir(mode=0o700, exist_ok=True)
    servers = Servers()
    embedded = Embedded(checkout.venv, home, new_secret_words(), logs=logs, durable=durable)
    try:
        embedded.start_into(servers, instead=NOTHING_OUTSIDE, started=remember)
        yield servers.urls
    finally:
        stop(servers.runnings)
        home.remove()
        note.unlink(missing_ok=True)


def clear_stale(checkout: Checkout) -> None:
    """End the servers of a test run that was killed, and remove their data."""
    for note in _folder(checkout).glob("*.json"):
        record = read_record(note)
        if record is None:
            note.unlink()
        elif not record.launcher.is_alive:
            end_recorded(record)
            shutil.rmtree(Path(record.home), ignore_errors=True)
            note.unlink()


def _folder(checkout: Checkout) -> Path:
    folder = checkout.state / "throwaway"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
