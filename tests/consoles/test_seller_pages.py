"""Does a seller do their day's work in the console, by the same rules as over REST?"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from accounts.operations.keying import create_key
from catalog.models import Certificate, ImportJob, Listing, Seller
from catalog.operations import handing_in
from catalog.operations.reminding import remind_of_stock
from catalog.operations.working import work
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from news.operations.subscribing import create_endpoint
from orders.models import Order
from orders.operations import accepting
from tests import desks
from tests.catalog import files
from tests.catalog.files import row
from tests.conftest import Jobs
from tests.orders.market import Market, on_hand

_CARD = "font-semibold my-2 text-2xl"


@pytest.fixture
def console(shop: Market, mill: Seller) -> Client:
    """The console of its owner."""
    return member(shop, mill, "owner")


@pytest.fixture
def order(shop: Market, jobs: Jobs, flour: Listing) -> Order:
    """Three bags of it, paid."""
    return shop.buyer().buy_and_pay(jobs.drain, (flour, 3))


def member(shop: Market, seller: Seller, role: str) -> Client:
    user = shop.user(f"{seller.code}-{role}".lower())
    Membership.objects.create(user=user, organisation=seller.organisation, role=role, created_at=shop.at)
    return desks.enter_console(user)


def post(console: Client, page: str, row: Any, verb: str, **given: Any) -> list[str]:
    """Post a verb of a row's page; what the page says next."""
    address = reverse(f"seller:{page}", args=(row.pk,))
    answer = console.post(address, {"verb": verb, **given}, follow=True)
    assert answer.status_code == 200
    return [str(each) for each in answer.context["messages"]]


def offered(console: Client, page: str, row: Any) -> list[str]:
    answer = console.get(reverse(f"seller:{page}", args=(row.pk,)))
    return [verb.name for verb in (*answer.context["verbs_at_once"], *answer.context["verbs"])]


def cards(console: Client) -> dict[str, str]:
    answer = console.get(reverse("seller:today"))
    return {str(card.title): card.value for card in answer.context["cards"]}


def test_a_paid_order_is_accepted_packed_and_handed_in(order: Order, console: Client) -> None:
    assert cards(console)["Orders to accept"] == "1"
    assert offered(console, "order", order) == ["accept", "decline-lines", "decline"]
    assert post(console, "order", order, "accept") == ["It is accepted."]
    assert cards(console)["Orders to pack"] == "1"
    assert post(console, "order", order, "pack") == ["It is packed."]
    assert cards(console)["Orders to hand in"] == "1"
    assert post(console, "order", order, "hand-in") == ["It is handed in."]
    order.refresh_from_db()
    assert (order.status, order.handed_in_at is not None) == ("accepted", True)
    assert cards(console)["Orders to hand in"] == "0"
    assert order.moves.get(became="accepted").by_kind == "seller"
    assert offered(console, "order", order) == []


def test_an_order_is_accepted_once(order: Order, console: Client) -> None:
    post(console, "order", order, "accept")
    [refusal] = post(console, "order", order, "accept")
    assert "accepted" in refusal
    assert order.moves.filter(became="accepted").count() == 1


def test_units_that_are_not_there_are_declined(order: Order, flour: Listing, console: Client) -> None:
    line = order.lines.get()
    before = on_hand(flour)
    units = {f"line-{line.pk}": "2", "seen": str(order.version)}
    told = post(console, "order", order, "decline-lines", reason="torn", stock="missing", **units)
    assert told == ["These units are declined, their money goes back."]
    line.refresh_from_db()
    assert (line.declined_quantity, on_hand(flour)) == (2, before - 2)
    order.refresh_from_db()
    assert order.status == "accepted"


@pytest.mark.parametrize(
    ("units", "reason", "told"),
    [
        ("2", "", "Give a reason."),
        ("two", "torn", "“two” is no number of units."),
        ("-1", "torn", "“-1” is no number of units."),
        ("2", "torn", "Say whether these units are there."),
    ],
)
def test_what_is_no_number_of_units_declines_nothing(
    order: Order, console: Client, units: str, reason: str, told: str
) -> None:
    line = order.lines.get()
    said = post(console, "order", order, "decline-lines", reason=reason, **{f"line-{line.pk}": units})
    assert said == [told]
    line.refresh_from_db()
    assert line.declined_quantity == 0


def test_a_whole_order_is_declined_with_a_reason(order: Order, console: Client) -> None:
    assert post(console, "order", order, "decline", reason=" ") == ["Give a reason."]
    told = post(console, "order", order, "decline", reason="Mice.")
    assert told == ["It is declined, its money goes back."]
    order.refresh_from_db()
    assert (order.status, order.end_reason) == ("declined", "Mice.")


def test_an_order_says_what_its_seller_gets_of_it(
    shop: Market, jobs: Jobs, flour: Listing, console: Client
) -> None:
    buyer = shop.buyer()
    order, _another = (buyer.buy_and_pay(jobs.drain, (flour, units)) for units in (3, 1))
    # No rule of commission is loaded here: of three bags at 17.50 CNY all 52.50 are the seller's.
    facts = dict(console.get(reverse("seller:order", args=(order.pk,))).context["facts"])
    assert facts["Yours of it, after commission"] == "52.50 CNY"


