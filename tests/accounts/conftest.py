"""Who knocks at the doors of accounts in its tests?"""

import secrets
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, EVERYONE, SIGNED_IN, Door
from accounts.models import Organisation, User
from accounts.operations.organising import add_member, found_organisation
from kit.clock import now
from kit.errors import Refused
from kit.openapi import operation
from kit.rest import In, WholeField
from tests.api import Api

WANG, PASSWORD = "wang@example.com", "corn-flour-by-rail-7"


@pytest.fixture
def uncounted() -> None:
    """The test tries everything for the first time."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for key in client.scan_iter("throttle:*"):
            client.delete(key)


@pytest.fixture
def wang(make_user: Callable[..., User]) -> User:
    """Somebody who may sign in with a password."""
    user = make_user(WANG)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


@pytest.fixture
def stranger(db: None) -> Api:
    """A caller at an address that no throttle has seen."""
    return at_address(Api())


def at_address(api: Api) -> Api:
    """The same caller at an address of its own."""
    parts = (str(secrets.randbelow(256)) for _ in range(3))
    api.client.defaults["REMOTE_ADDR"] = f"10.{'.'.join(parts)}"
    return api


@pytest.fixture
def make_organisation(db: None) -> Callable[[str], Organisation]:
    """An organisation of a kind."""

    def make(kind: str = "seller") -> Organisation:
        return found_organisation(kind=kind, name=f"{kind} {secrets.token_hex(3)}", at=now())

    return make


@pytest.fixture
def make_member(
    make_user: Callable[..., User], make_organisation: Callable[[str], Organisation]
) -> Callable[..., User]:
    """A user with a role in an organisation."""

    def make(role: str = "owner", organisation: Organisation | None = None) -> User:
        user = make_user()
        with transaction.atomic():
            add_member(
                user=user, organisation=organisation or make_organisation("seller"), role=role, at=now()
            )
        return user

    return make


class WordIn(In):
    number = WholeField()


class EffectDoor(Door):
    """A door whose effects a test can count: each POST adds a user's version."""

    writers = EVERYONE
    effects: ClassVar[list[int]] = []

    @operation(id="effect", summary="An effect", request=WordIn)
    def post(self, request: Request) -> Response:
        given = self.body(WordIn)
        self.effects.append(given["number"])
        if given["number"] < 0:
            found_organisation(kind="carrier", name="never", at=now())
            raise Refused
        return self.answer({"number": given["number"], "nth": len(self.effects)}, status=201)


class RequiredDoor(EffectDoor):
    idempotency = "required"


class CartDoor(EffectDoor):
    caller_header = "X-Cart-Token"


class RowDoor(Door):
    """A door to one organisation, some of whose methods are wrong on purpose."""

    resource = "sellers"
    readers: ClassVar[Any] = {**SIGNED_IN}
    writers: ClassVar[Any] = {"seller": {"owner"}, "staff": ANYONE}

    @operation(id="showRow", summary="A row")
    def get(self, request: Request, name: str) -> Response:
        row = Organisation.objects.get(name=name)
        return self.answer({"name": row.name, "kind": row.kind}, row=row)

    @operation(id="changeRow", summary="Change a row")
    def patch(self, request: Request, name: str) -> Response:
        row = self.matched(Organisation.objects.select_for_update().get(name=name))
        row.version += 1
        row.save()
        return self.answer({"name": row.name}, row=row)

    @operation(id="forgetful", summary="Forgets to match")
    def put(self, request: Request, name: str) -> Response:
        Organisation.objects.filter(name=name).update(kind="carrier")
        return self.answer({})


class OpenDoor(Door):
    """A door for everybody, that says as whom they came in."""

    resource = "sellers"
    readers = EVERYONE

    @operation(id="showOpen", summary="Who reads")
    def get(self, request: Request) -> Response:
        return self.answer({"reader": self.actor.kind})


class FaultyDoor(Door):
    readers = EVERYONE
    fault: ClassVar[Exception] = RuntimeError("a secret detail")

    @operation(id="fault", summary="A fault")
    def get(self, request: Request) -> Response:
        raise self.fault


urlpatterns = [
    path("api/v1/effects", EffectDoor.as_view()),
    path("api/v1/required", RequiredDoor.as_view()),
    path("api/v1/cart", CartDoor.as_view()),
    path("api/v1/rows/<str:name>", RowDoor.as_view()),
    path("api/v1/open", OpenDoor.as_view()),
    path("api/v1/fault", FaultyDoor.as_view()),
]
handler404 = "kit.faults.not_found"
handler500 = "kit.faults.server_error"


@pytest.fixture
def doors(settings: Any) -> list[int]:
    """Hang the doors above into an address list of their own; answers the list of effects."""
    settings.ROOT_URLCONF = "tests.accounts.conftest"
    EffectDoor.effects.clear()
    return EffectDoor.effects
