"""Does who packs get what each order reserved, and for each parcel the number of its packing?"""

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from catalog.models import Listing, Seller, StockLevel
from catalog.operations.putting import put_on_shelf
from kit.actors import SYSTEM, Actor
from kit.transactions import owns_transaction
from orders.models import Order, OrderGroup
from orders.operations import accepting, dispatching
from orders.papers import packing_slip, parcel_labels
from orders.queries.packing import orders_to_pack, packing_of
from shipping.models import Package
from shipping.operations.packing import PackageSize
from tests.api import Api
from tests.conftest import Jobs
from tests.orders.market import Market

PAPERS = "/seller/packing-papers?orders="


@pytest.fixture
def shop(shop_today: Market) -> Market:
    """An open shop today, since doors read the clock."""
    return shop_today


@pytest.fixture
def mill(shop: Market) -> Seller:
    """Who sells here."""
    return shop.seller()


@pytest.fixture
def flour(shop: Market, mill: Seller) -> Listing:
    """A hundred bags on shelf B-02, of which three of an older lot on A-01."""
    listing = shop.listing(mill)
    shop.stock(listing.variant, 3, age_days=40)
    for level in StockLevel.objects.select_related("lot"):
        shelf = "A-01" if "-40-" in level.lot.code else "B-02"
        owns_transaction(put_on_shelf)(level=level, shelf=shelf, at=shop.at, by=SYSTEM)
    return listing


@pytest.fixture
def packer(shop: Market, mill: Seller, signed_in: Callable[..., Api]) -> Api:
    """Who keeps the store of the mill."""
    user = shop.user("packer")
    Membership.objects.create(user=user, organisation=mill.organisation, role="warehouse", created_at=shop.at)
    return signed_in(user)


def accepted(shop: Market, jobs: Jobs, listing: Listing, units: int, name: str = "wang") -> Order:
    order = shop.buyer(name).buy_and_pay(jobs.drain, (listing, units))
    return owns_transaction(accepting.accept)(order=order, at=shop.at, by=SYSTEM)


def packed(order: Order, at: Any, *sizes: PackageSize) -> list[str]:
    packages = {order.shipments.get().shipment_id: sizes} if sizes else {}
    owns_transaction(dispatching.pack)(order=order, packages=packages, at=at, by=SYSTEM)
    return list(Package.objects.order_by("sscc").values_list("sscc", flat=True))


def pages(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/pdf"
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages
    ]


def test_a_pick_list_goes_from_shelf_to_shelf_and_takes_the_lot_that_ends_first(
    shop: Market, jobs: Jobs, flour: Listing, packer: Api
) -> None:
    first, second = accepted(shop, jobs, flour, 2), accepted(shop, jobs, flour, 4, "li")
    told = packer.get(f"{PAPERS}{first.number},{second.number}").json()
    # The first takes two of the three old bags, the second the last of them and three new ones.
    assert [(each["shelf"], each["quantity"]) for each in told["picks"]] == [("A-01", 3), ("B-02", 3)]
    by_order = {
        each["number"]: [(pick["shelf"], pick["quantity"]) for pick in each["picks"]]
        for each in told["orders"]
    }
    assert by_order == {first.number: [("A-01", 2)], second.number: [("A-01", 1), ("B-02", 3)]}
    assert told["picks"][0]["lot_code"] == "FLR-2KG-40-KZ-KOSTANAY-WH"


def test_one_print_holds_the_list_a_slip_of_each_order_and_a_label_of_each_parcel(
    shop: Market, jobs: Jobs, flour: Listing, packer: Api
) -> None:
    first, second = accepted(shop, jobs, flour, 2), accepted(shop, jobs, flour, 4, "li")
    numbers = packed(first, shop.at, PackageSize(2_000, 3_000), PackageSize(2_000, 3_000))
    print_of = f"{PAPERS}{first.number},{second.number}&format=pdf&lang=en"
    drawn = pages(packer.get(print_of))
    assert [page.split(" SC-")[0].split(" Orders")[0] for page in drawn[:3]] == [
        "Pick list",
        "Packing slip / Упаковочный лист",
        "Packing slip / Упаковочный лист",
    ]
    labels = drawn[3:]
    assert [f"(00) {number}" in page for number, page in zip(numbers, labels, strict=True)] == [True, True]
    assert ["1 of 2" in labels[0], "2 of 2" in labels[1]] == [True, True]
    # Printed again, or after the others, a parcel keeps its number.
    again = pages(packer.get(f"{PAPERS}{first.number}&format=pdf&parts=labels"))
    assert again == labels
    assert Package.objects.count() == 2


def test_a_slip_speaks_its_buyers_language_and_russian_and_tells_no_price(
    shop: Market, jobs: Jobs, flour: Listing, packer: Api
) -> None:
    order = accepted(shop, jobs, flour, 2)
    buyer = order.group.buyer.user
    buyer.language = "zh-Hans"
    buyer.save(update_fields=["language"])
    slip = pages(packer.get(f"{PAPERS}{order.number}&format=pdf&parts=slips"))[0]
    assert "装箱单 / Упаковочный лист" in slip
    assert "小麦粉 FLR-2KG / Wheat flour FLR-2KG" in slip
    assert "17.50" not in slip
    assert "35" not in slip.replace(order.number, "")


