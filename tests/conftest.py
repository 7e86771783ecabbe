"""What does every test stand on?"""

import functools
import gc
import itertools
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

import kit.jobs
import kit.letters
from accounts.models import User
from accounts.operations.registering import register
from accounts.operations.signing_in import issue_token
from accounts.operations.throttling import forget_redis
from kit.clock import now
from kit.database import as_owner
from tests import desks
from tests.api import Api
from tests.emptying import empty
from tests.letters import Letterbox
from tests.orders.market import Market
from tests.stages import STAGES, lays, sweep

R = TypeVar("R")

# A busy machine is slow, which says nothing of the code: no property fails by the clock.
hypothesis_settings.register_profile("shop", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("shop")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """
    Make the test database as the schema's owner; tests run as the application.

    With `--reuse-db` it stays for the next run, which then only migrates what is new;
    after a change of a migration that has run, add `--create-db` once.
    """
    keep = bool(request.config.getoption("reuse_db"))
    anew = bool(request.config.getoption("create_db"))
    with django_db_blocker.unblock(), as_owner():
        made = setup_databases(
            verbosity=0, interactive=False, serialized_aliases=set(), keepdb=keep and not anew
        )
    STAGES.unblocked = django_db_blocker.unblock
    # After a test that commits; one that is undone has its own way.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _emptied)
        yield
    STAGES.leave()
    if keep:
        return
    with django_db_blocker.unblock(), as_owner():
        teardown_databases(made, verbosity=0)


def _emptied(_: object) -> None:
    empty()
    sweep()


@pytest.fixture(scope="session", autouse=True)
def _files_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests upload goes where no other process that tests at the same time counts files."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the tests of a folder those stand together that start from the same, so that it is laid once."""
    STAGES.put_together(items)


def pytest_collection_finish() -> None:
    """What thousands of tests were collected into stays: the garbage collector need not look again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture: a stage that this test doesn't start from must be gone."""
    STAGES.leave_for(item)


@pytest.fixture
def _staged(request: pytest.FixtureRequest, django_db_setup: None) -> None:
    """What the test starts from stands, by the clock of the test."""
    STAGES.enter(request.node)


@pytest.fixture
def db(_staged: None, db: None) -> None:
    """The database, undone after the test."""


@lays("shop_today")
def _lay_shop_today() -> None:
    Market(at=_this_minute()).open()


@pytest.fixture
def shop_today(db: None) -> Market:
    """An open shop today, since doors read the clock."""
    return Market(at=_this_minute())


def _this_minute() -> datetime:
    return now().replace(second=0, microsecond=0)


class Jobs:
    """
    The queue of a test: nothing reaches a broker, and `drain()` runs what waits.

        def test_a_paid_order_is_fulfilled(db, jobs): ...
            capture(payment)
            jobs.drain()

    `jobs.sent` shows what waits, as pairs of name and arguments.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, Mapping[str, object]]] = []
        self.done: list[str] = []

    def drain(self, at_most: int = 1000) -> list[str]:
        """
        Run commit hooks and queued jobs until none is left; the names that ran, in order.

        Under the `db` fixture nothing ever commits, so the hooks are run here; with
        `transactional_db` they have run by themselves.
        """
        _import_tasks()
        self.done.clear()
        for _ in range(at_most):
            self._run_commit_hooks()
            if not self.sent:
                return list(self.done)
            name, kwargs = self.sent.pop(0)
            self.done.append(name)
            current_app.tasks[name].apply(kwargs=dict(kwargs), throw=True)
        raise AssertionError(f"the jobs go on for ever: {self.done[-5:]}")

    def _run_commit_hooks(self) -> None:
        while connection.run_on_commit:
            hook: Any = connection.run_on_commit.pop(0)[1]
            hook()


@functools.cache
def _import_tasks() -> None:
    """A job is found by name only once its module is known, in tests as in workers."""
    current_app.loader.import_default_modules()


@pytest.fixture(autouse=True)
def jobs(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """The queue of this test, see `Jobs`; every test has one, so none talks to a broker."""
    queue = Jobs()
    monkeypatch.setattr(kit.jobs, "sender", lambda name, kwargs: queue.sent.append((name, kwargs)))
    return queue


@pytest.fixture
def drain_jobs(jobs: Jobs) -> Callable[[], list[str]]:
    """Run what the test has queued until nothing is left."""
    return jobs.drain


@pytest.fixture
def at_once(transactional_db: None) -> Callable[[list[Callable[[], R]]], list[R | Exception]]:
    """
    Start all of some calls at the same instant, each in a thread with its own connection.

    Answers in the order of the calls; a call that raised gives its exception.
    """

    def run(calls: list[Callable[[], R]]) -> list[R | Exception]:
        barrier = Barrier(len(calls))

        def one(call: Callable[[], R]) -> R | Exception:
            try:
                connection.ensure_connection()
                barrier.wait(timeout=30)
                return call()
            except Exception as error:  # noqa: BLE001 the test looks at it
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


@pytest.fixture
def api(db: None) -> Api:
    """A client of the REST API whom nobody knows; `api.as_user(user)` and `api.with_key(…)` sign in."""
    return Api()


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """Make a confirmed user: `make_user()`, `make_user("a@example.com", staff=True)`."""
    numbers = itertools.count(1)

    def make(email: str = "", *, staff: bool = False, confirmed: bool = True) -> User:
        with transaction.atomic():
            return register(
                email=email or f"user{next(numbers)}@example.com",
                password=None,
                confirmed=confirmed,
                staff=staff,
                at=now(),
            )

    return make


@pytest.fixture
def signed_in(api: Api) -> Callable[[User], Api]:
    """An API client with a fresh token of a user."""

    def sign_in(user: User) -> Api:
        with transaction.atomic():
            issued = issue_token(user=user, user_agent="pytest", at=now())
        return api.with_credential(issued.token)

    return sign_in


@pytest.fixture
def proved_in(api: Api) -> Callable[[User], Api]:
    """An API client of a user who has just given password and code."""
    return lambda user: api.with_credential(desks.token_of(user))


@pytest.fixture(scope="session", autouse=True)
def _settings_of_this_process(worker_id: str) -> Iterator[None]:
    """Counts in a Redis database of its own, as tests run in parallel; passwords hashed in no time."""
    number = 1 + int(worker_id.removeprefix("gw") if worker_id.startswith("gw") else 0)
    with override_settings(
        REDIS_URL=urlsplit(settings.REDIS_URL)._replace(path=f"/{number}").geturl(),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def _fresh_breakers() -> None:
    """No test inherits another's opinion of the broker or of Redis."""
    kit.jobs.forget_failures()
    forget_redis()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """No test reads in the language that another's page was in: a request leaves it to its thread."""
    translation.deactivate()


@pytest.fixture
def letterbox(monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    """Where letters of this test stay, see `Letterbox`; none is sent."""
    box = Letterbox()
    monkeypatch.setattr(kit.letters._Handed, "post", box.post)
    return box
