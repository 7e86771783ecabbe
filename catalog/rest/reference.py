"""On which markets, by which tariffs, from which warehouses is trade done?"""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from catalog.models import Listing, PositiveListEntry, TariffCode, TaxRate, Warehouse
from catalog.naming import language_of, name_in
from catalog.policy import MARKET_CURRENCY, MARKETS, RETAIL_IMPORT_REGIME
from catalog.queries.law import holds_on
from catalog.rest.shapes import PUBLIC_CACHING
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found

MARKET_EXAMPLE = {
    "code": "CN",
    "name": "China",
    "currency": "CNY",
    "retail_import_regime": "cn_retail_import",
}
TARIFF_EXAMPLE = {
    "id": "019e0000-0000-7000-8000-000000000001",
    "hs6": "110100",
    "name": "Wheat or maslin flour",
    "cn10": "1101000090",
    "eaeu10": "1101001500",
    "direction": "KZ-CN",
    "required_documents": ["commercial_invoice", "phytosanitary_certificate"],
    "temperature_class": "AMBIENT_DRY",
    "segregation_class": "DRY_FOOD",
    "dangerous_goods": "none",
    "source": "htshub.com/cn-hs",
    "confidence": "medium",
}
RATE_EXAMPLE = {
    "country": "CN",
    "kind": "vat",
    "percent": "9.000",
    "valid_from": "2026-01-01",
    "valid_to": None,
    "source": "htshub.com/cn-hs",
    "confidence": "medium",
}
LISTED_EXAMPLE = {
    "edition": "DEMO ASSUMPTION, NOT LAW",
    "is_assumption": True,
    "per_person_g_limit": None,
    "valid_from": "2026-01-01",
    "valid_to": None,
    "source": "demo assumption",
    "confidence": "low",
}
WAREHOUSE_EXAMPLE = {
    "id": "019e0000-0000-7000-8000-000000000001",
    "code": "KZ-KOSTANAY-WH",
    "name": "Kostanay warehouse",
    "country": "KZ",
    "location_code": "KZ-KOSTANAY-WH",
}


class MarketOut(serializers.Serializer[Any]):
    """A country that we sell into."""

    code = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField()
    retail_import_regime = serializers.CharField(
        allow_null=True, help_text="Customs code of the regime by which parcels enter, where there is one."
    )


class MarketListOut(serializers.Serializer[Any]):
    """All markets; they are few."""

    items = MarketOut(many=True)


class TariffCodeOut(serializers.Serializer[Any]):
    """A kind of goods, by the first six digits that all countries share."""

    id = serializers.UUIDField()
    hs6 = serializers.CharField()
    name = serializers.CharField(help_text="In the reader's language.")
    cn10 = serializers.CharField(allow_blank=True)
    eaeu10 = serializers.CharField(allow_blank=True)
    direction = serializers.CharField()
    required_documents = serializers.ListField(child=serializers.CharField())
    temperature_class = serializers.CharField()
    segregation_class = serializers.CharField()
    dangerous_goods = serializers.CharField()
    # A field called `source` hides what DRF calls so.
    source = serializers.CharField()  # type: ignore[assignment]
    confidence = serializers.CharField()


class TariffRateOut(serializers.Serializer[Any]):
    """A percentage that a country charges from one day to another, both included."""

    country = serializers.CharField()
    kind = serializers.CharField()
    percent = serializers.DecimalField(max_digits=6, decimal_places=3)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    confidence = serializers.CharField()


