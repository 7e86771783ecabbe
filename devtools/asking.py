"""How do the commands that look at or work on the running shop reach it?"""

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from devtools.authenticator import with_codes
from devtools.checkout import Checkout, locked
from devtools.environment import operator_settings, shop_environment
from devtools.files import read_json
from devtools.following import Follower
from devtools.home import lasting_home
from devtools.install import ensure_installed
from devtools.ports import FIRST_WEB_PORT, LOOPBACK
from devtools.problems import Problem
from devtools.programs import postgres_programs
from devtools.record import living_record
from devtools.servers import Embedded, for_a_while, outside
from devtools.starting import FIRST_SIGN_IN, log_files
from devtools.stopping import Stopper
from devtools.words import kept_secret_words

SOME_LINES_BYTES = 4000
SERVERS_PATIENCE_S = 60.0


@contextlib.contextmanager
def shop_at_hand(checkout: Checkout) -> Iterator[dict[str, str]]:
    """
    The environment of the running shop; without one, the servers run for as long as the block does.

    :raises Problem: if the servers cannot be started.
    """
    ensure_installed(checkout)
    said = operator_settings(checkout)
    words = kept_secret_words(checkout.secrets)
    record = _record_with_servers(checkout)
    if record:
        urls, base_url, demo = record
        yield shop_environment(checkout, said, words=words, urls=urls, base_url=base_url, demo=demo)
        return
    excuse = "Another ./dev command of this checkout is at work: try again when it is done."
    with locked(checkout.state / "lock", patience_s=60, excuse=excuse):
        embedded = Embedded(
            venv=checkout.venv,
            home=lasting_home(checkout, token=words.home_token),
            words=words,
            logs=checkout.logs,
            durable=True,
        )
        instead = outside(said)
        instead.check()
        with for_a_while(embedded, instead=instead) as urls:
            base_url = f"http://{LOOPBACK}:{said.get('PORT') or FIRST_WEB_PORT}"
            demo = checkout.credentials.exists()
            yield shop_environment(checkout, said, words=words, urls=urls, base_url=base_url, demo=demo)


def _record_with_servers(checkout: Checkout) -> tuple[dict[str, str], str, bool] | None:
    """What a living launcher serves, once its servers are up."""
    deadline = time.monotonic() + SERVERS_PATIENCE_S
    while time.monotonic() < deadline:
        record = living_record(checkout)
        if record is None:
            return None
        if record.urls or record.ready:
            return record.urls, record.base_url, record.demo
        time.sleep(0.1)
    raise Problem("./dev up is still starting: try again when it is ready.")


def manage(checkout: Checkout, stopper: Stopper, words: Sequence[str]) -> int:
    """Run a management command in the shop's environment; returns its exit code."""
    with shop_at_hand(checkout) as environment:
        command = [str(checkout.python), str(checkout.root / "manage.py"), *words]
        with stopper.leaving_ctrl_c_to_the_child():
            return subprocess.run(command, env=environment, check=False).returncode


def psql(checkout: Checkout, stopper: Stopper, words: Sequence[str]) -> int:
    """
    Open PostgreSQL's own terminal as the application's role, or with ``--owner`` as the one that migrates.

    :raises Problem: if there is no such address.
    """
    owner = "--owner" in words
    name = "DATABASE_OWNER_URL" if owner else "DATABASE_URL"
    with shop_at_hand(checkout) as environment:
        url = environment.get(name)
        if not url:
            raise Problem(f"{name} is not set.")
        home = lasting_home(checkout, token=kept_secret_words(checkout.secrets).home_token)
        program = shutil.which("psql") or str(postgres_programs(checkout.venv, home) / "psql")
        command = [program, *(word for word in words if word != "--owner")]
        reached = dict(os.environ) | libpq_environment(url)
        with stopper.leaving_ctrl_c_to_the_child():
            return subprocess.run(command, env=reached, check=False).returncode


def libpq_environment(url: str) -> dict[str, str]:
    """An address as the variables that PostgreSQL's programs read, to keep the password off command lines."""
    parts = urlsplit(url)
    named = {
        "PGHOST": parts.hostname,
        "PGPORT": str(parts.port) if parts.port else None,
        "PGUSER": unquote(parts.username) if parts.username else None,
        "PGPASSWORD": unquote(parts.password) if parts.password else None,
        "PGDATABASE": unquote(parts.path.lstrip("/")) or None,
    }
    named |= {f"PG{key.upper()}": values[-1] for key, values in parse_qs(parts.query).items()}
    return {name: value for name, value in named.items() if value}


def information(checkout: Checkout) -> dict[str, object]:
    """
    All that a visitor needs: addresses, sign-ins, process ids.

    :raises Problem: if the shop does not run.
    """
    record = living_record(checkout)
    if record is None:
        raise Problem("Steel Camel is not running: start it with ./dev up.")
    said = operator_settings(checkout) | record.urls
    return {
        "base_url": record.base_url,
        "admin_url": f"{record.base_url}/admin/",
        "database_url": said.get("DATABASE_URL"),
        "database_owner_url": said.get("DATABASE_OWNER_URL"),
        "redis_url": said.get("REDIS_URL"),
        "ready": record.ready,
        **_sign_ins(checkout, demo=record.demo),
        "processes": {name: target.pid for name, target in record.processes.items()}
        | {"launcher": record.launcher.pid},
    }


def _sign_ins(checkout: Checkout, *, demo: bool) -> dict[str, object]:
    """Those of the demo; without it, the command that makes the first."""
    if demo:
        kept = read_json(checkout.credentials)
        return {"credentials": with_codes(kept, at_s=time.time())}
    return {"credentials": {}, "first_sign_in": FIRST_SIGN_IN}


def print_information(checkout: Checkout, *, as_json: bool) -> None:
    """Print it for a program or for a person."""
    facts = information(checkout)
    if as_json:
        print(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    for name, value in facts.items():
        if value == {}:
            print(f"{name}: none")
        elif isinstance(value, dict):
            print(f"{name}:")
            for inner, content in value.items():
                print(f"  {inner}: {json.dumps(content, ensure_ascii=False)}")
        else:
            print(f"{name}: {value}")


def logs(checkout: Checkout, *, follow: bool) -> None:
    """Show the end of each log, and what comes after while the shop runs, if asked."""
    follower = Follower(log_files(checkout))
    follower.skip_to_the_end(but_last_bytes=SOME_LINES_BYTES)
    follower.show()
    while follow and living_record(checkout):
        time.sleep(0.3)
        follower.show()
