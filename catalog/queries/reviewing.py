"""What waits for staff to judge, and what do they see of it?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from catalog.completeness import Texts, completeness
from catalog.customs import codes_missing
from catalog.filing import own_address
from catalog.models import Certificate, Image, Listing, ListingChange, ListingChangeMove, Product, Variant
from catalog.policy import LANGUAGES, MARKET_CURRENCY
from catalog.queries.calling import Called, called
from catalog.queries.wording import texts_of, with_words
from kit.models import Move
from kit.money import Money

LISTING, CHANGE = "listing", "change"
# What a page shows of things of which goods may have more.
MOST_SHOWN = 20
_SMALL = 320
_OF_PRODUCT = (
    *("standard", "origin_country", "cn10", "eaeu10", "temperature_class", "segregation_class"),
    *("shelf_life_days", "gacc_registration_no"),
)
_OF_VARIANT = (
    *("gtin13", "net_g", "gross_g", "length_mm", "width_mm", "height_mm", "volume_cm3", "package_kind"),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    One thing in the queue: a submitted listing, or a change of goods on sale.

    `name` is the SKU of a variant, else the code of a product, whose change has no `variant_names`;
    `complete` says how many hundredths of the product's words are there, by language;
    `lacks` names the facts without which it can't be approved.
    """

    kind: str
    id: UUID
    since: datetime
    name: str
    names: Mapping[str, str]
    seller_code: str
    market: str
    product_id: UUID
    variant_names: Mapping[str, str] | None = None
    complete: Mapping[str, int] = field(default_factory=dict)
    lacks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as it is, or as it was and becomes; `name` is a column or `attributes.<code>`."""

    name: str
    was: Any
    becomes: Any
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What was decided before, and why."""

    at: datetime
    was: str
    became: str
    by_kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate of the seller that covers the goods."""

    kind: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str
    status: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: where its smallest size is, and what it shows by language."""

    address: str
    alt: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """One listing of the goods: its market, status, price list, and how many an order takes."""

    id: UUID
    market: str
    status: str
    min_quantity: int
    multiple: int
    prices: Sequence[tuple[int, Money]]


@dataclass(frozen=True, slots=True)
class Case:
    """
    All that staff judge by.

    `seen` changes with whatever a judgement would rest on; `names` and
    `descriptions` are by language; `called` names what the facts tell by codes;
    `texts` are all words of the product by the pointer of their field.
    """

    waiting: Waiting
    seen: str
    product_id: UUID
    variant_id: UUID | None
    seller_id: UUID
    seller_name: str
    names: Mapping[str, str]
    variant_names: Mapping[str, str]
    descriptions: Mapping[str, str]
    facts: Sequence[Fact]
    called: Called
    texts: Texts
    offers: Sequence[Offered]
    pictures: Sequence[Picture]
    papers: Sequence[Paper]
    past: Sequence[Past]


def counts() -> tuple[int, int]:
    """How many listings and how many changes wait."""
    return _listings().count(), _changes().count()


def queue(*, limit: int) -> list[Waiting]:
    """What waits, the oldest first, with how complete its words are. Five queries."""
    of_goods = ("variant__product__seller", "variant__product__tariff_code")
    listings = _listings().select_related(*of_goods)[:limit]
    changes = _changes().select_related("product__seller", "variant")[:limit]
    both = merge(map(_of_listing, listings), map(_of_change, changes), key=_age)
    shown = list(islice(both, limit))
    texts = _texts({each.product_id for each in shown})
    return [replace(each, complete=completeness(texts[each.product_id], LANGUAGES)) for each in shown]


def following(*, since: datetime, pk: UUID) -> tuple[str, UUID] | None:
    """What comes in the queue after something of that age, be it still there or not. Two queries."""
    after = Q(submitted_at__gt=since) | Q(submitted_at=since, pk__gt=pk)
    listing = _listings().filter(after).values_list("submitted_at", "pk").first()
    after = Q(asked_at__gt=since) | Q(asked_at=since, pk__gt=pk)
    change = _changes().filter(after).values_list("asked_at", "pk").first()
    found = [(*row, of) for row, of in ((listing, LISTING), (change, CHANGE)) if row is not None]
    if not found:
        return None
    _, first, of = min(found)
    return of, first


def case(*, kind: str, pk: UUID) -> Case | None:
    """All about one thing that waits; None if it waits no longer. At most sixteen queries."""
    if kind == LISTING:
        listing = _listings().select_related(*_goods("variant__"), "variant__unit").filter(pk=pk).first()
        return None if listing is None else _case_of_listing(listing)
    change = _changes().select_related(*_goods(), "variant__unit").filter(pk=pk).first()
    return None if change is None else _case_of_change(change)


def token_of(*rows: Any) -> str:
    """What a judgement rests on: the versions of some rows, in their order."""
    return ".".join(str(row.version) for row in rows if row is not None)


def _listings() -> QuerySet[Listing]:
    return Listing.objects.filter(status=Listing.Status.SUBMITTED, variant__seller__sandbox=False).order_by(
        "submitted_at", "pk"
    )


def _changes() -> QuerySet[ListingChange]:
    return ListingChange.objects.filter(
        status=ListingChange.Status.WAITING, product__seller__sandbox=False
    ).order_by("asked_at", "pk")


