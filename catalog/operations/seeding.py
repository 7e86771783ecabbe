"""How does a catalogue of any size come about, to try the shop at scale?"""

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pgtrigger
from django.db import connection
from django.db.models import Prefetch

from accounts.operations.organising import found_organisation
from catalog.gate_wording import CATEGORIES
from catalog.models import Certificate, Listing, Product, Seller, Variant, Warehouse
from catalog.policy import MARKET_CURRENCY
from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.transactions import inside_transaction

# Villages and rivers in the words of four languages: what tells seeded goods of one kind apart.
_PLACES = (
    ("Turgay", "Тургай", "Торғай", "图尔盖"),
    ("Ishim", "Ишим", "Есіл", "伊希姆"),
    ("Irtysh", "Иртыш", "Ертіс", "额尔齐斯"),
    ("Syrdarya", "Сырдарья", "Сырдария", "锡尔河"),
    ("Ili", "Или", "Іле", "伊犁"),
    ("Chu", "Чу", "Шу", "楚河"),
    ("Talas", "Талас", "Талас", "塔拉斯"),
    ("Balkhash", "Балхаш", "Балқаш", "巴尔喀什"),
    ("Zaisan", "Зайсан", "Зайсан", "斋桑"),
    ("Alakol", "Алаколь", "Алакөл", "阿拉湖"),
    ("Karatau", "Каратау", "Қаратау", "卡拉套"),
    ("Ulytau", "Улытау", "Ұлытау", "乌勒套"),
    ("Burabay", "Бурабай", "Бурабай", "博拉拜"),
    ("Kokshetau", "Кокшетау", "Көкшетау", "科克舍套"),
    ("Torgai Steppe", "Торгайская степь", "Торғай даласы", "图尔盖草原"),
    ("Golden Ear", "Золотой колос", "Алтын масақ", "金穗"),
    ("White Camel", "Белый верблюд", "Ақ түйе", "白骆驼"),
    ("Blue Sky", "Синее небо", "Көк аспан", "蓝天"),
    ("Old Mill", "Старая мельница", "Ескі диірмен", "老磨坊"),
    ("Silk Road", "Шёлковый путь", "Жібек жолы", "丝路"),
)
_LANGUAGES = ("en", "ru", "kk", "zh-Hans")
_SIZES = ((250, "g"), (500, "g"), (1_000, "kg"), (2_000, "kg"), (5_000, "kg"), (10_000, "kg"), (25_000, "kg"))
_UNITS = {
    "g": {"en": "g", "ru": "г", "kk": "г", "zh-Hans": "克"},
    "kg": {"en": "kg", "ru": "кг", "kk": "кг", "zh-Hans": "千克"},
}
_VARIANTS_A_PRODUCT = 4
# Where a seller is: country, city, the location its goods leave from, the kind of its tax id.
_KAZAKH = ("KZ", "Kostanay", "KZ-KOSTANAY", Seller.TaxIdKind.BIN)
_CHINESE = ("CN", "Shenzhen", "CN-SHENZHEN", Seller.TaxIdKind.USCC)
_MARGIN_G = 40


class _Template(NamedTuple):
    """A product of the demonstration that seeded ones are like, and what one gram of it costs."""

    product: Product
    market: str
    minor_per_kg: int


class _Made(NamedTuple):
    """The rows of one table, by the columns that COPY is told."""

    table: str
    columns: Sequence[str]
    rows: list[Sequence[Any]]


@inside_transaction
def seed_sellers(*, count: int, at: datetime) -> list[UUID]:
    """
    Verified sellers whose codes begin with SEED, one in five from China; those there already are counted in.

    Their tax ids are made up and pass no check: they stand for nobody.
    """
    there = dict(Seller.objects.filter(code__startswith="SEED").values_list("code", "pk"))
    for number in range(1, count + 1):
        code = f"SEED{number:04}"
        if code in there:
            continue
        firm = found_organisation(kind="seller", name=f"Seeded mill {number}", at=at)
        country, city, origin, kind = _CHINESE if number % 5 == 0 else _KAZAKH
        seller = Seller.objects.create(
            organisation=firm,
            code=code,
            legal_name=f"Seeded mill {number}",
            country=country,
            city=city,
            origin_code=origin,
            tax_id=f"SEED{number:08}",
            tax_id_kind=kind,
            status=Seller.Status.VERIFIED,
            applied_at=at,
            verified_at=at,
            created_at=at,
        )
        _vouch_for(seller, at)
        there[code] = seller.pk
    return [pk for _, pk in sorted(there.items())][:count]


