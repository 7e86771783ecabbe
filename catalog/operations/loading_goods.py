"""What do the demonstration's sellers offer?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from accounts.operations.organising import found_organisation
from catalog.customs import codes_missing
from catalog.errors import WrongIdentifier
from catalog.gate_wording import why_needed
from catalog.grouping import Article, group
from catalog.identifiers import country_error, gtin13_error
from catalog.models import Listing, Product, Seller, TariffCode, Variant
from catalog.operations.applying import check_tax_id
from catalog.operations.loading_law import DATA, names_of
from catalog.operations.pricing import PriceList, set_prices
from catalog.policy import MARKET_CURRENCY, PACKAGE_KINDS, SEGREGATION_CLASSES, TEMPERATURE_CLASSES
from catalog.standards import normalised
from kit.actors import Actor
from kit.moves import move_many
from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Tally, settle

SELLER_COLUMNS = (
    *("seller_code", "name_latin", "name_local", "country", "city"),
    *("origin_location_code", "tax_id", "tax_id_kind"),
)
PRODUCT_COLUMNS = (
    *("sku", "direction", "seller_code", "name_en", "name_ru", "name_kk", "name_zh", "standard"),
    *("origin_country", "hs6", "cn10", "net_kg", "gross_kg", "length_cm", "width_cm", "height_cm"),
    *("volume_m3", "package_kind", "price_kzt", "price_cny", "shelf_life_days", "temperature_class"),
    *("segregation_class", "gtin13", "gacc_registration_no"),
)
# The market that a direction of trade sells to, and the column of its price.
_MARKETS = {"KZ-CN": ("CN", "price_cny"), "CN-KZ": ("KZ", "price_kzt")}
# Refused on trains unless an operator lists them, so that staff would not approve it.
_LEFT_IN_REVIEW = "DANGEROUS"


class _Goods(NamedTuple):
    """A product's key and columns, with the rows of its sizes and what tells each apart."""

    key: tuple[UUID, str]
    columns: Mapping[str, object]
    sizes: Sequence[tuple[RefRow, Mapping[str, str]]]


