"""Does the page of a listing, of a seller offer what its state allows, and nothing that would be refused?"""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Listing, Seller
from kit.clock import now
from tests import desks
from tests.catalog.trade import Trade

# States that say since when.
_STAMPED: dict[type[Any], tuple[str, ...]] = {Listing: ("retired",), Seller: ("suspended",)}


@pytest.fixture
def boss(make_user: Any) -> Client:
    """Somebody of staff who may use every verb."""
    user: User = make_user(staff=True)
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    client = Client()
    desks.sign_in(client, user)
    return client


def offered(client: Client, row: Any) -> set[str]:
    """The verbs that have a button on the page of a row."""
    address = reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk])
    return set(re.findall(r'name="action" value="(\w+)"', client.get(address).content.decode()))


def moves(client: Client, row: Any, verb: str, status: str) -> bool:
    """Whether the verb, used on the list, takes a row of that status anywhere."""
    put(row, status)
    address = reverse(f"admin:catalog_{row._meta.model_name}_changelist")
    client.post(address, {"action": verb, "_selected_action": str(row.pk), "index": "0", "reason": "law"})
    row.refresh_from_db()
    return bool(row.status != status)


def put(row: Any, status: str) -> None:
    stamps = {f"{each}_at": now() if each == status else None for each in _STAMPED[type(row)]}
    type(row).objects.filter(pk=row.pk).update(status=status, **stamps)


@pytest.mark.parametrize("status", list(Listing.LIFECYCLE.states))
def test_a_listing_offers_what_its_state_allows(db: None, boss: Client, status: str) -> None:
    listing = Trade().listing(status="live")
    put(listing, status)
    shown = offered(boss, listing)
    verbs = ("approve", "request_changes", "block", "unblock", "publish", "pause", "resume", "retire")
    assert shown == {verb for verb in verbs if moves(boss, listing, verb, status)}


@pytest.mark.parametrize("status", list(Seller.LIFECYCLE.states))
def test_a_seller_offers_what_its_state_allows(db: None, boss: Client, status: str) -> None:
    seller = Trade().listing(status="live").variant.seller
    put(seller, status)
    shown = offered(boss, seller)
    verbs = ("approve", "reject", "suspend", "reinstate")
    assert shown == {verb for verb in verbs if moves(boss, seller, verb, status)}
