"""What does a seller do with a listing?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog.customs import codes_missing
from catalog.errors import BadOrderQuantities, CodeTaken, DomesticSale, ListingIncomplete, SellerNotVerified
from catalog.gate_wording import why_needed
from catalog.lifecycle import LISTING_ROADS
from catalog.models import Listing, Price, Seller, Variant
from catalog.operations.gating import require_open
from catalog.operations.telling import facts_missing
from catalog.policy import MARKET_CURRENCY
from catalog.queries.taxonomy import NOTHING_ASKED, asked_of_many
from kit.actors import SYSTEM, Actor
from kit.database import Among
from kit.errors import FieldProblem
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction
from kit.words import Told, say

Status = Listing.Status


@inside_transaction
def create_listing(
    *, variant: Variant, market: str, min_quantity: int = 1, multiple: int = 1, at: datetime, by: Actor
) -> Listing:
    """
    Draft the offer of a variant on a market; an order takes multiples of `multiple` from `min_quantity` on.

    :raises DomesticSale: if the market is its seller's own country.
    :raises BadOrderQuantities: if the fewest units are no such multiple.
    :raises CodeTaken: if it is listed there already; one that was retired doesn't count.
    """
    listing = Listing(
        variant=variant, market=market, min_quantity=min_quantity, multiple=multiple, created_at=at
    )
    _check_border(listing)
    _check_quantities(listing)
    try:
        with transaction.atomic():
            listing.save(force_insert=True)
    except IntegrityError:
        why = f"{variant.sku} is listed in {market} already"
        raise CodeTaken(why, fields=[FieldProblem("/market", "field.taken", why)]) from None
    return listing


@inside_transaction
def change_quantities(
    *,
    listing: Listing,
    min_quantity: int | None = None,
    multiple: int | None = None,
    at: datetime,
    by: Actor,
) -> Listing:
    """
    Change how many units an order may take, from now on; the row is locked by the caller.

    Carts keep what is in them, and can't be quoted until it is allowed.

    :raises BadOrderQuantities: if the fewest units are no multiple, or reach the next step of the price.
    """
    given = {"min_quantity": min_quantity, "multiple": multiple}
    changed = {name: new for name, new in given.items() if new not in (None, getattr(listing, name))}
    for name, new in changed.items():
        setattr(listing, name, new)
    _check_quantities(listing)
    if changed:
        listing.version += 1
        listing.save(update_fields=[*changed, "version"])
    return listing


@inside_transaction
def submit(*, listing: Listing, at: datetime, by: Actor) -> Listing:
    """
    Hand a draft to staff for review; in the test world nobody has to wait for them.

    :raises SellerNotVerified: if its seller may not sell.
    :raises IllegalMove: if it is neither a draft nor sent back for changes.
    :raises DomesticSale: if the market is its seller's own country.
    :raises ListingIncomplete: naming what a buyer or customs must know.
    """
    _check_seller(listing)
    _check_status(listing, *LISTING_ROADS["submit"])
    _check_border(listing)
    if lacking := missing_facts(listing):
        raise ListingIncomplete(fields=lacking)
    move(listing, to=Status.SUBMITTED, at=at, by=by, submitted_at=at)
    if listing.variant.seller.sandbox:
        move(listing, to=Status.APPROVED, at=at, by=SYSTEM, approved_at=at)
    return listing


@inside_transaction
def publish(*, listing: Listing, at: datetime, by: Actor) -> Listing:
    """
    Put an approved listing on sale.

    :raises SellerNotVerified: if its seller may not sell.
    :raises IllegalMove: if it isn't approved; a paused one is resumed.
    :raises GateClosed: naming everything by which its papers or the law don't allow it.
    """
    _check_seller(listing)
    _check_status(listing, *LISTING_ROADS["publish"])
    require_open(listing, at=at)
    return move(listing, to=Status.LIVE, at=at, by=by, live_at=at)


@inside_transaction
def pause(*, listing: Listing, at: datetime, by: Actor) -> Listing:
    """
    Take a live listing off sale for a while; one that is withheld then stays off until it is resumed.

    :raises IllegalMove: if it is neither live nor withheld.
    """
    return move(listing, to=Status.PAUSED, at=at, by=by)


@inside_transaction
def resume(*, listing: Listing, at: datetime, by: Actor) -> Listing:
    """
    Put a paused listing back on sale.

    :raises SellerNotVerified: if its seller may not sell.
    :raises IllegalMove: if it isn't paused; what staff blocked only staff unblock.
    :raises GateClosed: naming everything by which its papers or the law don't allow it.
    """
    _check_seller(listing)
    _check_status(listing, *LISTING_ROADS["resume"])
    require_open(listing, at=at)
    return move(listing, to=Status.LIVE, at=at, by=by)


@inside_transaction
def retire(*, listing: Listing, at: datetime, by: Actor) -> Listing:
    """
    End a listing for good.

    :raises IllegalMove: if it has ended.
    """
    return move(listing, to=Status.RETIRED, at=at, by=by, retired_at=at)


def missing_facts(listing: Listing) -> list[FieldProblem]:
    """What a listing still lacks before staff can judge it, by the field that would hold it."""
    return missing_of_many([listing])[listing.pk]


def missing_of_many(listings: Sequence[Listing]) -> dict[UUID, list[FieldProblem]]:
    """The same of many, by their ids; as many queries as of one."""
    prices = Price.objects.filter(Among(F("listing_id"), [row.pk for row in listings]))
    priced = set(prices.values_list("listing_id", "currency"))
    kinds = {row.variant.product.category for row in listings} - {None}
    asked = asked_of_many([kind for kind in kinds if kind is not None])
    lacking: dict[UUID, list[FieldProblem]] = {}
    for row in listings:
        kind = row.variant.product.category
        facts = facts_missing(row.variant, asked[kind.code] if kind else NOTHING_ASKED)
        has_price = (row.pk, MARKET_CURRENCY[row.market]) in priced
        lacking[row.pk] = [*_plain_facts(row, has_price=has_price), *code_missing(row), *facts]
    return lacking


def _plain_facts(listing: Listing, *, has_price: bool) -> list[FieldProblem]:
    variant = listing.variant
    currency = MARKET_CURRENCY[listing.market]
    sizes = (variant.length_mm, variant.width_mm, variant.height_mm)
    checks = (
        ("/product/names/en", variant.product.names.get("en"), _("The goods need an English name.")),
        (
            "/product/temperature_class",
            variant.product.temperature_class,
            _("The goods need a temperature class."),
        ),
        (
            "/product/segregation_class",
            variant.product.segregation_class,
            _("The goods need a segregation class."),
        ),
        ("/variant/length_mm", all(sizes), _("The package needs length, width and height.")),
        ("/prices", has_price, _("The listing needs a price in %(currency)s.")),
    )
    return [
        FieldProblem(pointer, "field.required", Told(str(why) % {"currency": currency}))
        for pointer, there, why in checks
        if not there
    ]


def code_missing(listing: Listing) -> list[FieldProblem]:
    """The code of its market's customs, if neither the seller nor the tariff table tells it."""
    product = listing.variant.product
    kind = product.tariff_code
    return [
        FieldProblem(f"/product/{column}", "field.required", why_needed(column, kind.hs6))
        for column in codes_missing([listing.market], product, kind)
    ]