class PositiveListOut(serializers.Serializer[Any]):
    """That an edition of China's list allows retail import."""

    edition = serializers.CharField()
    is_assumption = serializers.BooleanField()
    per_person_g_limit = serializers.IntegerField(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    confidence = serializers.CharField()


class TariffCodeDetailOut(TariffCodeOut):
    """A kind of goods with what the laws say of it."""

    rates = TariffRateOut(many=True)
    positive_list = PositiveListOut(many=True)


class WarehouseOut(serializers.Serializer[Any]):
    """Where goods lie until they travel."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField(help_text="In the reader's language.")
    country = serializers.CharField()
    location_code = serializers.CharField(help_text="Where the first mile starts.")


class TariffCodeQuery(PageQuery):
    """Which kinds of goods."""

    direction = serializers.ChoiceField(choices=["KZ-CN", "CN-KZ"], required=False)
    hs6 = TextField(max_length=6, required=False, help_text="The code, or its first digits.")


class LawQuery(In):
    """As of when."""

    on = serializers.DateField(required=False, help_text="Only what holds on this day.")


class WarehouseQuery(PageQuery):
    """Which warehouses."""

    country = serializers.ChoiceField(choices=["CN", "KZ"], required=False)


class ReferenceDoorBase(Door):
    """Everybody may read, caches may keep what they read for a moment."""

    readers = EVERYONE
    cache_control = PUBLIC_CACHING
    vary = ("Accept-Language",)

    def name(self, names: dict[str, str]) -> str:
        """A name in the reader's language."""
        return name_in(names, language_of(self.request.headers.get("Accept-Language", "")))


class MarketsDoor(ReferenceDoorBase):
    """Where we sell."""

    @operation(
        id="listMarkets",
        summary="The markets with their currencies",
        response=MarketListOut,
        response_example={"items": [MARKET_EXAMPLE]},
    )
    def get(self, request: Request) -> Response:
        items = [
            {
                "code": market,
                "name": Listing.Market(market).label,
                "currency": MARKET_CURRENCY[market],
                "retail_import_regime": RETAIL_IMPORT_REGIME.get(market),
            }
            for market in MARKETS
        ]
        return self.answer(MarketListOut({"items": items}))


class TariffCodesDoor(ReferenceDoorBase):
    """Kinds of goods."""

    @operation(
        id="listTariffCodes",
        summary="Kinds of goods that have tariffs here, by code",
        query=TariffCodeQuery,
        response=page_of(TariffCodeOut),
        response_example={"items": [TARIFF_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows: QuerySet[TariffCode] = TariffCode.objects.all()
        if "direction" in self.query:
            rows = rows.filter(direction=self.query["direction"])
        if "hs6" in self.query:
            rows = rows.filter(hs6__startswith=self.query["hs6"])
        return self.page(rows, self._view, order=("hs6", "id"))

    def _view(self, row: TariffCode) -> Any:
        return TariffCodeOut(_with_name(row, self.name(row.names))).data


class TariffCodeDoor(ReferenceDoorBase):
    """One of them."""

    @operation(
        id="showTariffCode",
        summary="What the laws of both countries say of a kind of goods, by date",
        query=LawQuery,
        response=TariffCodeDetailOut,
        response_example={**TARIFF_EXAMPLE, "rates": [RATE_EXAMPLE], "positive_list": [LISTED_EXAMPLE]},
    )
    def get(self, request: Request, hs6: str) -> Response:
        day = self.query.get("on")
        holding = holds_on(day) if day else Q()
        rates = Prefetch("rates", TaxRate.objects.filter(holding), to_attr="dated_rates")
        row: Any = found(TariffCode.objects.prefetch_related(rates), hs6=hs6)
        law = {
            "rates": row.dated_rates,
            "positive_list": PositiveListEntry.objects.filter(holding, hs6=hs6),
        }
        return self.answer(TariffCodeDetailOut({**_with_name(row, self.name(row.names)), **law}))


class WarehousesDoor(ReferenceDoorBase):
    """Where goods lie."""

    @operation(
        id="listWarehouses",
        summary="Warehouses into which sellers deliver, by code",
        query=WarehouseQuery,
        response=page_of(WarehouseOut),
        response_example={"items": [WAREHOUSE_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows: QuerySet[Warehouse] = Warehouse.objects.all()
        if "country" in self.query:
            rows = rows.filter(country=self.query["country"])
        return self.page(rows, self._view, order=("code", "id"))

    def _view(self, row: Warehouse) -> Any:
        facts = {name: getattr(row, name) for name in ("id", "code", "country", "location_code")}
        return WarehouseOut({**facts, "name": self.name(row.names)}).data


def _with_name(row: TariffCode, name: str) -> dict[str, Any]:
    columns = TariffCodeOut().fields.keys() - {"name"}
    return {**{each: getattr(row, each) for each in columns}, "name": name}