def test_a_label_says_who_to_in_latin_letters_too(shop: Market, jobs: Jobs, flour: Listing) -> None:
    order = accepted(shop, jobs, flour, 2)
    packed(order, shop.at)
    OrderGroup.objects.update(
        address={**order.group.address, "recipient": "王芳", "city": "Алматы", "street": "Абая 1"}
    )
    [facts] = packing_of([Order.objects.get(pk=order.pk)])
    [label] = parcel_labels(facts)
    [_sender, to] = label.blocks
    assert to.name == "王芳"
    assert any("Алматы" in line for line in to.lines)
    assert any("Almaty" in line for line in to.lines)
    # The sheet of another order of the same buyer has nothing of it but the name.
    assert [block.lines for block in packing_slip(facts).blocks] == [(), ()]


def test_labels_wait_for_the_packing(shop: Market, jobs: Jobs, flour: Listing, packer: Api) -> None:
    order = accepted(shop, jobs, flour, 2)
    answer = packer.get(f"{PAPERS}{order.number}&format=pdf&parts=labels")
    assert (answer.status_code, answer.json()["code"]) == (409, "orders.not_packed")
    assert len(pages(packer.get(f"{PAPERS}{order.number}&format=pdf"))) == 2


def test_more_labels_than_are_printed_at_once_are_refused(
    shop: Market, jobs: Jobs, flour: Listing, packer: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orders.queries.printing.MAX_LABELS_PRINTED", 1)
    order = accepted(shop, jobs, flour, 2)
    packed(order, shop.at, *[PackageSize(gross_g=1_000, volume_cm3=1_000)] * 2)
    answer = packer.get(f"{PAPERS}{order.number}&format=pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "orders.too_many_labels")
    assert len(pages(packer.get(f"{PAPERS}{order.number}&format=pdf&parts=slips"))) == 1


def test_nobody_is_sent_to_fetch_what_was_handed_in(
    shop: Market, jobs: Jobs, flour: Listing, packer: Api
) -> None:
    gone, here = accepted(shop, jobs, flour, 2), accepted(shop, jobs, flour, 3, "zhao")
    packed(gone, shop.at)
    owns_transaction(dispatching.hand_in)(order=gone, at=shop.at, by=SYSTEM)
    told = packer.get(f"{PAPERS}{gone.number},{here.number}").json()
    assert sum(each["quantity"] for each in told["picks"]) == 3


def test_what_cant_be_packed_is_named(shop: Market, jobs: Jobs, flour: Listing, packer: Api) -> None:
    order = accepted(shop, jobs, flour, 2)
    placed = shop.buyer("li").buy_and_pay(jobs.drain, (flour, 1))
    farm = shop.seller("KZ02", "490440000271")
    strange = accepted(shop, jobs, shop.listing(farm, "OAT-1KG"), 1, "zhao")
    answer = packer.get(f"{PAPERS}{order.number},{placed.number},{strange.number},SC-1")
    assert answer.status_code == 422
    assert answer.json()["code"] == "orders.not_to_pack"
    assert [each["message"] for each in answer.json()["errors"]] == [
        f"No order of yours is {strange.number}.",
        "No order of yours is SC-1.",
        f"{placed.number} is placed, not accepted.",
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (",", "/orders"),
        (",".join(f"SC-{number}" for number in range(101)), "/orders"),
        ("SC-1&parts=prices", "/parts"),
    ],
)
def test_what_is_asked_is_bounded(packer: Api, asked: str, field: str) -> None:
    answer = packer.get(f"{PAPERS}{asked}")
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [field]


def test_more_orders_need_no_more_questions(shop: Market, jobs: Jobs, flour: Listing, mill: Seller) -> None:
    first, second = accepted(shop, jobs, flour, 2), accepted(shop, jobs, flour, 4, "li")
    actor = Actor(kind="seller", organisation_id=mill.organisation_id, roles=frozenset({"warehouse"}))
    counts = []
    for numbers in ([first.number], [first.number, second.number, first.number]):
        with CaptureQueriesContext(connection) as asked:
            found = orders_to_pack(actor, numbers)
        counts.append((len(found), len(asked)))
    assert counts == [(1, counts[0][1]), (2, counts[0][1])]


def test_papers_with_addresses_are_for_those_who_pack(
    shop: Market, jobs: Jobs, flour: Listing, mill: Seller, signed_in: Callable[..., Api]
) -> None:
    order = accepted(shop, jobs, flour, 2)
    user = shop.user("keeper")
    Membership.objects.create(user=user, organisation=mill.organisation, role="catalogue", created_at=shop.at)
    assert signed_in(user).get(f"{PAPERS}{order.number}").status_code == 403


def test_a_shelf_is_noted_and_forgotten_over_rest(flour: Listing, packer: Api) -> None:
    level = StockLevel.objects.get(shelf="A-01")
    answer = packer.post(f"/seller/stock/{level.pk}/shelf", {"shelf": "C-3"})
    assert (answer.status_code, answer.json()["shelf"]) == (200, "C-3")
    assert packer.post(f"/seller/stock/{level.pk}/shelf", {"shelf": "x" * 33}).status_code == 400
    packer.post(f"/seller/stock/{level.pk}/shelf", {"shelf": ""})
    level.refresh_from_db()
    assert (level.shelf, level.version) == ("", 4)
