"""How is an embedded PostgreSQL made, started and given its two roles?"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.home import Home
from devtools.identity import fingerprint
from devtools.ports import LOOPBACK
from devtools.problems import Problem, last_words
from devtools.processes import Running, Service

SUPERUSER = "postgres"
OWNER = "steelcamel_owner"
APPLICATION = "steelcamel_app"
DATABASE = "steelcamel"

BARE_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# Smart shutdown would wait for every client, so: fast, then immediate.
GOODBYES = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0))
SETTINGS = {
    "listen_addresses": LOOPBACK,
    # A socket's path may have 107 characters, a checkout's may have more.
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Of the memory a server keeps so much of what it read last, in MB: an eighth, within bounds. PostgreSQL's own
# choice is the least of these whatever the machine has, and a million listings read again and again.
LEAST_CACHE_MB, MOST_CACHE_MB, CACHE_SHARE = 128, 1024, 8
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # What tests write is never committed: whoever counted meanwhile would make the planner believe in
    # empty tables. They sweep dead rows out themselves.
    "autovacuum": "off",
}

MAKE_ROLES = """
SELECT format('CREATE ROLE %I LOGIN', name)
FROM (VALUES (:'owner'), (:'application')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE :"owner" WITH LOGIN CREATEDB NOSUPERUSER NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE :"application" WITH LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE PASSWORD :'application_password';
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
"""


def cache_mb(memory: int) -> int:
    """How much a durable server keeps at hand on a machine with so much memory, both in MB."""
    return max(LEAST_CACHE_MB, min(MOST_CACHE_MB, memory // CACHE_SHARE))


def memory_mb(limit: Path = Path("/sys/fs/cgroup/memory.max")) -> int:
    """The memory of this machine in MB, or of the container that it is, by the kernel's `limit` for it."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    allowed = limit.read_text().strip() if limit.is_file() else ""
    return (min(whole, int(allowed)) if allowed.isdigit() else whole) // 2**20


@dataclass(frozen=True)
class Passwords:
    """One password per role."""

    superuser: str
    owner: str
    application: str


@dataclass(frozen=True)
class Postgres:
    """One embedded server: its programs, its home, its passwords, and whether its data outlives a crash."""

    programs: Path
    home: Home
    passwords: Passwords
    log: Path
    durable: bool

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home.folder / "postgres"

    def prepare(self) -> None:
        """
        Make the data folder if it is missing, whole or not at all.

        :raises Problem: if ``initdb`` fails.
        """
        if self.data.exists():
            self._forget_dead_server()
            return
        fresh = self.home.folder / "postgres.new"
        self._run("rm", ["/bin/rm", "-rf", str(fresh)])
        password_file = self.home.folder / "password"
        self.home.write(password_file, self.passwords.superuser)
        try:
            self._run("initdb", [str(self.programs / "initdb"), *self._initdb_options(fresh, password_file)])
        finally:
            password_file.unlink()
        fresh.rename(self.data)

    def service(self, port: int) -> Service:
        """The server as a service on a loopback port."""
        kept = DURABLE | {"shared_buffers": f"{cache_mb(memory_mb())}MB"} if self.durable else FLEETING
        settings = SETTINGS | kept | {"port": str(port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Service(
            name="postgres",
            title="PostgreSQL",
            argv=[str(self.programs / "postgres"), "-D", str(self.data), *options],
            environment=BARE_ENVIRONMENT,
            folder=self.home.folder,
            log=self.log,
            account=self.home.account,
            goodbyes=GOODBYES,
        )

    def wait_until_ready(self, running: Running, port: int, *, patience_s: float = 60.0) -> bool:
        """
        Wait for the server to take connections; False when it ended instead.

        :raises Problem: if it does neither in time.
        """
        question = [str(self.programs / "pg_isready"), "-q", "-h", LOOPBACK, "-p", str(port)]
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if running.has_ended:
                return False
            if subprocess.run(question, check=False).returncode == 0:
                return True
            time.sleep(0.05)
        raise Problem(f"PostgreSQL does not answer on port {port}: {last_words(self.log)} (see {self.log})")

    def make_roles(self, port: int) -> None:
        """
        Make the role that migrates, the role that runs, and the database; repeated, it renews the passwords.

        :raises Problem: if the server refuses.
        """
        words = {
            "owner": OWNER,
            "owner_password": self.passwords.owner,
            "application": APPLICATION,
            "application_password": self.passwords.application,
            "database": DATABASE,
        }
        settings = "".join(f"\\set {name} '{value}'\n" for name, value in words.items())
        answer = subprocess.run(
            [str(self.programs / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"],
            input=settings + MAKE_ROLES,
            env=BARE_ENVIRONMENT
            | {
                "PGHOST": LOOPBACK,
                "PGPORT": str(port),
                "PGUSER": SUPERUSER,
                "PGPASSWORD": self.passwords.superuser,
                "PGDATABASE": "postgres",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise Problem(f"The database roles cannot be made: {answer.stderr.strip()}")

    def url(self, port: int, *, owner: bool = False) -> str:
        """The address for one of the two roles."""
        role = OWNER if owner else APPLICATION
        password = self.passwords.owner if owner else self.passwords.application
        return f"postgres://{role}:{password}@{LOOPBACK}:{port}/{DATABASE}"

    def _initdb_options(self, folder: Path, password_file: Path) -> list[str]:
        options = [
            "--pgdata",
            str(folder),
            "--username",
            SUPERUSER,
            "--pwfile",
            str(password_file),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            # PostgreSQL's own C.UTF-8 sorts by code point and is the same on every system.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        return options if self.durable else [*options, "--no-sync"]

    def _run(self, name: str, argv: Sequence[str]) -> None:
        account = self.home.account
        try:
            answer = subprocess.run(
                argv,
                cwd=self.home.folder,
                env=BARE_ENVIRONMENT,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            raise Problem(f"{name} cannot be run: {error}.") from error
        if answer.returncode:
            words = (answer.stderr.strip() or answer.stdout.strip()).splitlines()
            raise Problem(f"The database cannot be made: {words[-1] if words else 'initdb gave no reason'}")

    def _forget_dead_server(self) -> None:
        """Remove a lock file whose process id belongs to another program now (a container restarted)."""
        lock = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError):
            pid = int(lock.read_text().partition("\n")[0])
            name = Path("/proc") / str(pid) / "comm"
            if fingerprint(pid) and name.exists() and name.read_text().strip() != "postgres":
                lock.unlink()
