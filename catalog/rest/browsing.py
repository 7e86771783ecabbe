"""What does a visitor see of the goods on sale?"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import ListingNotFound
from catalog.models import Listing
from catalog.naming import language_of, name_in
from catalog.policy import MARKET_CURRENCY, MARKETS
from catalog.queries import browsing
from catalog.queries.browsing import Shown
from kit.clock import now
from kit.money import BadMoney, Money
from kit.openapi import operation, page_of
from kit.paging import PageQuery, keyset_page
from kit.rest import In, MoneyField, TextField

EVERYBODY = dict.fromkeys(("anonymous", "buyer", "seller", "partner", "staff"), ANYONE)
EXAMPLE = {
    "id": "019e0000-0000-7000-8000-000000000001",
    "sku": "KZ01-FLR-PRM-2KG",
    "name": "Wheat baking flour, premium grade, 2 kg",
    "market": "CN",
    "seller": {"id": "019e0000-0000-7000-8000-000000000002", "code": "KZ01", "name": "Aqdala Un Zauyty"},
    "price": {"amount": "17.50", "currency": "CNY"},
    "available": 1550,
    "origin_country": "KZ",
    "hs6": "110100",
    "import": {"regime": "cn_retail_import", "listed": True, "label": "DEMO ASSUMPTION, NOT LAW"},
}


class WindowQuery(PageQuery):
    """Which goods."""

    market = serializers.ChoiceField(choices=MARKETS, default="CN", help_text="Where they are sold.")
    seller = TextField(max_length=16, required=False, help_text="The seller's code.")
    price_min = TextField(max_length=16, required=False, help_text="In the market's currency: 12.30")
    price_max = TextField(max_length=16, required=False, help_text="In the market's currency: 99.00")
    in_stock = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Only what is, or isn't, there."
    )
    translations = serializers.ChoiceField(choices=["all"], required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Prices are amounts of the market's currency."""
        currency = MARKET_CURRENCY[attrs["market"]]
        for name in ("price_min", "price_max"):
            if name in attrs:
                try:
                    attrs[name] = Money.parse(attrs[name], currency).minor
                except BadMoney as error:
                    raise serializers.ValidationError({name: [str(error)]}) from error
        return attrs


class ProductQuery(In):
    """In which languages."""

    translations = serializers.ChoiceField(choices=["all"], required=False)


class SoldByOut(serializers.Serializer[Any]):
    """Who sells."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class ImportOut(serializers.Serializer[Any]):
    """What retail import says of the goods; `label` names the edition that says so."""

    regime = serializers.CharField()
    listed = serializers.BooleanField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class ProductOut(serializers.Serializer[Any]):
    """One listing on sale."""

    id = serializers.UUIDField()
    sku = serializers.CharField()
    name = serializers.CharField(help_text="In the reader's language.")
    names = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="With ?translations=all."
    )
    market = serializers.CharField()
    seller = SoldByOut()
    price = MoneyField()
    available = serializers.IntegerField()
    origin_country = serializers.CharField()
    hs6 = serializers.CharField()
    import_ = ImportOut(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`import` is a word of Python's own."""
        fields = dict(super().get_fields())
        return {name.rstrip("_"): field for name, field in fields.items()}


class ProductDetailOut(ProductOut):
    """One listing with what a buyer and customs must know."""

    standard = serializers.CharField(allow_blank=True)
    gtin13 = serializers.CharField(allow_blank=True)
    net_g = serializers.IntegerField()
    gross_g = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()
    length_mm = serializers.IntegerField()
    width_mm = serializers.IntegerField()
    height_mm = serializers.IntegerField()
    shelf_life_days = serializers.IntegerField(allow_null=True)
    temperature_class = serializers.CharField()
    segregation_class = serializers.CharField()


class WindowDoorBase(Door):
    """Everybody may look, caches may keep what they saw for a moment."""

    readers = EVERYBODY
    cache_control = "public, max-age=5, stale-while-revalidate=30"
    vary = ("Accept-Language",)

    def view(self, shown: Shown) -> dict[str, Any]:
        """What `ProductOut` shows of a listing to this reader."""
        row = shown.listing
        language = language_of(self.request.headers.get("Accept-Language", ""))
        view = {
            "id": row.pk,
            "sku": row.variant.sku,
            "name": name_in(shown.names, language),
            "market": row.market,
            "seller": {
                "id": row.variant.seller_id,
                "code": row.variant.seller.code,
                "name": row.variant.seller.legal_name,
            },
            "price": shown.price,
            "available": shown.available,
            "origin_country": row.variant.product.origin_country,
            "hs6": row.variant.product.tariff_code.hs6,
            "import": _import_view(shown),
        }
        return {**view, "names": shown.names} if "translations" in self.query else view

    def shown(self, rows: list[Listing]) -> dict[UUID, Shown]:
        """The rows with their stock and their law."""
        return browsing.shown(rows, on=now().date())


class ProductsDoor(WindowDoorBase):
    """The list."""

    @operation(
        id="listProducts",
        summary="Goods on sale, the newest first",
        query=WindowQuery,
        response=page_of(ProductOut),
        response_example={"items": [EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        given = dict(self.query)
        limit, cursor = given.pop("limit"), given.pop("cursor", "")
        given.pop("translations", "")
        rows: QuerySet[Listing] = browsing.window(given.pop("market"), **given)
        page = keyset_page(request, rows, order=("-id",), limit=limit, cursor=cursor)
        shown = self.shown(page.rows)
        return self.answer(page.as_json(lambda row: ProductOut(self.view(shown[row.pk])).data))


class ProductDoor(WindowDoorBase):
    """One of them."""

    @operation(
        id="showProduct",
        summary="One listing on sale",
        query=ProductQuery,
        response=ProductDetailOut,
        problems=[ListingNotFound],
    )
    def get(self, request: Request, listing_id: UUID) -> Response:
        row = browsing.one_on_sale(listing_id)
        return self.answer(ProductDetailOut(self._detail(self.shown([row])[row.pk])), row=row)

    def _detail(self, shown: Shown) -> dict[str, Any]:
        variant = shown.listing.variant
        product = variant.product
        sizes = ("gtin13", "net_g", "gross_g", "volume_cm3", "length_mm", "width_mm", "height_mm")
        facts = ("standard", "shelf_life_days", "temperature_class", "segregation_class")
        return {
            **self.view(shown),
            **{name: getattr(variant, name) for name in sizes},
            **{name: getattr(product, name) for name in facts},
        }


def _import_view(shown: Shown) -> dict[str, Any] | None:
    if shown.listing.market != "CN":
        return None
    listed = shown.listed
    return {
        "regime": "cn_retail_import",
        "listed": listed is not None,
        "label": listed.edition if listed else "",
    }
