"""What of the catalogue do some rows of a seller's file speak of?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from catalog.attributes import Spec
from catalog.import_facts import Kind, Known
from catalog.models import (
    Attribute,
    Brand,
    Category,
    ImportJob,
    ImportKey,
    Listing,
    Lot,
    Price,
    Product,
    Seller,
    StockLevel,
    StockTransfer,
    StockTransferLine,
    TariffCode,
    Variant,
)
from catalog.neutral import NeutralRow
from catalog.operations.pricing import Asked, prices_there
from catalog.policy import MARKET_CURRENCY
from catalog.queries.taxonomy import asked_of_many, spec_of
from kit.database import Among, AmongTexts
from kit.transactions import inside_transaction


@dataclass(slots=True)
class There:
    """
    The goods that some rows speak of, and those that earlier of the rows will make or change.

    Products by id and by code, variants by id and by SKU; `variant_keys` and `product_keys` are those that
    the seller's files have used. `taken` says which key of this format names a variant, `named` are products
    that such a key names as a whole. `moving` are variants of which units are on their way between two
    warehouses. `pending` are columns that will be written, by id.
    """

    market: str
    products: dict[UUID, Product] = field(default_factory=dict)
    by_code: dict[str, Product] = field(default_factory=dict)
    variants: dict[UUID, Variant] = field(default_factory=dict)
    by_sku: dict[str, Variant] = field(default_factory=dict)
    of_product: dict[UUID, list[Variant]] = field(default_factory=lambda: defaultdict(list))
    variant_keys: dict[str, ImportKey] = field(default_factory=dict)
    product_keys: dict[str, ImportKey] = field(default_factory=dict)
    taken: dict[UUID, str] = field(default_factory=dict)
    named: set[UUID] = field(default_factory=set)
    listings: dict[UUID, Listing] = field(default_factory=dict)
    prices: dict[UUID, Mapping[int, Price | Asked]] = field(default_factory=dict)
    lots: dict[UUID, int] = field(default_factory=dict)
    levels: dict[UUID, list[StockLevel]] = field(default_factory=lambda: defaultdict(list))
    moving: set[UUID] = field(default_factory=set)
    pending: dict[UUID, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def value(self, goods: Product | Variant, column: str) -> Any:
        """A column as it will be once the rows before are written."""
        waiting = self.pending.get(goods.pk, {})
        return waiting[column] if column in waiting else getattr(goods, column)

    def article(self, said: NeutralRow) -> str:
        """
        The article number of a product told as a whole: it names the variant that has the product's own key.

        A size or a colour has a key of its own: two of them would be called the same.
        """
        whole = self.product_keys.get(said.product_key)
        return whole.said.get("sku", "") if whole and said.variant_key == said.product_key else ""

    def variant_by_sku(self, said: NeutralRow) -> Variant | None:
        """The variant that a row with a key of its own names by its SKU, its key, or the article number."""
        found = self.by_sku.get(said.sku or said.variant_key)
        if found is not None or said.sku:
            return found
        found = self.by_sku.get(self.article(said))
        if found is None or found.product_id != self.product_keys[said.product_key].product_id:
            return None
        return found if self.taken.get(found.pk, said.variant_key) == said.variant_key else None

    def product_by_sku(self, said: NeutralRow) -> Product | None:
        """
        The product of which goods are called as a row calls a product as a whole, if no other key names them.

        A row that withdraws is left out: of two products of one number in 1C the old one is marked so.
        """
        found = None if said.variant_key or said.is_withdrawn else self.by_sku.get(said.sku or "")
        if found is None or found.pk in self.taken or found.product_id in self.named:
            return None
        return self.products[found.product_id]

    def add_product(self, product: Product) -> None:
        """Let later rows find a product."""
        self.products[product.pk] = self.by_code[product.code] = product

    def add_variant(self, variant: Variant) -> None:
        """Let later rows find a variant."""
        self.variants[variant.pk] = self.by_sku[variant.sku] = variant
        self.of_product[variant.product_id].append(variant)


class Lawbook:
    """What rows of one job are read by; what is in it is asked once a turn."""

    def __init__(self, job: ImportJob) -> None:
        self.seller = job.seller
        self.market = self.seller.market
        self._tariffs: dict[str, TariffCode | None] = {}
        specs = {row.code: spec_of(row) for row in Attribute.objects.prefetch_related("options")}
        self.known = Known(
            currency=job.mapping.get("choices", {}).get("currency", ""),
            market_currency=MARKET_CURRENCY[self.market],
            defaults=job.mapping.get("defaults", {}),
            kinds=_kinds(job.mapping.get("defaults", {})),
            specs=specs,
            options=_options(specs),
            brands=_brands(),
            tariff=self._tariff,
        )

    def prepare(self, rows: Iterable[NeutralRow]) -> None:
        """Ask for the tariff codes that rows name, in one query."""
        wanted = {row.hs_code.hs6 for row in rows if row.hs_code} - self._tariffs.keys()
        found = {tariff.hs6: tariff for tariff in TariffCode.objects.filter(hs6__in=wanted)}
        self._tariffs |= {hs6: found.get(hs6) for hs6 in wanted}

    def _tariff(self, hs6: str) -> TariffCode | None:
        if hs6 not in self._tariffs:
            self._tariffs[hs6] = TariffCode.objects.filter(hs6=hs6).first()
        return self._tariffs[hs6]


@inside_transaction
def there_for(rows: Sequence[NeutralRow], *, job: ImportJob, book: Lawbook, lock: bool) -> There:
    """The goods that rows speak of, found by a remembered key, else by SKU or code; locked to be changed."""
    there = There(book.market)
    _keys(there, rows, job)
    _variants(there, rows, book.seller, lock=lock)
    _products(there, rows, book.seller, lock=lock)
    _offers(there, lock=lock)
    _stock(there)
    return there


def _keys(there: There, rows: Sequence[NeutralRow], job: ImportJob) -> None:
    mine = ImportKey.objects.filter(seller=job.seller_id)
    # What is asked besides is what the index holds; PostgreSQL doesn't see it in many values.
    named = mine.exclude(variant_key="")
    for key in named.filter(AmongTexts(F("variant_key"), {row.variant_key for row in rows} - {""})):
        there.variant_keys[key.variant_key] = key
    wholes = mine.filter(variant_key="")
    for key in wholes.filter(AmongTexts(F("product_key"), {row.product_key for row in rows})):
        there.product_keys[key.product_key] = key
    unknown = [row for row in rows if row.variant_key not in there.variant_keys]
    skus = {name for row in unknown for name in (row.sku, there.article(row)) if name}
    if skus:
        of_skus = mine.filter(AmongTexts(F("variant__sku"), skus), format=job.key_format)
        there.taken |= dict(of_skus.values_list("variant_id", "variant_key"))
        called = wholes.filter(AmongTexts(F("product__variants__sku"), skus), format=job.key_format)
        there.named |= set(called.values_list("product_id", flat=True))


def _variants(there: There, rows: Sequence[NeutralRow], seller: Seller, *, lock: bool) -> None:
    ids = {key.variant_id for key in there.variant_keys.values() if key.variant_id}
    names = (name for row in rows for name in (row.sku, row.variant_key, row.variant_key.rpartition("#")[2]))
    skus = {name for name in (*names, *map(there.article, rows)) if name}
    # Products that a row speaks of as a whole: it holds of their only variant.
    whole = [row.product_key for row in rows if not row.variant_key]
    products = {key.product_id for key in there.product_keys.values() if key.product_key in whole}
    articles = {row.sku for row in rows if row.sku and not row.variant_key}
    mine = Variant.objects.filter(seller=seller)
    if articles:
        products |= set(mine.filter(AmongTexts(F("sku"), articles)).values_list("product_id", flat=True))
    if whole:
        coded = Product.objects.filter(AmongTexts(F("code"), whole), seller=seller)
        products |= set(coded.values_list("pk", flat=True))
    # Of one table: asked of two at once, all goods of the seller would be gone through.
    found = mine.filter(
        Q(Among(F("pk"), ids)) | Q(AmongTexts(F("sku"), skus)) | Q(Among(F("product_id"), products))
    )
    for variant in _locked(found, lock=lock):
        variant.seller = seller
        there.add_variant(variant)


def _products(there: There, rows: Sequence[NeutralRow], seller: Seller, *, lock: bool) -> None:
    ids = {variant.product_id for variant in there.variants.values()}
    ids |= {key.product_id for key in there.product_keys.values()}
    codes = {row.product_key for row in rows if row.product_key}
    found = Product.objects.filter(Q(Among(F("pk"), ids)) | Q(AmongTexts(F("code"), codes)), seller=seller)
    for product in _locked(found, lock=lock):
        product.seller = seller
        there.add_product(product)
    for variant in there.variants.values():
        variant.product = there.products[variant.product_id]


def _offers(there: There, *, lock: bool) -> None:
    rows = Listing.objects.filter(Among(F("variant_id"), there.variants), market=there.market)
    for listing in _locked(rows.exclude(status=Listing.Status.RETIRED), lock=lock):
        listing.variant = there.variants[listing.variant_id]
        there.listings[listing.variant_id] = listing
    there.prices = dict(prices_there(list(there.listings.values())))


def _stock(there: There) -> None:
    on_its_way = StockTransferLine.objects.filter(
        lot=OuterRef("pk"), transfer__status=StockTransfer.Status.SENT
    )
    rows = Lot.objects.filter(Among(F("variant_id"), there.variants)).annotate(moves=Exists(on_its_way))
    lots: dict[UUID, UUID] = {}
    for pk, variant_id, moves in rows.values_list("pk", "variant_id", "moves"):
        lots[pk] = variant_id
        there.lots[variant_id] = there.lots.get(variant_id, 0) + 1
        if moves:
            there.moving.add(variant_id)
    for level in StockLevel.objects.filter(Among(F("lot_id"), lots)).order_by("pk"):
        there.levels[lots[level.lot_id]].append(level)


def _locked(rows: Any, *, lock: bool) -> Collection[Any]:
    ordered = rows.order_by("pk")
    return list(ordered.select_for_update(of=("self",)) if lock else ordered)


def _kinds(defaults: Mapping[str, Any]) -> dict[str, Kind]:
    """The categories that a mapping names, with what each asks for."""
    named = {each.get("category") for each in (defaults, *defaults.get("categories", {}).values())}
    rows = list(Category.objects.filter(code__in=named - {None, ""}))
    asked = asked_of_many(rows)
    return {row.code: Kind(row.pk, row.is_open, asked[row.code].specs) for row in rows}


def _options(specs: Mapping[str, Spec]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {
        code: {option.casefold(): option for option in spec.options} for code, spec in specs.items()
    }
    rows = Attribute.objects.filter(options__isnull=False).values_list(
        "code", "options__code", "options__names"
    )
    for code, option, names in rows:
        for name in names.values():
            found[code].setdefault(name.casefold(), option)
    return found


def _brands() -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for pk, code, names in Brand.objects.values_list("pk", "code", "names"):
        for name in (code, *names.values()):
            found.setdefault(name.casefold(), pk)
    return found