def _vouch_for(seller: Seller, at: datetime) -> None:
    """One paper for whatever it sells, as the other side of the border asks for it."""
    is_registration = seller.country == "KZ"
    Certificate.objects.create(
        seller=seller,
        kind=Certificate.Kind.GACC if is_registration else Certificate.Kind.CONFORMITY,
        number=seller.tax_id,
        issuer="Seeded",
        categories=sorted(CATEGORIES) if is_registration else [],
        valid_from=at.date() - timedelta(days=1),
        status=Certificate.Status.VERIFIED,
        submitted_at=at,
        verified_at=at,
        created_at=at,
    )


@inside_transaction
def seed_listings(*, count: int, sellers: Sequence[UUID], seed: int, at: datetime, by: Actor = SYSTEM) -> int:
    """
    List `count` more variants, live, priced and in stock, like the demonstration's own; how many.

    Goods lie in their seller's country and are sold to the other. Their history begins here: they stand
    in no audit, and the window is told of them by `rebuild_storefront`. The same seed makes the same goods,
    with other ids.

    :raises LookupError: if the demonstration's goods aren't loaded.
    """
    seeding = _Seeding(random.Random(seed), at, by)  # noqa: S311 goods, not secrets
    templates = _templates()
    countries = dict(Seller.objects.filter(pk__in=sellers).values_list("pk", "country"))
    abroad = {home: [each for each in templates if each.market != home] for home in countries.values()}
    if not all(abroad.values()):
        raise LookupError("load the demonstration first")
    places: dict[str, list[UUID]] = {home: [] for home in abroad}
    for pk, country in Warehouse.objects.order_by("code").values_list("pk", "country"):
        places.setdefault(country, []).append(pk)
    for start in range(0, count, _VARIANTS_A_PRODUCT):
        seller = seeding.chance.choice(sellers)
        seeding.add(
            seeding.chance.choice(abroad[countries[seller]]),
            sizes=min(_VARIANTS_A_PRODUCT, count - start),
            seller=seller,
            warehouse=seeding.chance.choice(places[countries[seller]]),
        )
    with pgtrigger.ignore(), connection.cursor() as cursor:
        # Which triggers are ignored is told with the next statement, and COPY isn't taken for one.
        cursor.execute("SELECT")
        for table in seeding.tables.values():
            _copy(table)
    return count