@inside_transaction
def load_sellers(*, at: datetime, by: Actor, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load the sellers, each with an organisation of its own, verified by the system.

    :raises BadReferenceRow: naming file, row and column.
    """
    return sellers_of(list(read_rows(folder / "sample_sellers.csv", SELLER_COLUMNS)), at=at, by=by)


@inside_transaction
def sellers_of(rows: Sequence[RefRow], *, at: datetime, by: Actor, sandbox: bool = False) -> dict[str, Tally]:
    """The same for rows that are read already, of the test world where it is said."""
    codes = [row.text("seller_code") for row in rows]
    there = {seller.code: seller for seller in Seller.objects.filter(code__in=codes)}
    wanted = {(row.text("seller_code"),): _seller(row, there, at, sandbox=sandbox) for row in rows}
    settled = settle(Seller, wanted, key=("code",), at=at)
    fresh = [seller.pk for (code,), seller in settled.rows.items() if code not in there]
    status = Seller.Status
    move_many(fresh, model=Seller, was=status.APPLIED, to=status.IN_REVIEW, at=at, by=by)
    move_many(fresh, model=Seller, was=status.IN_REVIEW, to=status.VERIFIED, at=at, by=by, verified_at=at)
    return {"sellers": settled.tally}


def sellers_there(folder: Path = DATA) -> int:
    """How many of the demonstration's sellers are there already."""
    rows = read_rows(folder / "sample_sellers.csv", SELLER_COLUMNS)
    return Seller.objects.filter(code__in=[row.text("seller_code") for row in rows]).count()


@inside_transaction
def load_goods(*, at: datetime, by: Actor, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load products in their sizes, each listed live on the market that its direction sells to.

    Dangerous goods stay in review. Sellers and tariff codes must be loaded.

    :raises BadReferenceRow: naming file, row and column.
    """
    return goods_of(list(read_rows(folder / "sample_products.csv", PRODUCT_COLUMNS)), at=at, by=by)


@inside_transaction
def goods_of(rows: Sequence[RefRow], *, at: datetime, by: Actor) -> dict[str, Tally]:
    """The same for rows that are read already."""
    goods = _grouped(rows)
    products = settle(Product, {each.key: each.columns for each in goods}, key=("seller_id", "code"), at=at)
    variants = settle(
        Variant,
        {
            (each.key[0], row.text("sku")): _variant(row, words, products.rows[each.key].pk)
            for each in goods
            for row, words in each.sizes
        },
        key=("seller_id", "sku"),
        at=at,
    )
    by_sku = {variant.sku: variant.pk for variant in variants.rows.values()}
    listed = _list(rows, by_sku, at=at, by=by)
    return {"products": products.tally, "variants": variants.tally, **listed}


def _seller(row: RefRow, there: Mapping[str, Seller], at: datetime, *, sandbox: bool) -> dict[str, object]:
    country = row.choices("country", ("KZ", "CN"))
    kind, tax_id = row.choices("tax_id_kind", Seller.TaxIdKind.values), row.text("tax_id")
    try:
        check_tax_id(kind=kind, value=tax_id, country=country)
    except WrongIdentifier as error:
        raise row.wrong("tax_id", error.detail) from error
    known = there.get(row.text("seller_code"))
    firm = {
        "legal_name": row.text("name_latin"),
        "local_name": row.text("name_local"),
        "country": country,
        "city": row.text("city"),
        "origin_code": row.text("origin_location_code"),
        "tax_id": tax_id,
        "tax_id_kind": kind,
        "applied_at": known.applied_at if known else at,
    }
    if known:
        return firm | {"organisation_id": known.organisation_id}
    organisation = found_organisation(kind="seller", name=row.text("name_latin"), sandbox=sandbox, at=at)
    return firm | {"organisation_id": organisation.pk, "sandbox": sandbox}


def _grouped(rows: Sequence[RefRow]) -> list[_Goods]:
    sellers = {seller.code: seller for seller in Seller.objects.all()}
    tariffs = {tariff.hs6: tariff for tariff in TariffCode.objects.all()}
    by_sku = {row.text("sku"): row for row in rows}
    owners = {sku: _owner(row, sellers) for sku, row in by_sku.items()}
    columns = {sku: _product(row, tariffs) for sku, row in by_sku.items()}
    articles = [
        Article(sku, names_of(row, "name"), (owners[sku], *columns[sku].items()))
        for sku, row in by_sku.items()
    ]
    return [
        _Goods(
            key=(owners[next(iter(found.sizes))], found.code),
            columns={"names": found.names, **columns[next(iter(found.sizes))]},
            sizes=[(by_sku[sku], words) for sku, words in found.sizes.items()],
        )
        for found in group(articles)
    ]


def _owner(row: RefRow, sellers: Mapping[str, Seller]) -> UUID:
    seller = sellers[row.choices("seller_code", sellers)]
    market, _ = _MARKETS[row.choices("direction", _MARKETS)]
    if seller.country == market:
        raise row.wrong("direction", f"seller {seller.code} is in {market}: goods are sold over the border")
    return seller.pk


def _product(row: RefRow, tariffs: Mapping[str, TariffCode]) -> dict[str, object]:
    """What all sizes of a product share; what they are sold to must know them by a code."""
    kind = tariffs[row.choices("hs6", tariffs)]
    market, _ = _MARKETS[row.choices("direction", _MARKETS)]
    told = Product(cn10=row.optional("cn10"))
    for column in codes_missing([market], told, kind):
        raise row.wrong(column if column == "cn10" else "hs6", why_needed(column, kind.hs6))
    return {
        "standard": _standard(row),
        "origin_country": _origin(row),
        "tariff_code_id": kind.pk,
        "cn10": told.cn10,
        "temperature_class": row.choices("temperature_class", TEMPERATURE_CLASSES),
        "segregation_class": row.choices("segregation_class", SEGREGATION_CLASSES),
        "shelf_life_days": row.integer("shelf_life_days", least=1) if row.has("shelf_life_days") else None,
        "gacc_registration_no": row.optional("gacc_registration_no"),
    }


def _origin(row: RefRow) -> str:
    country = row.text("origin_country")
    if error := country_error(country):
        raise row.wrong("origin_country", error)
    return country


def _standard(row: RefRow) -> str:
    try:
        return normalised(row.optional("standard"))
    except ValueError as error:
        raise row.wrong("standard", str(error)) from error


def _variant(row: RefRow, words: Mapping[str, str], product_id: UUID) -> dict[str, object]:
    gtin = row.optional("gtin13")
    if gtin and (error := gtin13_error(gtin)):
        raise row.wrong("gtin13", error)
    net_g, gross_g = row.grams_from_kg("net_kg"), row.grams_from_kg("gross_kg")
    if gross_g < net_g:
        raise row.wrong("gross_kg", "is less than net_kg")
    return {
        "product_id": product_id,
        "names": words,
        "gtin13": gtin,
        "net_g": net_g,
        "gross_g": gross_g,
        "length_mm": row.mm_from_cm("length_cm"),
        "width_mm": row.mm_from_cm("width_cm"),
        "height_mm": row.mm_from_cm("height_cm"),
        "volume_cm3": row.cm3_from_m3("volume_m3"),
        "package_kind": row.choices("package_kind", PACKAGE_KINDS),
    }


def _list(
    rows: Sequence[RefRow], variants: Mapping[str, UUID], *, at: datetime, by: Actor
) -> dict[str, Tally]:
    """Listings and prices; what is listed for the first time goes live by the usual moves."""
    places = {row.text("sku"): _MARKETS[row.choices("direction", _MARKETS)] for row in rows}
    listings = settle(
        Listing,
        {(variants[sku], market): {} for sku, (market, _) in places.items()},
        key=("variant_id", "market"),
        at=at,
    )
    wanted: list[tuple[Listing, PriceList]] = []
    for row in rows:
        market, column = places[row.text("sku")]
        listing = listings.rows[(variants[row.text("sku")], market)]
        price = row.money(column, MARKET_CURRENCY[market])
        if not price:
            raise row.wrong(column, "must be more than nothing")
        wanted.append((listing, PriceList(price)))
    changed = set_prices(wanted=wanted, at=at, by=by)
    priced = sum(1 for change in changed.values() if not change.was)
    tally = Tally(created=priced, changed=len(changed) - priced, unchanged=len(wanted) - len(changed))
    _go_live(rows, {key[0]: listing for key, listing in listings.rows.items()}, variants, at, by)
    return {"listings": listings.tally, "prices": tally}


def _go_live(
    rows: Sequence[RefRow],
    listings: Mapping[UUID, Listing],
    variants: Mapping[str, UUID],
    at: datetime,
    by: Actor,
) -> None:
    status = Listing.Status
    drafts = [
        (row, listings[variants[row.text("sku")]].pk)
        for row in rows
        if listings[variants[row.text("sku")]].status == status.DRAFT
    ]
    submitted = [pk for _, pk in drafts]
    fit = [pk for row, pk in drafts if row.text("segregation_class") != _LEFT_IN_REVIEW]
    move_many(submitted, model=Listing, was=status.DRAFT, to=status.SUBMITTED, at=at, by=by, submitted_at=at)
    move_many(fit, model=Listing, was=status.SUBMITTED, to=status.APPROVED, at=at, by=by, approved_at=at)
    move_many(fit, model=Listing, was=status.APPROVED, to=status.LIVE, at=at, by=by, live_at=at)
