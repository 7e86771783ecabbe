"""Do the embedded servers come up private and durable, and go away without a trace?"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from devtools.account import Account, lesser_account
from devtools.checkout import Checkout, this_checkout
from devtools.home import Home, throwaway_home
from devtools.postgres import cache_mb, memory_mb
from devtools.processes import Running, Target
from devtools.programs import postgres_programs
from devtools.record import Record, living_record, read_record
from devtools.servers import Embedded, Outside, Servers, for_a_while
from devtools.throwaway import throwaway_servers
from devtools.words import SecretWords, kept_secret_words, new_secret_words

NOTHING_OUTSIDE = Outside(database_url=None, database_owner_url=None, redis_url=None)
VENV = Path(sys.prefix)


@pytest.fixture
def home() -> Iterator[Home]:
    made = throwaway_home()
    yield made
    made.remove()


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "the logs"
    folder.mkdir()
    return folder


def embedded(home: Home, logs: Path, words: SecretWords) -> Embedded:
    return Embedded(venv=VENV, home=home, words=words, logs=logs, durable=True)


def test_both_servers_keep_their_data_and_addresses_over_a_restart(home: Home, logs: Path) -> None:
    servers = embedded(home, logs, new_secret_words())
    with for_a_while(servers, instead=NOTHING_OUTSIDE) as first:
        with psycopg.connect(first["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
            owner.execute("GRANT SELECT ON kept TO steelcamel_app")
        with redis.Redis.from_url(first["REDIS_URL"]) as client:
            client.set("kept", "yes")
            for setting in (
                {"maxmemory-policy": "noeviction"},
                {"appendonly": "yes"},
                {"appendfsync": "everysec"},
            ):
                assert client.config_get(*setting) == setting
    with for_a_while(servers, instead=NOTHING_OUTSIDE) as second:
        assert second == first
        with psycopg.connect(second["DATABASE_URL"]) as application:
            assert application.execute("SELECT one FROM kept").fetchone() == (1,)
        with redis.Redis.from_url(second["REDIS_URL"]) as client:
            assert client.get("kept") == b"yes"


def test_the_database_is_durable_speaks_every_script_and_has_two_plain_roles(home: Home, logs: Path) -> None:
    with (
        for_a_while(embedded(home, logs, new_secret_words()), instead=NOTHING_OUTSIDE) as urls,
        psycopg.connect(urls["DATABASE_URL"]) as application,
    ):
        settings = ("fsync", "synchronous_commit", "listen_addresses")
        answers = [application.execute(f"SHOW {name}").fetchone() for name in settings]
        assert answers == [("on",), ("on",), ("127.0.0.1",)]
        kept = application.execute("SELECT pg_size_bytes(current_setting('shared_buffers'))").fetchone()
        assert kept == (cache_mb(memory_mb()) * 2**20,)
        assert application.execute("SELECT lower('АЛМАТЫ')").fetchone() == ("алматы",)
        roles = application.execute(
            "SELECT rolname, rolcreatedb, rolsuper OR rolcreaterole FROM pg_roles"
            " WHERE rolname LIKE 'steelcamel%' ORDER BY 1"
        ).fetchall()
        assert roles == [("steelcamel_app", False, False), ("steelcamel_owner", True, False)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("CREATE TABLE mine (one integer)")


@pytest.mark.parametrize(("memory", "kept"), [(512, 128), (4_096, 512), (65_536, 1_024)])
def test_a_durable_server_keeps_an_eighth_of_the_memory_within_bounds(memory: int, kept: int) -> None:
    assert cache_mb(memory) == kept


@pytest.mark.parametrize(("written", "known"), [("max\n", False), ("536870912\n", True), (None, False)])
def test_the_memory_of_a_container_is_what_it_may_use(
    tmp_path: Path, written: str | None, known: bool
) -> None:
    limit = tmp_path / "memory.max"
    if written:
        limit.write_text(written)
    whole = memory_mb(tmp_path / "none")
    assert memory_mb(limit) == (512 if known else whole)


def test_nobody_enters_without_the_password(home: Home, logs: Path) -> None:
    with for_a_while(embedded(home, logs, new_secret_words()), instead=NOTHING_OUTSIDE) as urls:
        without = urls["DATABASE_URL"].replace(urls["DATABASE_URL"].split(":")[2].split("@")[0], "guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(without)
        stranger = redis.Redis.from_url("redis://" + urls["REDIS_URL"].partition("@")[2])
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_the_servers_of_the_operator_are_used_as_they_are(home: Home, logs: Path) -> None:
    instead = Outside(database_url="postgres://db.example/shop", database_owner_url=None, redis_url=None)
    servers = Servers()
    started: list[Running] = []
    with for_a_while(embedded(home, logs, new_secret_words()), instead=instead) as urls:
        assert list(urls) == ["REDIS_URL"]
    everything = Outside("postgres://db.example/shop", None, "redis://db.example")
    embedded(home, logs, new_secret_words()).start_into(servers, instead=everything, started=started.append)
    assert started == []


def test_a_killed_test_run_leaves_no_server_behind(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    checkout.make_state()
    (tmp_path / ".venv").symlink_to(VENV)
    with throwaway_servers(checkout) as urls:
        notes = list((checkout.state / "throwaway").glob("*.json"))
        record = read_record(notes[0])
        assert record
        assert set(record.processes) == {"postgres", "redis"}
        assert all(target.is_alive for target in record.processes.values())
        assert urls.keys() == {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
    assert not any(target.is_alive for target in record.processes.values())
    assert not Path(record.home).exists()
    assert list((checkout.state / "throwaway").glob("*.json")) == []


def test_the_servers_files_belong_to_the_launchers_user_or_for_root_to_a_lesser_account(
    home: Home, logs: Path
) -> None:
    with for_a_while(embedded(home, logs, new_secret_words()), instead=NOTHING_OUTSIDE):
        owners = {home.folder.joinpath(name).stat().st_uid for name in ("postgres", "redis")}
        modes = {home.folder.joinpath(name).stat().st_mode & 0o077 for name in (".", "postgres", "redis")}
    account = lesser_account()
    assert owners == {account.uid if account else os.getuid()}
    assert 0 not in owners
    assert modes == {0}


def test_programs_out_of_the_accounts_reach_are_moved_with_their_libraries(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = home.account or Account(name="me", uid=os.getuid(), gid=os.getgid())
    installed = postgres_programs(VENV, Home(home.folder, account=None))
    monkeypatch.setattr(Account, "may_run", lambda _self, program: VENV not in program.parents)
    moved = postgres_programs(VENV, Home(home.folder, account)) / "initdb"
    assert home.folder in moved.parents
    assert installed.parent.name == moved.parent.parent.name
    version = subprocess.run([moved, "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith("initdb (PostgreSQL) 18")
    assert moved.stat().st_uid == account.uid


def test_generated_words_are_kept_private_and_stay_the_same(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    words = kept_secret_words(path)
    assert kept_secret_words(path) == words
    assert path.stat().st_mode & 0o077 == 0
    assert len({*vars(words).values()}) == len(vars(words))
    assert len(words.secret_key) >= 50


def test_a_record_of_a_dead_launcher_does_not_count_as_running(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    checkout.make_state()
    Record(launcher=Target("the launcher", os.getpid(), "an earlier process of this id", ())).write(
        checkout.running
    )
    assert living_record(checkout) is None
    assert this_checkout().root == Path(__file__).resolve().parents[2]