def _templates() -> list[_Template]:
    """The demonstration's products that are on sale, with the price of a kilogram."""
    cheapest = Prefetch(
        "variants", Variant.objects.order_by("net_g").prefetch_related("listings__prices"), to_attr="sizes"
    )
    found = []
    for product in Product.objects.exclude(seller__code__startswith="SEED").prefetch_related(cheapest):
        for variant in product.sizes[:1]:
            for listing in variant.listings.all():
                price = next(iter(listing.prices.all()), None)
                if listing.status == Listing.Status.LIVE and price is not None:
                    per_kg = max(1, price.amount_minor * 1_000 // variant.net_g)
                    found.append(_Template(product, listing.market, per_kg))
    return sorted(found, key=lambda each: (each.product.code, each.market))


def _tables() -> dict[str, _Made]:
    stamp = ("id", "version", "created_at")
    product = (
        *(*stamp, "seller_id", "code", "names", "descriptions", "attributes", "category_id", "brand_id"),
        *("standard", "origin_country", "tariff_code_id", "cn10", "eaeu10", "temperature_class"),
        *("segregation_class", "shelf_life_days", "gacc_registration_no"),
    )
    variant = (
        *(*stamp, "product_id", "seller_id", "sku", "names", "attributes", "gtin13", "net_g", "gross_g"),
        *("length_mm", "width_mm", "height_mm", "volume_cm3", "package_kind"),
    )
    listing = (
        *(*stamp, "variant_id", "market", "status", "min_quantity", "multiple"),
        *("submitted_at", "approved_at", "live_at"),
    )
    columns = {
        "catalog_product": product,
        "catalog_variant": variant,
        "catalog_listing": listing,
        # Triggers are ignored while rows are copied: the gate is told of each listing here.
        "catalog_gatenote": ("listing_id",),
        "catalog_price": (*stamp, "listing_id", "currency", "from_quantity", "amount_minor"),
        "catalog_lot": (*stamp, "variant_id", "code", "made_date", "best_before_date", "certificate_ref"),
        "catalog_stocklevel": (*stamp, "lot_id", "warehouse_id", "on_hand", "reserved"),
        "catalog_stockmove": ("level_id", "kind", "quantity", "reason", "reference", "at", "by_kind"),
    }
    return {table: _Made(table, names, []) for table, names in columns.items()}


class _Seeding:
    """What is being made: rows by table, from one source of chance."""

    def __init__(self, chance: random.Random, at: datetime, by: Actor) -> None:
        self.chance = chance
        self.tables = _tables()
        self._at = at
        self._by = by

    def add(self, template: _Template, *, sizes: int, seller: UUID, warehouse: UUID) -> None:
        """One product like the template, in some sizes, all on sale from one warehouse."""
        like, product_id = template.product, uuid7()
        code = f"S-{product_id.hex[-16:]}"
        self._row(
            "catalog_product",
            *(product_id, 1, self._at, seller, code, _json(_names(like, self.chance))),
            *(_json(like.descriptions), _json(like.attributes), like.category_id, like.brand_id),
            *(like.standard, like.origin_country, like.tariff_code_id, like.cn10, like.eaeu10),
            *(like.temperature_class, like.segregation_class, like.shelf_life_days),
            # Its seller's own registration covers it, whatever its number.
            "",
        )
        for grams, unit in self.chance.sample(_SIZES, sizes):
            sku, variant_id = f"{code}-{grams}G", uuid7()
            self._add_variant(variant_id, product_id, seller, sku, grams, unit)
            self._offer(variant_id, template, grams)
            self._stock(variant_id, template, sku, warehouse)

    def _add_variant(  # noqa: PLR0917 a row's columns
        self, variant_id: UUID, product_id: UUID, seller: UUID, sku: str, grams: int, unit: str
    ) -> None:
        amount = grams // 1_000 if unit == "kg" else grams
        words = _json({language: f"{amount} {word}" for language, word in _UNITS[unit].items()})
        edge = max(40, round((grams * 1.6) ** (1 / 3) * 10))
        self._row(
            "catalog_variant",
            *(variant_id, 1, self._at, product_id, seller, sku, words, "{}", "", grams),
            *(grams + _MARGIN_G, edge, edge, edge, max(1, edge**3 // 1_000), "bag"),
        )

    def _offer(self, variant_id: UUID, template: _Template, grams: int) -> None:
        at, listing_id = self._at, uuid7()
        price = max(1, template.minor_per_kg * grams // 1_000 * self.chance.randrange(80, 130) // 100)
        self._row("catalog_listing", listing_id, 1, at, variant_id, template.market, "live", 1, 1, at, at, at)
        self._row("catalog_gatenote", listing_id)
        self._row("catalog_price", uuid7(), 1, at, listing_id, MARKET_CURRENCY[template.market], 1, price)

    def _stock(self, variant_id: UUID, template: _Template, sku: str, warehouse: UUID) -> None:
        at, lot_id, level_id = self._at, uuid7(), uuid7()
        made = at.date() - timedelta(days=self.chance.randrange(5, 40))
        # One in twelve is sold out, as in any shop.
        units = self.chance.randrange(5, 2_000) if self.chance.randrange(12) else 0
        ends = template.product.best_before_of(made)
        self._row("catalog_lot", lot_id, 1, at, variant_id, f"{sku}-A", made, ends, "SEED")
        self._row("catalog_stocklevel", level_id, 1, at, lot_id, warehouse, units, 0)
        if units:
            self._row("catalog_stockmove", level_id, "received", units, "seeded", "", at, self._by.kind)

    def _row(self, table: str, *values: Any) -> None:
        self.tables[table].rows.append(values)


def _json(words: object) -> str:
    return json.dumps(words, ensure_ascii=False)


def _names(like: Product, chance: random.Random) -> dict[str, str]:
    place = dict(zip(_LANGUAGES, chance.choice(_PLACES), strict=True))
    number = chance.randrange(1, 1_000)
    return {
        language: f"{name} «{place[language]} {number}»"
        for language, name in like.names.items()
        if language in place
    }


def _copy(table: _Made) -> None:
    columns = ", ".join(table.columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table.table} ({columns}) FROM STDIN") as copy:
        for row in table.rows:
            copy.write_row(row)
