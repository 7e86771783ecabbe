"""What do staff see of sellers and goods, and what may they do about them?"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.filing import SIDES
from catalog.models import Listing, ListingChange, Seller, StockLevel, StockMove, StockReservation
from catalog.operations.describing import change_variant
from catalog.operations.picturing import add_image
from catalog.operations.pricing import PriceList, set_price
from catalog.operations.reserving import reserve
from kit.actors import SYSTEM
from kit.money import Money
from kit.pictures import clean
from kit.transactions import owns_transaction
from tests import desks
from tests.catalog.conftest import AT
from tests.orders.market import Market
from tests.pictures import png

Desk = Callable[..., Client]


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Desk:
    """A browser in which somebody of some staff groups is signed in."""

    def sign_in(*groups: str) -> Client:
        user = make_user(staff=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        client = Client()
        desks.sign_in(client, user)
        return client

    return sign_in


@pytest.fixture
def listing(shop: Market) -> Listing:
    """Flour on sale."""
    return shop.listing(shop.seller())


def use(client: Client, row: Model, verb: str, **fields: str) -> str:
    """Use a verb on one row of its list; what staff are told afterwards."""
    address = reverse(f"admin:catalog_{row._meta.model_name}_changelist")
    given = {"action": verb, "_selected_action": str(row.pk), "index": "0", **fields}
    answer = client.post(address, given, follow=True)
    assert answer.status_code == 200
    row.refresh_from_db()
    return " ".join(str(message) for message in answer.context["messages"])


def seen(client: Client, row: Model) -> str:
    """The page of one row."""
    answer = client.get(reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def put(row: Model, status: str) -> None:
    """Let a row have a status, however it got there."""
    type(row)._default_manager.filter(pk=row.pk).update(status=status)


def test_onboarding_lets_a_seller_in(desk: Desk, listing: Listing) -> None:
    seller = listing.variant.seller
    put(seller, "applied")
    said = use(desk("onboarding"), seller, "approve")
    assert (seller.status, "approved" in said) == ("verified", True)
    assert list(seller.moves.values_list("became", "by_kind")) == [
        ("in_review", "staff"),
        ("verified", "staff"),
    ]


def test_a_seller_is_suspended_with_a_reason_that_stays(desk: Desk, listing: Listing) -> None:
    seller, client = listing.variant.seller, desk("onboarding")
    use(client, seller, "suspend")
    assert seller.status == "verified"
    use(client, seller, "suspend", reason="The certificate has run out.")
    assert seller.status == "suspended"
    assert "The certificate has run out." in seen(client, seller)
    use(client, seller, "reinstate")
    assert seller.status == "verified"


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        ("submitted", "approve", "approved"),
        ("submitted", "request_changes", "changes_requested"),
        ("approved", "publish", "live"),
        ("live", "pause", "paused"),
        ("paused", "resume", "live"),
        ("live", "block", "blocked"),
        ("blocked", "unblock", "live"),
    ],
)
def test_onboarding_judges_listings(desk: Desk, listing: Listing, before: str, verb: str, after: str) -> None:
    put(listing, before)
    use(desk("onboarding"), listing, verb, reason="As the papers say.")
    assert listing.status == after
    assert [(each.was, each.became) for each in listing.moves.all()] == [(before, after)]


def test_a_listing_retired_by_staff_has_its_stamp(desk: Desk, listing: Listing) -> None:
    use(desk("onboarding"), listing, "retire")
    assert listing.status == "retired"
    assert listing.retired_at is not None


def test_a_refusal_is_shown_and_nothing_happens(desk: Desk, listing: Listing) -> None:
    said = use(desk("onboarding"), listing, "unblock")
    assert "the listing is live, not blocked" in said
    assert (listing.status, listing.moves.count()) == ("live", 0)


def test_onboarding_judges_a_change_of_goods_on_sale(desk: Desk, listing: Listing) -> None:
    client, variant = desk("onboarding"), listing.variant
    for verb, mass, status in (("decline", 2044, "declined"), ("approve", 3000, "approved")):
        owns_transaction(change_variant)(variant=variant, facts={"gross_g": 3000}, at=AT, by=SYSTEM)
        change = ListingChange.objects.get(status="waiting")
        assert "<del>2044</del> → <ins>3000</ins>" in seen(client, change)
        use(client, change, verb, reason="As the papers say.")
        variant.refresh_from_db()
        assert (change.status, variant.gross_g) == (status, mass)


def test_a_listing_shows_what_it_cost_before(desk: Desk, listing: Listing) -> None:
    prices = PriceList(Money(1900, "CNY"), ((10, Money(1800, "CNY")),))
    owns_transaction(set_price)(listing=listing, prices=prices, at=AT, by=SYSTEM)
    page = seen(desk("viewer"), listing)
    assert "19.00 CNY, from 10: 18.00 CNY" in page
    assert "17.50 CNY" in page


@pytest.mark.parametrize("group", ["viewer", "support", "dispatch", "finance"])
def test_other_staff_look_and_judge_nothing(desk: Desk, listing: Listing, group: str) -> None:
    client = desk(group)
    assert "FLR-2KG" in seen(client, listing)
    use(client, listing, "block", reason="Because.")
    assert listing.status == "live"


def test_nothing_of_the_catalogue_is_changed_or_deleted_by_hand(desk: Desk, listing: Listing) -> None:
    client = desk("onboarding")
    level = StockLevel.objects.get()
    for row in (listing, listing.variant, listing.variant.seller, level, StockMove.objects.get()):
        name = f"admin:catalog_{row._meta.model_name}"
        assert client.post(reverse(f"{name}_delete", args=[row.pk])).status_code == 403
        assert client.get(reverse(f"{name}_add")).status_code == 403
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {"on_hand": "1"}).status_code == 403
    level.refresh_from_db()
    assert level.on_hand == 100


def test_a_level_tells_who_holds_its_units(desk: Desk, listing: Listing) -> None:
    owns_transaction(reserve)(
        wanted={listing.variant_id: 3}, reference="SC-26-00000123-5", arrival_date=AT.date(), at=AT, by=SYSTEM
    )
    client = desk("viewer")
    assert "SC-26-00000123-5" in seen(client, StockReservation.objects.get())
    found = client.get(reverse("admin:catalog_stockreservation_changelist"), {"q": "SC-26-00000123-5"})
    assert "SC-26-00000123-5" in found.content.decode()


@pytest.mark.parametrize(
    ("model", "asked", "rows"),
    [
        ("listing", {"q": "FLR-2KG"}, 1),
        ("listing", {"q": "nothing"}, 0),
        ("listing", {"status": "live"}, 1),
        ("seller", {"q": "490340000119"}, 1),
        ("seller", {"country__exact": "CN"}, 0),
        ("tariffcode", {"q": "110100"}, 1),
    ],
)
def test_rows_are_found_by_words_and_filters(
    desk: Desk, listing: Listing, model: str, asked: dict[str, str], rows: int
) -> None:
    answer = desk("viewer").get(reverse(f"admin:catalog_{model}_changelist"), asked)
    assert answer.context["cl"].result_count == rows


def test_pages_lead_to_their_neighbours(desk: Desk, listing: Listing) -> None:
    client = desk("viewer")
    page = seen(client, listing)
    for row in (listing.variant.product, listing.variant.seller):
        assert reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk]) in page
    seller = Seller.objects.get()
    assert reverse("admin:accounts_organisation_change", args=[seller.organisation_id]) in seen(
        client, seller
    )


def test_staff_see_a_products_pictures_with_their_words(desk: Desk, listing: Listing) -> None:
    product = listing.variant.product
    words = {
        "kk": "Ұн қабы: Ә Ғ Қ Ң Ө Ұ Ү Һ І",
        "zh-Hans": "一袋面粉（简体）",
        "en": "<script>alert(1)</script>",
    }
    cleaned = clean(png(), sides=SIDES)
    image = owns_transaction(add_image)(
        product=product, clean=cleaned, digest="0" * 64, facts={"alt": words}, at=AT, by=SYSTEM
    )
    page = seen(desk("viewer"), product)
    assert f'src="/images/{image.key[:2]}/{image.key}-320.webp"' in page
    assert words["kk"] in page
    assert words["zh-Hans"] in page
    assert words["en"] not in page
    address = reverse("admin:catalog_product_change", args=(product.pk,))
    in_kazakh = desk("viewer").get(address, headers={"accept-language": "kk"}).content.decode()
    assert f'alt="{words["kk"]}"' in in_kazakh
