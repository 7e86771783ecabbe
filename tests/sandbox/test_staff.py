"""What do staff see of the test world, and only when they ask for it?"""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import ApiKey, User
from accounts.sites import staff_site
from consoles.queries import overview
from kit.actors import Actor
from kit.clock import now
from kit.transactions import owns_transaction
from orders.queries.finding import orders_numbered
from shipping.errors import AllotmentContradicts, PlaceRefused
from shipping.operations.allotting import allot, hold_places
from shipping.operations.moving import move_shipment
from tests import desks
from tests.sandbox.conftest import Worlds

# What tells the test side's order, checkout, payment, shipment, seller and listing in a list.
_LISTS = ("orders.order", "orders.ordergroup", "payments.payment", "shipping.shipment", "catalog.seller")


@pytest.fixture
def desk(worlds: Worlds) -> Client:
    """A browser in which a superuser is signed in."""
    client = Client()
    desks.sign_in(client, User.objects.create_superuser("boss@example.com"))
    return client


def rows_of(answer: Any) -> set[Any]:
    """The ids of the rows that a list shows."""
    return {row.pk for row in answer.context["cl"].result_list}


def revoke(desk: Client, pk: UUID) -> Any:
    """Press the button on the page of a key."""
    asked = {"action": "revoke", "_selected_action": str(pk), "_from_page": str(pk), "reason": "Lost."}
    return desk.post(reverse("admin:accounts_apikey_changelist"), asked)


def test_lists_show_one_world_and_say_so(desk: Client) -> None:
    asked = [admin for admin in staff_site._registry.values() if getattr(admin, "test_rows", None)]
    assert len(asked) > 30
    for admin in asked:
        opts = admin.opts
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        live, test = desk.get(address), desk.get(f"{address}?world=test")
        assert (live.status_code, test.status_code) == (200, 200), address
        assert rows_of(live).isdisjoint(rows_of(test)), address
        assert "Test world" in test.content.decode()
        if opts.label_lower in _LISTS:
            assert rows_of(live), address
            assert rows_of(test), address


def test_the_page_of_a_test_row_says_so(desk: Client, worlds: Worlds) -> None:
    for side, said in ((worlds.live, False), (worlds.twin, True)):
        page = desk.get(reverse("admin:orders_order_change", args=(side.paid_order["id"],)))
        assert page.status_code == 200
        assert ("Test world" in page.context["title"]) == said


def test_a_verb_on_the_page_of_a_test_row_works_on_that_row(desk: Client, worlds: Worlds) -> None:
    for side in worlds.sides():
        key = ApiKey.objects.filter(sandbox=side.sandbox, revoked_at=None).earliest("pk")
        answer = revoke(desk, key.pk)
        assert answer.headers["Location"] == reverse("admin:accounts_apikey_change", args=(key.pk,))
        key.refresh_from_db()
        assert key.revoked_at is not None
        # What is done is not offered again.
        assert b'value="revoke"' not in desk.get(answer.headers["Location"]).content


def test_a_verb_on_what_is_gone_says_so(desk: Client) -> None:
    answer = revoke(desk, UUID(int=7))
    assert [str(each) for each in get_messages(answer.wsgi_request)] == ["It isn't there any more."]


def test_staff_tie_nothing_of_one_world_to_the_other(worlds: Worlds) -> None:
    at, by = now(), Actor(kind="staff", roles=frozenset({"dispatch"}))
    trains = {side.sandbox: side.paid_order["shipments"][0]["departure"]["id"] for side in worlds.sides()}
    for side in worlds.sides():
        other, firm = trains[not side.sandbox], side.seller_row.organisation_id
        with pytest.raises(PlaceRefused) as refused:
            owns_transaction(move_shipment)(
                shipment_id=UUID(side.paid_order["shipments"][0]["id"]),
                departure_id=UUID(other),
                expected_version=None,
                reason="Earlier.",
                at=at,
                by=by,
            )
        assert refused.value.facts["reason"] == "other_way"
        with pytest.raises(AllotmentContradicts):
            owns_transaction(hold_places)(
                departure_id=UUID(other), organisation_id=firm, places=1, at=at, by=by
            )
    with pytest.raises(AllotmentContradicts):
        owns_transaction(allot)(
            organisation_id=worlds.live.seller_row.organisation_id,
            service_code="T-ALA-LYG-KH",
            places=1,
            release_h=24,
            valid_from=at.date(),
            valid_to=None,
            at=at,
            by=by,
        )


def test_nobody_finds_or_counts_what_is_only_a_test(worlds: Worlds) -> None:
    numbers = [side.paid_order["number"] for side in worlds.sides()]
    found = [row[3] for row in orders_numbered(numbers, most=9)]
    assert found == [worlds.live.paid_order["number"]]
    seen = overview(at=worlds.whole.market.at)
    assert {train.name for train in (*seen.booked, *seen.trains)} & {"T-ALA-LYG-KH", "T-ALA-LYG-DO"} == set()