def _check_quantities(listing: Listing) -> None:
    if listing.min_quantity % listing.multiple:
        why = f"must be a multiple of {listing.multiple}"
        raise BadOrderQuantities(fields=[FieldProblem("/min_quantity", "field.invalid", why)])
    steps = listing.prices.filter(from_quantity__gt=1).order_by("from_quantity")
    first = steps.values_list("from_quantity", flat=True).first()
    if first is not None and first <= listing.min_quantity:
        why = f"must be less than {first}, from which on the next price holds"
        raise BadOrderQuantities(fields=[FieldProblem("/min_quantity", "field.invalid", why)])


def border_faults(listing: Listing) -> list[FieldProblem]:
    """What is sold here rides a train over the border: of a sale at home nobody can say when it arrives."""
    if listing.variant.seller.country != listing.market:
        return []
    why = say(
        "The seller is of %(country)s: goods from there are sold on the other side of the border.",
        country=listing.market,
    )
    return [FieldProblem("/market", "field.invalid", why)]


def _check_border(listing: Listing) -> None:
    if faults := border_faults(listing):
        raise DomesticSale(fields=faults)


def _check_seller(listing: Listing) -> None:
    if listing.variant.seller.status != Seller.Status.VERIFIED:
        raise SellerNotVerified


def _check_status(listing: Listing, *statuses: str) -> None:
    """Several roads lead to `live` and `submitted`; each verb goes along its own."""
    if listing.status not in statuses:
        wanted = " or ".join(statuses)
        raise IllegalMove(
            f"the listing is {listing.status}, not {wanted}", resource="listing", was=listing.status
        )