def test_who_keeps_the_catalogue_sees_orders_and_packs_none(shop: Market, mill: Seller, order: Order) -> None:
    keeper = member(shop, mill, "catalogue")
    assert offered(keeper, "order", order) == []
    address = reverse("seller:order", args=(order.pk,))
    assert keeper.post(address, {"verb": "accept"}).status_code == 403
    order.refresh_from_db()
    assert order.status == "placed"
    assert "Yours of it, after commission" not in dict(keeper.get(address).context["facts"])


def test_what_a_page_does_not_do_is_not_there(order: Order, console: Client) -> None:
    address = reverse("seller:order", args=(order.pk,))
    assert console.post(address, {"verb": "complete"}).status_code == 404
    assert console.put(address).status_code == 405


def test_orders_are_listed_by_what_waits_and_by_number(
    shop: Market, jobs: Jobs, flour: Listing, console: Client
) -> None:
    buyer = shop.buyer()
    first, second = (buyer.buy_and_pay(jobs.drain, (flour, 1)) for _ in range(2))
    unpaid = buyer.buy((flour, 1)).orders.get()
    owns_transaction(accepting.accept)(order=first, at=now(), by=SYSTEM)
    assert listed(console, "orders") == [unpaid.number, second.number, first.number]
    assert listed(console, "orders", queue="accept") == [second.number]
    assert listed(console, "orders", queue="pack") == [first.number]
    assert listed(console, "orders", status="accepted") == [first.number]
    assert listed(console, "orders", q=first.number.lower()) == [first.number]
    assert console.get(reverse("seller:orders"), {"cursor": "nonsense"}).status_code == 404


def listed(console: Client, page: str, **words: str) -> list[Any]:
    """The first cell of each row of a list."""
    [table] = console.get(reverse(f"seller:{page}"), words).context["tables"]
    return [line.cells[0] for line in table.lines]


def test_a_listing_is_paused_and_resumed(flour: Listing, console: Client) -> None:
    assert offered(console, "listing", flour) == ["pause", "price"]
    assert post(console, "listing", flour, "pause") == ["It is off sale until you resume it."]
    assert offered(console, "listing", flour) == ["resume", "price"]
    assert post(console, "listing", flour, "resume") == ["It is on sale again."]
    flour.refresh_from_db()
    assert flour.status == "live"


def test_a_listing_that_the_gate_keeps_off_says_why(mill: Seller, flour: Listing, console: Client) -> None:
    post(console, "listing", flour, "pause")
    Certificate.objects.filter(seller=mill).update(valid_to=now().date() - timedelta(days=1))
    [reason] = post(console, "listing", flour, "resume")
    assert "CKAZ-KZ01" in reason
    [line] = console.get(reverse("seller:listings")).context["tables"][0].lines
    assert "CKAZ-KZ01" in str(line.cells[-1])


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("18.20", 1820), ("18,20", 1820), ("18", 1800), ("0", 1750), ("cheap", 1750), ("-1", 1750)],
)
def test_a_price_is_set_if_it_is_one(flour: Listing, console: Client, typed: str, minor: int) -> None:
    [told, *_why] = post(console, "listing", flour, "price", amount=typed)
    assert (told == "The price is set; orders and quotes keep theirs.") == (minor != 1750)
    assert flour.prices.get().amount_minor == minor


def test_lots_low_stock_and_papers_are_counted_and_listed(
    shop: Market, mill: Seller, flour: Listing, console: Client
) -> None:
    scarce = shop.listing(mill, "RYE-1KG", units=4)
    shop.listing(shop.seller("KZ02", "490440000271"), "OAT-1KG", units=4)
    Certificate.objects.filter(seller=mill).update(valid_to=now().date() + timedelta(days=3))
    owns_transaction(remind_of_stock)(at=now())
    shown = cards(console)
    assert [shown[title] for title in ("Low stock", "Papers that end soon")] == ["1", "1"]
    assert listed(console, "low_stock") == ["Wheat flour RYE-1KG"]
    assert len(listed(console, "papers")) == 1
    assert len(listed(console, "lots")) == 2
    assert len(listed(console, "lots", q=scarce.variant.sku)) == 1


@pytest.mark.parametrize(("days", "is_told"), [(31, False), (30, True), (-7, True), (-8, False)])
def test_papers_are_told_of_from_a_month_before_their_end_to_a_week_after_it(
    mill: Seller, flour: Listing, console: Client, days: int, is_told: bool
) -> None:
    Certificate.objects.filter(seller=mill).update(valid_to=now().date() + timedelta(days=days))
    assert cards(console)["Papers that end soon"] == str(len(listed(console, "papers")))
    assert bool(listed(console, "papers")) == is_told


