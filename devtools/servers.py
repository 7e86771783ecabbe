"""Which PostgreSQL and which Redis does a command use, and how are the embedded ones brought up together?"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from devtools.files import read_json, write_json
from devtools.home import Home
from devtools.ports import answers, free_port
from devtools.postgres import Passwords, Postgres
from devtools.problems import Problem
from devtools.processes import Running, Service, reap, start, stop
from devtools.programs import postgres_programs, redis_program
from devtools.redis import Redis
from devtools.words import SecretWords

START_TRIES = 4


class Server(Protocol):
    """What PostgreSQL and Redis have in common."""

    def service(self, port: int) -> Service:
        """The server as a service on a loopback port."""

    def wait_until_ready(self, running: Running, port: int) -> bool:
        """Wait for it to answer; False when it ended instead."""


@dataclass(frozen=True)
class Outside:
    """Servers that the operator runs, by address; None where the embedded one is used."""

    database_url: str | None
    database_owner_url: str | None
    redis_url: str | None

    def check(self) -> None:
        """
        Ask each of them for a connection.

        :raises Problem: naming the one that does not answer, or the address that is missing.
        """
        if self.database_owner_url and not self.database_url:
            raise Problem("DATABASE_OWNER_URL is set without DATABASE_URL: set both, or neither.")
        _check_address("DATABASE_URL", self.database_url, 5432)
        _check_address("REDIS_URL", self.redis_url, 6379)


def outside(settings: Mapping[str, str]) -> Outside:
    """The operator's servers, from the environment or ``.env``."""
    return Outside(
        database_url=settings.get("DATABASE_URL") or None,
        database_owner_url=settings.get("DATABASE_OWNER_URL") or None,
        redis_url=settings.get("REDIS_URL") or None,
    )


@dataclass
class Servers:
    """The started embedded servers, with the addresses that the shop is given."""

    urls: dict[str, str] = field(default_factory=dict)
    runnings: list[Running] = field(default_factory=list)


@dataclass(frozen=True)
class Embedded:
    """How to bring the embedded servers up in one home."""

    venv: Path
    home: Home
    words: SecretWords
    logs: Path
    durable: bool

    def start_into(
        self, servers: Servers, *, instead: Outside, started: Callable[[Running], None] = lambda _: None
    ) -> None:
        """
        Start those that the operator does not run, at the ports they had last time when these are free.

        ``started`` hears of each process as soon as it exists, so that it can be ended whatever happens next.

        :raises Problem: if one does not come up.
        """
        ports = self.home.folder / "ports.json"
        wishes = read_json(ports)
        if not instead.database_url:
            postgres = self._postgres()
            postgres.prepare()
            wishes["postgres"] = _start(postgres, wishes.get("postgres"), servers, started)
            postgres.make_roles(wishes["postgres"])
            servers.urls["DATABASE_URL"] = postgres.url(wishes["postgres"])
            servers.urls["DATABASE_OWNER_URL"] = postgres.url(wishes["postgres"], owner=True)
        if not instead.redis_url:
            redis = self._redis()
            wishes["redis"] = _start(redis, wishes.get("redis"), servers, started)
            servers.urls["REDIS_URL"] = redis.url(wishes["redis"])
        write_json(ports, wishes)

    def _postgres(self) -> Postgres:
        return Postgres(
            programs=postgres_programs(self.venv, self.home),
            home=self.home,
            passwords=Passwords(
                superuser=self.words.postgres_superuser,
                owner=self.words.postgres_owner,
                application=self.words.postgres_application,
            ),
            log=self.logs / "postgres.log",
            durable=self.durable,
        )

    def _redis(self) -> Redis:
        return Redis(
            program=redis_program(self.venv, self.home),
            home=self.home,
            password=self.words.redis,
            log=self.logs / "redis.log",
            durable=self.durable,
        )


@contextlib.contextmanager
def for_a_while(embedded: Embedded, *, instead: Outside) -> Iterator[dict[str, str]]:
    """The embedded servers for as long as the block runs; gives their addresses."""
    servers = Servers()
    try:
        embedded.start_into(servers, instead=instead)
        yield servers.urls
    finally:
        stop(servers.runnings)


def _start(server: Server, wish: int | None, servers: Servers, started: Callable[[Running], None]) -> int:
    """Start one server; a port that another program took in between is exchanged for a new one."""
    for attempt in range(1, START_TRIES + 1):
        port = free_port(wish=wish if attempt == 1 else None)
        running = start(server.service(port))
        servers.runnings.append(running)
        started(running)
        if server.wait_until_ready(running, port):
            return port
        reap(running)
        servers.runnings.remove(running)
        if attempt == START_TRIES:
            raise Problem(running.obituary())
    raise AssertionError("the last attempt returns or raises")


def _check_address(name: str, url: str | None, usual_port: int) -> None:
    if url is None:
        return
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or usual_port
    except ValueError as error:
        raise Problem(f"{name} is not an address: {error}.") from error
    if host and not answers(host, port):
        raise Problem(f"The server of {name} does not answer at {host}:{port}.")
