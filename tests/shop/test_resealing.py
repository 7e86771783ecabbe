"""Does everything that is encrypted come under a new key, in pieces, and stay readable?"""

from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from accounts.models import Organisation
from kit import sealing
from kit.actors import Actor
from kit.resealing import reseal_batch
from kit.transactions import owns_transaction
from news.models import Endpoint
from news.operations.subscribing import create_endpoint
from news.sealing import unseal as unseal_secret
from orders.models import ImportIdentity
from orders.operations import identifying
from orders.policy import IDENTITY_SEALED_AS
from shop.made_up import identity_number
from shop.management.commands import reseal
from shop.management.commands.reseal import SEALED
from tests.orders.market import Market

OLD, NEW = "the-key-of-before-" + "x" * 40, "the-key-of-today-" + "y" * 40


@pytest.fixture
def old_key(settings: Any) -> None:
    """What is sealed in a test is sealed under a key that will be an old one."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []


@pytest.fixture
def people(db: None, old_key: None, shop_today: Market) -> list[ImportIdentity]:
    """Five whose numbers were sealed under it."""
    buyers = [shop_today.buyer(f"buyer{number}") for number in range(5)]
    return [buyer.identity for buyer in buyers if buyer.identity]


def turn_key(settings: Any, *, keep: bool = True) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD] if keep else []


def number_of(identity: ImportIdentity) -> str:
    kept = ImportIdentity.objects.get(pk=identity.pk)
    return sealing.unseal(kept.number_sealed, purpose=IDENTITY_SEALED_AS)


def told(**options: Any) -> dict[str, str]:
    """What the command says, by table."""
    out = StringIO()
    call_command("reseal", stdout=out, **options)
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())


def test_numbers_hash_key_and_secrets_are_read_by_the_new_key_alone(
    people: list[ImportIdentity], settings: Any
) -> None:
    firm = Organisation.objects.create(kind="seller", name="Mill", created_at=people[0].created_at)
    hook = owns_transaction(create_endpoint)(
        reader_id=firm.pk, url="https://mill.example.com/", at=people[0].created_at
    ).row
    secret = unseal_secret(hook.secret)
    turn_key(settings)
    assert told(check=True)["orders.ImportIdentity"] == "5 rows, 5 left"
    said = told()
    assert said["orders.ImportIdentity"] == "5 rows, 5 sealed anew, 0 left"
    assert said["orders.HashKey"] == "1 rows, 1 sealed anew, 0 left"
    assert said["news.Endpoint"] == "1 rows, 1 sealed anew, 0 left"
    turn_key(settings, keep=False)
    assert [number_of(each) for each in people] == [identity_number(which) for which in range(5)]
    assert {ImportIdentity.objects.get(pk=each.pk).name for each in people} == {"王芳"}
    assert unseal_secret(Endpoint.objects.get().secret) == secret


def test_the_same_person_is_found_under_the_new_key(people: list[ImportIdentity], settings: Any) -> None:
    wang = people[0]
    by = Actor(kind="buyer", user_id=wang.buyer.user_id)
    owns_transaction(identifying.remove_identity)(identity=wang, at=wang.created_at)
    turn_key(settings)
    call_command("reseal", stdout=StringIO())
    turn_key(settings, keep=False)
    again = owns_transaction(identifying.add_identity)(
        name="王芳", number=identity_number(0), at=wang.created_at, by=by
    )
    # Its number was gone before the key was changed: nothing but the hash could tell.
    assert again.person == wang.person


def test_it_goes_on_where_it_was_stopped_and_does_nothing_twice(
    people: list[ImportIdentity], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_key(settings)
    [kept] = [each for each in SEALED if each.model is ImportIdentity]
    first = owns_transaction(reseal_batch)(kept, after=UUID(int=0), size=2)
    assert (first.seen, first.resealed, first.last) == (2, 2, sorted(each.pk for each in people)[1])
    monkeypatch.setattr(reseal, "BATCH", 2)
    assert told()["orders.ImportIdentity"] == "5 rows, 3 sealed anew, 0 left"
    before = ImportIdentity.objects.get(pk=people[0].pk).number_sealed
    assert told()["orders.ImportIdentity"] == "5 rows, 0 sealed anew, 0 left"
    assert ImportIdentity.objects.get(pk=people[0].pk).number_sealed == before


def test_what_no_key_reads_stays_as_it_is_and_is_told(people: list[ImportIdentity], settings: Any) -> None:
    turn_key(settings, keep=False)
    out = StringIO()
    with pytest.raises(CommandError, match="6 rows are read by neither"):
        call_command("reseal", stdout=out)
    assert "orders.ImportIdentity: 5 rows, 0 sealed anew, 0 left, 5 that no key reads" in out.getvalue()
    turn_key(settings)
    assert number_of(people[0]) == identity_number(0)


def test_every_sealed_column_of_the_shop_is_named(db: None) -> None:
    named = {(each.model, column) for each in SEALED for column in each.columns}
    kept: set[tuple[type[models.Model], str]] = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        # Whether an answer is sealed, with the caller's own key, is a yes or no.
        if not isinstance(field, models.BooleanField)
        if field.name in ("secret", "old_secret", "sealed") or field.name.endswith("_sealed")
    }
    assert kept == named


def test_what_was_sealed_for_one_purpose_is_sealed_anew_for_no_other(old_key: None, settings: Any) -> None:
    sealed = sealing.seal("x", purpose="one")
    turn_key(settings)
    with pytest.raises(InvalidToken):
        sealing.reseal(sealed, purpose="other")
    anew = sealing.reseal(sealed, purpose="one")
    assert anew is not None
    assert sealing.reseal(anew, purpose="one") is None
    turn_key(settings, keep=False)
    assert sealing.unseal(anew, purpose="one") == "x"


def test_a_hash_says_nothing_without_its_key() -> None:
    one, other = sealing.new_hash_key(), sealing.new_hash_key()
    assert sealing.keyed_hash("x", key=one) == sealing.keyed_hash("x", key=one)
    assert sealing.keyed_hash("x", key=one) != sealing.keyed_hash("x", key=other)
    assert len(sealing.keyed_hash("x", key=one)) == ImportIdentity._meta.get_field("person").max_length
