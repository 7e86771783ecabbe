"""Does any list of staff show rows of the test world to whoever asked for none?"""

from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import ApiKey, User
from accounts.sites import staff_site
from kit.clock import now
from news.models import Endpoint, Preference
from news.operations.dispatching import dispatch
from orders.models import Order
from payments.models import Payment
from shipping.models import TrainService
from tests import desks
from tests.openapi.samples_stowing import create_unit
from tests.openapi.samples_webhooks import delivery
from tests.openapi.world import good
from tests.sandbox.conftest import Worlds
from tests.sandbox.marks import marks

# Of which both worlds have rows here, at least: what is told to clients, what came from them, what it costs.
_OF_BOTH = {
    *("news.event", "news.endpoint", "news.delivery", "news.preference", "accounts.apikey"),
    *("accounts.user", "accounts.idempotencyrecord", "shipping.transportevent", "shipping.loadunit"),
    *("shipping.organisationlocation", "shipping.shipment", "shipping.departure", "orders.freighttariff"),
    *("orders.order", "payments.payment", "catalog.seller", "storefront.shelf", "storefront.label"),
}
# What staff do with lists, or the world's own machinery, is of neither world.
_OF_NEITHER = {"accounts.export", "accounts.throttlecount", "orders.contactsearch"}


@pytest.fixture
def desk(worlds: Worlds) -> Client:
    """A superuser's browser, before much has happened in both worlds."""
    for side in worlds.sides():
        delivery(side)
        Preference.objects.create(user=side.buyer_user, topic="orders", mode="off", changed_at=now())
        sample = create_unit(side)
        good(sample.api.post(sample.path, sample.body))
    live, twin = worlds.sides()
    good(
        twin.buyer.post(
            "/sandbox/advance", {"shipment": twin.paid_order["shipments"][0]["id"], "to": "loaded"}
        )
    )
    order = live.sold("hand-in")
    good(live.partner.post("/transport-events", live.report(order)))
    while dispatch(at=now()):
        pass
    client = Client()
    desks.sign_in(client, User.objects.create_superuser("boss@example.com"))
    return client


def only_of_tests() -> set[str]:
    """The ids, numbers and codes that rows of the test world alone have."""
    found = {mark.strip('"') for mark in marks(sandbox=True)}
    found |= {str(each.pk) for each in Endpoint.objects.all() if str(each.reader_id) in found}
    return found | {str(pk) for pk in ApiKey.objects.filter(sandbox=True).values_list("pk", flat=True)}


def is_told_by(known: set[str], row: Any) -> bool:
    """
    Whether a row names one of them in any of its columns, such as `key:organisation`.

    A version, a distance, a row's own running number name nobody, though they may be that of some other row.
    """
    naming = [
        field
        for field in row._meta.concrete_fields
        if field.is_relation or not isinstance(field, models.IntegerField)
    ]
    cells = (str(getattr(row, field.attname)) for field in naming)
    return any(word in known for cell in cells for word in (cell, *cell.split(":")))


def listed(desk: Client, admin: Any, **asked: str) -> list[Any]:
    """All rows of a list, on whichever of its screens."""
    answer = desk.get(reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist"), asked)
    assert answer.status_code == 200, admin.opts.label
    return list(answer.context["cl"].queryset)


def test_a_link_from_a_row_leads_to_what_is_its_in_whichever_world(desk: Client, worlds: Worlds) -> None:
    payment, service = (staff_site.tables()[model] for model in (Payment, TrainService))
    for side in worlds.sides():
        order = Order.objects.select_related("group").get(pk=side.paid_order["id"])
        assert [row.sandbox for row in listed(desk, payment, reference=order.group.number)] == [side.sandbox]
    assert [row.code for row in listed(desk, service, code="T-ALA-LYG-KH")] == ["T-ALA-LYG-KH"]


def test_no_list_shows_anything_of_the_test_world_unasked(desk: Client) -> None:
    known = only_of_tests()
    admins = {
        admin.opts.label_lower: admin
        for admin in staff_site.tables().values()
        if admin.opts.label_lower not in _OF_NEITHER
    }
    mixed = {
        name: [row for row in listed(desk, admin) if is_told_by(known, row)] for name, admin in admins.items()
    }
    assert {name: rows for name, rows in mixed.items() if rows} == {}
    for name in _OF_BOTH:
        assert listed(desk, admins[name]), name
        tests = [row.pk for row in listed(desk, admins[name], world="test")]
        assert tests, name
        assert len(tests) == len(set(tests)), name