@pytest.mark.parametrize(("days", "counted"), [(6, "1"), (8, "0")])
def test_a_file_that_failed_long_ago_is_counted_no_more_and_still_listed(
    mill: Seller, console: Client, days: int, counted: str
) -> None:
    files.mapped(mill, at=now())
    job = files.judged(mill, [row("A", price="5")], at=now())
    ImportJob.objects.filter(pk=job.pk).update(
        status="rejected", created_at=now() - timedelta(days=days), ended_at=now()
    )
    assert cards(console)["Failed files"] == counted
    assert len(listed(console, "imports", status="failed")) == 1


def test_a_file_is_sent_started_and_told_of(mill: Seller, console: Client) -> None:
    sent = SimpleUploadedFile("goods.xml", b"<goods/>")
    console.post(reverse("seller:imports"), {"verb": "upload", "file": sent})
    job = ImportJob.objects.get()
    assert (job.file_name, job.size_bytes, job.seller_id, job.by_kind) == ("goods.xml", 8, mill.pk, "seller")
    files.mapped(mill, at=now())
    judged = files.judged(mill, [row("A", price="5"), row("BAD", gross_g=1)], at=now())
    assert cards(console)["Files to start"] == "1"
    page = console.get(reverse("seller:import", args=(judged.pk,)))
    assert [line.cells[2] for line in page.context["tables"][0].lines] == ["1"]
    assert post(console, "import", judged, "start") == ["It takes effect, row by row."]
    work(job_id=judged.pk, clock=now)
    judged.refresh_from_db()
    assert judged.status == "completed_with_errors"
    assert post(console, "import", judged, "submit_listings") == [
        "The new listings were looked at.",
        "Handed in: 0",
        "Not handed in: 1, such as A. The goods need an English name.",
    ]


def test_listings_behind_those_that_were_refused_are_handed_in_too(
    mill: Seller, console: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_in, "LISTINGS_AT_ONCE", 1)
    files.mapped(mill, at=now())
    english = {"en": "Flour", "ru": "Мука", "zh-Hans": "面粉"}
    job = files.judged(mill, [row("A", price="5"), row("B", price="5", names=english)], at=now())
    post(console, "import", job, "start")
    work(job_id=job.pk, clock=now)
    page = reverse("seller:import", args=(job.pk,))
    for told in ("Handed in: 0", "Handed in: 1"):
        shown = console.get(page).context
        verbs = [*shown["verbs_at_once"], *shown["verbs"]]
        [verb] = [each for each in verbs if each.name == "submit_listings"]
        answer = console.post(page, {"verb": verb.name, verb.fields[0].name: verb.fields[0].value})
        page = answer.headers["Location"]
        assert told in [str(each) for each in console.get(page).context["messages"]]
        page = answer.headers["Location"]
    assert Listing.objects.get(variant__sku="B").status == "submitted"


def test_a_form_without_a_file_sends_none(console: Client) -> None:
    answer = console.post(reverse("seller:imports"), {"verb": "upload"}, follow=True)
    assert [str(each) for each in answer.context["messages"]] == ["Choose a file that isn't empty."]
    assert not ImportJob.objects.exists()


def test_a_count_ends_at_a_hundred_and_asks_once(flour: Listing, console: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        console.get(reverse("seller:today"))
    for table in ("orders_order", "catalog_importjob", "catalog_listing", "catalog_lowstock"):
        counted = [each["sql"] for each in asked if f'FROM "{table}"' in each["sql"]]
        assert counted
        assert all("LIMIT 100" in sql for sql in counted)
    # Of what is in stock nothing is added up by whoever looks at a page.
    assert not [each["sql"] for each in asked if "catalog_stocklevel" in each["sql"]]
    # By their deadlines stand the orders that have one.
    assert len([each["sql"] for each in asked if "NULLS LAST" in each["sql"]]) == 1


def test_an_owner_revokes_a_key_of_the_firm_once(mill: Seller, console: Client) -> None:
    made = owns_transaction(create_key)(
        name="1C", scopes=["orders:read"], organisation=mill.organisation, at=now(), by=SYSTEM
    )
    page = console.get(reverse("seller:key", args=(made.row.pk,))).content.decode()
    assert made.secret not in page
    assert listed(console, "keys") == ["1C"]
    assert post(console, "key", made.row, "revoke") == ["It opens nothing any more."]
    assert listed(console, "keys") == []
    assert offered(console, "key", made.row) == []
    assert post(console, "key", made.row, "revoke") != ["It opens nothing any more."]


def test_a_webhook_is_switched_off_and_on(mill: Seller, console: Client) -> None:
    address = "https://mill.example.com/events"
    row = owns_transaction(create_endpoint)(reader_id=mill.organisation_id, url=address, at=now()).row
    assert listed(console, "webhooks") == [address]
    assert post(console, "webhook", row, "disable") == ["It is called no more."]
    assert offered(console, "webhook", row) == ["enable", "change", "rotate", "delete"]
    assert post(console, "webhook", row, "enable") == ["It is called again; what has waited goes on."]
