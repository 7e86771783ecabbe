"""Whose rights do the database servers get when the launcher runs as root?"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devtools.problems import Problem

LESSER_ACCOUNTS = ("nobody", "daemon")


@dataclass(frozen=True)
class Account:
    """An account that exists already; none is ever made."""

    name: str
    uid: int
    gid: int

    def may_run(self, program: Path) -> bool:
        """Whether this account reaches a program and its libraries, found out by asking for its version."""
        try:
            answer = subprocess.run(
                [program, "--version"],
                cwd="/",
                user=self.uid,
                group=self.gid,
                extra_groups=[],
                capture_output=True,
                check=False,
            )
        except OSError:
            return False
        return answer.returncode == 0


def lesser_account() -> Account | None:
    """
    The account for servers that refuse to run as root; None for an ordinary user.

    :raises Problem: if this machine has none.
    """
    if os.geteuid() != 0:
        return None
    for name in LESSER_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise Problem(
        "PostgreSQL refuses to run as root, and this machine has no account 'nobody' to run it under."
    )
