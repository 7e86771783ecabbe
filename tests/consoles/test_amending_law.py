"""Do staff see what another rate changes before it is written down, and is nothing written before?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from catalog.models import ListingTouch, PositiveListEntry, TariffCode, TaxRate
from kit.transactions import owns_transaction
from orders.models import Cart, Quote
from orders.operations import filling
from tests.consoles.test_board import desk_of
from tests.orders.almaty import LAMP, asel, lamp, trader
from tests.orders.market import FLOUR_HS6, Market

TaxRateAudit: Any = apps.get_model("catalog", "TaxRateAudit")
FIRST = date(2026, 1, 1)


@pytest.fixture
def customs(db: None) -> Client:
    return desk_of("customs")


def flour_vat() -> TaxRate:
    return TaxRate.objects.get(tariff_code__hs6=FLOUR_HS6, country="CN", kind="vat")


def address_of(rate: TaxRate) -> str:
    return reverse("admin:law_rate", args=(rate.pk,))


def said(**changes: Any) -> dict[str, Any]:
    """What is typed of flour's VAT: 18 % instead of 9."""
    return {
        "country": "CN",
        "kind": "vat",
        "percent": "18",
        "valid_from": "2026-01-01",
        "valid_to": "",
        "source": "a decree",
        "confidence": "high",
        **changes,
    }


def seen_first(desk: Client, address: str, given: dict[str, Any]) -> Any:
    """The page of what would follow."""
    page = desk.post(address, given)
    assert page.status_code == 200, page.content.decode()
    return page


def test_a_rate_is_shown_with_three_baskets_and_the_quotes_that_keep_their_totals(
    shop_today: Market, customs: Client
) -> None:
    wang, seller = shop_today.buyer("wang"), shop_today.seller()
    flour = shop_today.listing(seller, "FLOUR", price_minor=10_000)
    held = wang.quote(wang.fill((flour, 2)))
    elsewhere = asel(shop_today)
    elsewhere.quote(elsewhere.fill((lamp(shop_today, trader(shop_today)), 1)))
    page = seen_first(customs, address_of(flour_vat()), said())
    first, second, third = page.context["baskets"]
    # One at 100 yuan with 10 of freight: 110 x 9 % x 70 % = 6.93, x 18 % = 13.86.
    assert first.what == "1 × FLOUR"
    assert (first.was.vat, first.becomes.vat, first.difference) == ("¥6.93", "¥13.86", "¥6.93")
    assert (first.was.total, first.becomes.total) == ("¥116.93", "¥123.86")
    # The other two are made up: 10 of 100 yuan, and one item of 5,800 that pays all in full.
    assert second.what == "10 × made-up goods"
    assert (second.was.total, second.becomes.total) == ("¥1,169.30", "¥1,238.60")
    # 6,380 + 65 % = 10,527; 9 % and 18 % of that.
    assert (third.was.vat, third.becomes.vat) == ("¥947.43", "¥1,894.86")
    assert page.context["foreseen"].held_count == 1
    [row] = page.context["held"]
    assert row.page == reverse("admin:orders_quote_change", args=(held.pk,))
    assert f'<a href="{row.page}">' in page.content.decode()


def test_nothing_is_written_before_the_button_below_is_pressed(shop_today: Market, customs: Client) -> None:
    shop_today.listing(shop_today.seller())
    before = list(TaxRate.objects.order_by("pk").values()), TaxRateAudit.objects.count()
    seen_first(customs, address_of(flour_vat()), said())
    assert (list(TaxRate.objects.order_by("pk").values()), TaxRateAudit.objects.count()) == before


def test_what_was_seen_is_written_down_and_counts_from_then_on(shop_today: Market, customs: Client) -> None:
    wang = shop_today.buyer("wang")
    cart = wang.fill((shop_today.listing(shop_today.seller()), 2))
    held = wang.quote(cart)
    address = address_of(flour_vat())
    token = seen_first(customs, address, said()).context["token"]
    done = customs.post(address, said(seen=token))
    assert (done.status_code, done.headers["Location"]) == (
        302,
        reverse("admin:catalog_taxrate_change", args=(flour_vat().pk,)),
    )
    rate = flour_vat()
    assert (rate.percent, rate.source, rate.version) == (Decimal(18), "a decree", 2)
    assert rate.amended_at is not None
    dearer = wang.quote(cart).document["orders"][0]["vat_minor"]
    assert abs(dearer - 2 * held.document["orders"][0]["vat_minor"]) <= 1
    assert wang.place(cart, Quote.objects.get(pk=held.pk)).total_minor == held.total_minor


