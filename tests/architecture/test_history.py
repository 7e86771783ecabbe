"""Does every change leave its record, whichever way it comes, and can nobody take the record back?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog.models import Listing, Price, Seller
from orders.models import Order
from tests import desks
from tests.api import Api
from tests.orders.market import Market


@pytest.fixture
def shop(shop_today: Market) -> Market:
    """An open shop today, since doors read the clock."""
    return shop_today


def history_of(model: type[models.Model]) -> Any:
    """The records of a model."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}Audit")


@contextmanager
def recorded(model: type[models.Model]) -> Iterator[list[Any]]:
    """Exactly one record for each statement that changes one row of a model; filled when the block ends."""
    history = history_of(model)
    newest = history.objects.order_by("-pgh_id").values_list("pgh_id", flat=True).first() or 0
    found: list[Any] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    # The audit's context stands before the statement, so it doesn't begin with UPDATE.
    changes = [each for each in queries if f'UPDATE "{model._meta.db_table}"' in each["sql"]]
    found += history.objects.filter(pgh_id__gt=newest).order_by("pgh_id")
    assert len(found) == len(changes) > 0


def test_a_change_over_rest_is_on_record_with_who_asked(
    shop: Market, signed_in: Callable[[User], Api]
) -> None:
    wang = shop.buyer("wang")
    order = wang.buy((shop.listing(shop.seller()), 1)).orders.get()
    user = User.objects.get(email="wang@example.com")
    with recorded(Order) as records:
        answer = signed_in(user).post(f"/orders/{order.pk}/cancel", {"reason": "changed my mind"})
    assert answer.status_code == 200
    last = records[-1]
    assert (last.pgh_label, last.pgh_obj_id, last.status) == ("update", order.pk, "cancelled")
    assert last.pgh_context["user"] == str(user.pk)
    assert last.pgh_context["request"] == answer.headers["X-Request-ID"]


def test_a_change_by_staff_in_the_admin_is_on_record_with_their_name(shop: Market) -> None:
    seller = shop.seller()
    boss = User.objects.create_superuser("boss@example.com", "a long pass phrase")
    browser = Client()
    desks.sign_in(browser, boss)
    with recorded(Seller) as records:
        browser.post(
            reverse("admin:catalog_seller_changelist"),
            {"action": "suspend", "_selected_action": [str(seller.pk)], "reason": "papers are missing"},
        )
    assert [record.status for record in records] == ["suspended"]
    assert records[0].pgh_context["user"] == str(boss.pk)


def test_a_bulk_change_is_on_record_row_by_row(shop: Market) -> None:
    seller = shop.seller()
    listings = [shop.listing(seller, f"FLOUR-{number}") for number in range(3)]
    assert Listing.objects.update(status="paused") == 3
    changed = history_of(Listing).objects.filter(pgh_label="update", status="paused")
    assert {record.pgh_obj_id for record in changed} == {listing.pk for listing in listings}
    assert changed.count() == 3


def test_a_change_by_sql_alone_is_on_record(shop: Market) -> None:
    listing = shop.listing(shop.seller())
    price = Price.objects.get(listing=listing)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_price SET amount_minor = 1 WHERE id = %s", [price.pk])
        cursor.execute("DELETE FROM catalog_price WHERE id = %s", [price.pk])
        cursor.execute(
            "SELECT pgh_label, amount_minor FROM catalog_priceaudit WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [price.pk],
        )
        assert cursor.fetchall() == [("insert", 1750), ("update", 1), ("delete", 1)]


def test_what_is_rolled_back_leaves_no_record(shop: Market) -> None:
    seller = shop.seller()
    before = history_of(Seller).objects.count()
    with transaction.atomic():
        Seller.objects.filter(pk=seller.pk).update(city="Shymkent")
        assert history_of(Seller).objects.count() == before + 1
        transaction.set_rollback(True)
    assert history_of(Seller).objects.count() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalog_selleraudit SET status = 'verified'",
        "DELETE FROM catalog_selleraudit",
        "TRUNCATE catalog_selleraudit",
        "UPDATE orders_ordermove SET reason = ''",
        "DELETE FROM catalog_stockmove",
        "TRUNCATE shipping_shipmentmove CASCADE",
        "ALTER TABLE catalog_seller DISABLE TRIGGER ALL",
        "DROP TABLE catalog_selleraudit",
        "SET session_replication_role = replica",
    ],
)
def test_nobody_takes_a_record_back(db: None, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert getattr(refusal.value.__cause__, "sqlstate", None) == "42501"