def _goods(before: str = "") -> tuple[str, ...]:
    return tuple(f"{before}product__{name}" for name in ("seller", "tariff_code", "category", "brand"))


def _age(waiting: Waiting) -> tuple[datetime, UUID]:
    return waiting.since, waiting.id


def _of_listing(listing: Listing) -> Waiting:
    variant, product = listing.variant, listing.variant.product
    since = listing.submitted_at or listing.created_at
    return Waiting(
        kind=LISTING,
        id=listing.pk,
        since=since,
        name=variant.sku,
        names=product.names,
        seller_code=product.seller.code,
        market=listing.market,
        product_id=product.pk,
        variant_names=variant.names,
        lacks=codes_missing([listing.market], product, product.tariff_code),
    )


def _of_change(change: ListingChange) -> Waiting:
    product = change.product
    name = change.variant.sku if change.variant else product.code
    return Waiting(
        kind=CHANGE,
        id=change.pk,
        since=change.asked_at,
        name=name,
        names=product.names,
        seller_code=product.seller.code,
        market="",
        product_id=product.pk,
        variant_names=change.variant.names if change.variant else None,
    )


def _case_of_listing(listing: Listing) -> Case:
    variant, product = listing.variant, listing.variant.product
    facts = [*_facts_of(product), *_variant_facts(variant)]
    return _case(
        _of_listing(listing),
        product,
        variant,
        seen=token_of(listing, variant, product),
        facts=[Fact(name, value, value) for name, value in facts],
        listings=[listing],
        past=listing.moves.order_by("-id")[:MOST_SHOWN],
    )


def _case_of_change(change: ListingChange) -> Case:
    product, variant = change.product, change.variant
    present = dict([*_facts_of(product), *(_variant_facts(variant) if variant else ())])
    present |= {name: each["was"] for name, each in change.facts.items() if name not in present}
    facts = [
        Fact(name, value, change.facts.get(name, {}).get("becomes", value), name in change.facts)
        for name, value in present.items()
    ]
    before = ListingChange.objects.filter(product=product, variant=variant).exclude(pk=change.pk)
    return _case(
        _of_change(change),
        product,
        variant,
        seen=token_of(change, variant or product),
        facts=facts,
        listings=change.listings.order_by("market"),
        past=ListingChangeMove.objects.filter(row__in=before).order_by("-id")[:MOST_SHOWN],
    )


def _case(
    waiting: Waiting,
    product: Product,
    variant: Variant | None,
    *,
    seen: str,
    facts: Sequence[Fact],
    listings: Iterable[Listing],
    past: Iterable[Move],
) -> Case:
    papers = Certificate.objects.filter(
        Q(product=product) | Q(product=None), seller=product.seller, status__in=("submitted", "verified")
    )
    pictures = Image.objects.filter(product=product).order_by("position", "id")
    return Case(
        waiting=waiting,
        seen=seen,
        product_id=product.pk,
        variant_id=variant.pk if variant else None,
        seller_id=product.seller_id,
        seller_name=product.seller.legal_name,
        names=product.names,
        variant_names=variant.names if variant else {},
        descriptions=product.descriptions,
        facts=sorted(facts, key=lambda fact: not fact.is_changed),
        called=called((fact.name, value) for fact in facts for value in (fact.was, fact.becomes)),
        texts=_texts({product.pk})[product.pk],
        offers=[_offered(listing) for listing in listings],
        pictures=[Picture(own_address(each.key, _SMALL), each.alt) for each in pictures[:MOST_SHOWN]],
        papers=[_paper(each) for each in papers[:MOST_SHOWN]],
        past=[Past(each.at, each.was, each.became, each.by_kind, each.reason) for each in past],
    )


def _facts_of(product: Product) -> list[tuple[str, Any]]:
    named = (
        ("category", product.category.path if product.category else ""),
        ("brand", product.brand.code if product.brand else ""),
        ("hs6", product.tariff_code.hs6),
    )
    return [*named, *((name, getattr(product, name)) for name in _OF_PRODUCT), *_attributes(product)]


def _variant_facts(variant: Variant) -> list[tuple[str, Any]]:
    content = f"{variant.content.normalize():f}" if variant.content else None
    unit = variant.unit.code if variant.unit else None
    columns = ((name, getattr(variant, name)) for name in _OF_VARIANT)
    return [("content", content), ("unit", unit), *columns, *_attributes(variant)]


def _attributes(goods: Product | Variant) -> list[tuple[str, Any]]:
    return [(f"attributes.{code}", value) for code, value in sorted(goods.attributes.items())]


def _texts(ids: Collection[UUID]) -> dict[UUID, Texts]:
    """All words of some products; three queries."""
    return {row.pk: texts_of(row) for row in with_words(Product.objects.filter(pk__in=ids))}


def _offered(listing: Listing) -> Offered:
    currency = MARKET_CURRENCY[listing.market]
    prices = listing.prices.filter(currency=currency).order_by("from_quantity")
    return Offered(
        listing.pk,
        listing.market,
        listing.status,
        listing.min_quantity,
        listing.multiple,
        [(price.from_quantity, Money(price.amount_minor, currency)) for price in prices],
    )


def _paper(certificate: Certificate) -> Paper:
    return Paper(
        certificate.get_kind_display(),
        certificate.number,
        certificate.issuer,
        str(certificate.valid_from),
        str(certificate.valid_to or ""),
        certificate.status,
    )