def test_a_later_first_day_makes_a_new_rate_and_leaves_the_old_one(
    shop_today: Market, customs: Client
) -> None:
    address, later = address_of(flour_vat()), (shop_today.at + timedelta(days=300)).date()
    given = said(valid_from=later.isoformat())
    page = seen_first(customs, address, given)
    assert page.context["foreseen"].on == later
    customs.post(address, {**given, "seen": page.context["token"]})
    rates = TaxRate.objects.filter(tariff_code__hs6=FLOUR_HS6, country="CN", kind="vat").order_by(
        "valid_from"
    )
    assert [(rate.valid_from, rate.percent) for rate in rates] == [(FIRST, Decimal(9)), (later, Decimal(18))]


@pytest.mark.parametrize("changes", [{"percent": "19"}, {"source": "another"}, {"valid_to": "2030-01-01"}])
def test_what_is_typed_otherwise_after_looking_is_looked_at_again(
    shop_today: Market, customs: Client, changes: dict[str, str]
) -> None:
    address = address_of(flour_vat())
    token = seen_first(customs, address, said()).context["token"]
    again = customs.post(address, said(seen=token, **changes))
    assert "look again" in again.content.decode()
    assert flour_vat().percent == 9


def test_a_law_that_changed_meanwhile_is_looked_at_again(shop_today: Market, customs: Client) -> None:
    address = address_of(flour_vat())
    token = seen_first(customs, address, said()).context["token"]
    TaxRate.objects.filter(tariff_code__hs6=FLOUR_HS6, kind="mfn").update(percent=5, version=2)
    assert "look again" in customs.post(address, said(seen=token)).content.decode()
    assert flour_vat().percent == 9


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"percent": "301"}, "percent"),
        ({"percent": "-1"}, "percent"),
        ({"percent": "1.2345"}, "percent"),
        ({"valid_to": "2025-12-31"}, "valid_to"),
        ({"kind": "eaeu_duty"}, "kind"),
        ({"country": "KZ", "kind": "mfn"}, "kind"),
        ({"source": ""}, "source"),
        ({"valid_from": "soon"}, "valid_from"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(
    shop_today: Market, customs: Client, changes: dict[str, str], field: str
) -> None:
    page = customs.post(address_of(flour_vat()), said(**changes))
    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert flour_vat().percent == 9


def test_only_customs_staff_write_and_the_others_look(shop_today: Market) -> None:
    address = address_of(flour_vat())
    finance = desk_of("finance")
    assert "Only customs staff" in finance.get(address).content.decode()
    assert finance.post(address, said()).status_code == 403
    assert flour_vat().percent == 9


def test_a_code_gets_a_rate_that_it_had_not(shop_today: Market, customs: Client) -> None:
    code = TariffCode.objects.get(hs6=FLOUR_HS6)
    address = reverse("admin:law_new_rate", args=(code.pk,))
    assert customs.get(address).status_code == 200
    given = said(country="KZ", kind="eaeu_duty", percent="10")
    page = seen_first(customs, address, given)
    assert {row.was.total for row in page.context["baskets"]} == {
        "Nothing is known of how these goods are taxed."
    }
    customs.post(address, {**given, "seen": page.context["token"]})
    assert TaxRate.objects.get(tariff_code=code, country="KZ").percent == 10


def test_kazakh_baskets_are_taxed_by_the_euro_of_the_day(shop_today: Market, customs: Client) -> None:
    lamp(shop_today, trader(shop_today), price_minor=1_000_000)
    rate = TaxRate.objects.get(tariff_code__hs6=LAMP, country="KZ", kind="vat")
    given = said(country="KZ", percent="20")
    page = seen_first(customs, address_of(rate), given)
    lamp_row, _, dear = page.context["baskets"]
    assert lamp_row.differs is False
    # 500,000 tenge: 5 % are 25,000; VAT 16 % and 20 % of 525,000.
    assert (dear.was.vat, dear.becomes.vat) == ("₸84,000", "₸105,000")


def test_an_entry_of_the_list_is_amended_after_it_was_looked_at(shop_today: Market, customs: Client) -> None:
    entry = PositiveListEntry.objects.get(hs6=FLOUR_HS6)
    shop_today.listing(shop_today.seller(), "FLOUR", price_minor=10_000)
    ListingTouch.objects.all().delete()
    address = reverse("admin:law_entry", args=(entry.pk,))
    shown = customs.get(address).context["form"]
    given = {
        "edition": shown["edition"].value(),
        "is_assumption": "on",
        "limit_kg": "5",
        "valid_from": "2026-01-01",
        "valid_to": "",
        "source": "a list",
        "confidence": "low",
    }
    page = seen_first(customs, address, given)
    _, ten, _ = page.context["baskets"]
    assert ten.becomes.total == "One person may not import so much of these goods."
    entry.refresh_from_db()
    assert (entry.per_person_g_limit, entry.version) == (None, 1)
    assert not ListingTouch.objects.exists()
    customs.post(address, {**given, "seen": page.context["token"]})
    entry.refresh_from_db()
    assert (entry.per_person_g_limit, entry.source, entry.version) == (5_000, "a list", 2)
    assert ListingTouch.objects.exists()


def test_a_code_is_allowed_by_a_new_entry(shop_today: Market, customs: Client) -> None:
    code = TariffCode.objects.get(hs6="020443")
    address = reverse("admin:law_new_entry", args=(code.pk,))
    given = {
        "edition": "2027",
        "limit_kg": "",
        "valid_from": "2026-01-01",
        "source": "a list",
        "confidence": "high",
    }
    page = seen_first(customs, address, given)
    first = page.context["baskets"][0]
    assert (first.was.total, first.becomes.regime) == (
        "The goods may not be imported by this regime.",
        "retail import into China",
    )
    customs.post(address, {**given, "seen": page.context["token"]})
    assert PositiveListEntry.objects.get(hs6="020443").is_assumption is False


@pytest.mark.parametrize("limit", ["0", "-1", "10001"])
def test_a_limit_that_makes_no_sense_is_told_at_its_field(
    shop_today: Market, customs: Client, limit: str
) -> None:
    entry = PositiveListEntry.objects.get(hs6=FLOUR_HS6)
    given = {
        "edition": entry.edition,
        "limit_kg": limit,
        "valid_from": "2026-01-01",
        "source": "a list",
        "confidence": "low",
    }
    page = customs.post(reverse("admin:law_entry", args=(entry.pk,)), given)
    assert (page.status_code, list(page.context["form"].errors)) == (400, ["limit_kg"])


def test_pages_of_the_tables_lead_there(shop_today: Market, customs: Client) -> None:
    rate = flour_vat()
    page = customs.get(reverse("admin:catalog_taxrate_change", args=(rate.pk,))).content.decode()
    assert address_of(rate) in page
    code = customs.get(
        reverse("admin:catalog_tariffcode_change", args=(rate.tariff_code_id,))
    ).content.decode()
    assert reverse("admin:law_new_rate", args=(rate.tariff_code_id,)) in code


def test_what_is_not_there_is_not_found(customs: Client) -> None:
    nobody = "019e0000-0000-7000-8000-000000000001"
    for name in ("law_rate", "law_entry", "law_new_rate", "law_new_entry"):
        assert customs.get(reverse(f"admin:{name}", args=(nobody,))).status_code == 404


def test_quotes_that_can_be_agreed_to_no_more_are_not_counted(shop_today: Market, customs: Client) -> None:
    wang, seller = shop_today.buyer("wang"), shop_today.seller()
    flour = shop_today.listing(seller)
    lapsed, changed, bought = (wang.fill((flour, 1)) for _ in range(3))
    for cart in (lapsed, changed):
        wang.quote(cart)
    wang.checkout(bought)
    Quote.objects.filter(cart=lapsed).update(expires_at=shop_today.at - timedelta(minutes=1))
    owns_transaction(filling.put)(cart=changed, listing_id=flour.pk, quantity=1, at=shop_today.at)
    rate = flour_vat()
    TaxRate.objects.create(
        tariff_code=rate.tariff_code,
        country="KZ",
        kind="vat",
        percent=16,
        valid_from=FIRST,
        source="a decree",
        confidence="high",
        created_at=shop_today.at,
    )
    elsewhere = asel(shop_today)
    elsewhere.quote(elsewhere.fill((lamp(shop_today, trader(shop_today), hs6=FLOUR_HS6), 1)))
    tester = wang.fill((flour, 1))
    wang.quote(tester)
    Cart.objects.filter(pk=tester.pk).update(sandbox=True)
    page = seen_first(customs, address_of(rate), said())
    assert (page.context["foreseen"].held_count, page.context["held"]) == (0, [])


def test_only_so_many_quotes_are_listed_and_all_are_counted(
    shop_today: Market, customs: Client, django_assert_max_num_queries: Any
) -> None:
    wang = shop_today.buyer("wang")
    flour = shop_today.listing(shop_today.seller())
    for _ in range(27):
        wang.quote(wang.fill((flour, 1)))
    with django_assert_max_num_queries(60):
        page = seen_first(customs, address_of(flour_vat()), said())
    assert page.context["foreseen"].held_count == 27
    assert (len(page.context["held"]), page.context["more"]) == (25, 2)
