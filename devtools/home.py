"""In which folder do the embedded servers live, and under whose rights?"""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from devtools.account import Account, lesser_account
from devtools.checkout import Checkout
from devtools.files import write_private
from devtools.problems import Problem

ROOTS_HOMES = Path("/var/tmp")  # noqa: S108 - survives a restart of the machine, which /tmp need not


@dataclass(frozen=True)
class Home:
    """A private folder that the servers' account owns and reaches."""

    folder: Path
    account: Account | None

    def give(self, path: Path) -> None:
        """Hand a file or folder that we made to the servers' account."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def make_folder(self, name: str) -> Path:
        """A private folder inside this one."""
        path = self.folder / name
        if not path.exists():
            path.mkdir(mode=0o700)
            self.give(path)
        return path

    def write(self, path: Path, text: str) -> None:
        """A private file that the servers' account can read."""
        write_private(path, text)
        self.give(path)

    def remove(self) -> None:
        """Delete the folder with all data in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def lasting_home(checkout: Checkout, *, token: str) -> Home:
    """
    The checkout's own home: its state folder, or for root a folder that a lesser account can reach.

    The token, kept with the checkout's secrets, tells data of a deleted checkout at the same path from ours.

    :raises Problem: if somebody else sits on the folder, or a server of the deleted checkout still runs.
    """
    account = lesser_account()
    if account is None:
        return Home(folder=checkout.state, account=None)
    key = hashlib.sha256(str(checkout.root).encode()).hexdigest()[:12]
    home = Home(folder=ROOTS_HOMES / f"steel-camel-{key}", account=account)
    mark = home.folder / "checkout"
    if home.folder.is_symlink() or home.folder.exists():
        _refuse_strangers(home)
        if mark.exists() and mark.read_text() == token:
            return home
        _refuse_living_server(home)
        home.remove()
    _make(home)
    home.write(mark, token)
    return home


def throwaway_home() -> Home:
    """A home for one run of tests; its user removes it."""
    account = lesser_account()
    parent = ROOTS_HOMES if account else Path(tempfile.gettempdir())
    home = Home(folder=parent / f"steel-camel-test-{secrets.token_hex(6)}", account=account)
    _make(home)
    return home


def _make(home: Home) -> None:
    try:
        home.folder.mkdir(mode=0o700)
        home.give(home.folder)
    except OSError as error:
        raise Problem(f"The servers' folder {home.folder} cannot be made: {error.strerror}.") from error


def _refuse_strangers(home: Home) -> None:
    facts = home.folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or not home.account or facts.st_uid != home.account.uid:
        raise Problem(
            f"{home.folder} is in the way: it is not the private folder that this launcher makes there."
        )


def _refuse_living_server(home: Home) -> None:
    lock = home.folder / "postgres" / "postmaster.pid"
    if not lock.exists():
        return
    pid = lock.read_text().partition("\n")[0].strip()
    name = Path("/proc") / pid / "comm"
    if pid.isdigit() and name.exists() and name.read_text().strip() == "postgres":
        raise Problem(
            f"A PostgreSQL server of an earlier copy of this checkout still runs: end process {pid} first."
        )
