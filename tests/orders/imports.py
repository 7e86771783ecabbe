"""Which goods and which law do the tests of duties start from?"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from orders.duties import (
    Assessment,
    ExchangeRate,
    ImportLine,
    ImportOrder,
    Lawbook,
    ListEntry,
    Percents,
    Refusal,
    assess,
)
from orders.queries import law

DAY = date(2026, 11, 23)
EDITION = "DEMO ASSUMPTION, NOT LAW"
FLOUR, CAMEL, SKIN_CARE, SUGAR, RAW_SUGAR, RICE, MEAT = (
    *("110100", "040221", "330499", "170199"),
    *("170114", "100630", "020443"),
)
# Amounts in these tests are then euro cents: one tenge is taken to be one euro.
ONE_TO_ONE = ExchangeRate(Decimal(1), DAY)


def entry(hs6: str, limit_g: int | None = None) -> ListEntry:
    return ListEntry(hs6, EDITION, date(2016, 4, 8), None, limit_g)


LISTED = [entry(hs6) for hs6 in (FLOUR, CAMEL, SKIN_CARE, SUGAR, RAW_SUGAR, RICE)]


def lawbook(*, listed: Sequence[ListEntry] = LISTED) -> Lawbook:
    """The rules of the data file, with these codes on the positive list."""
    return Lawbook(
        retail_rules=law.retail_rules(),
        positive_list=listed,
        quantity_limits=law.quantity_limits(),
        dear_goods=law.dear_goods(),
        parcel_rules=law.parcel_rules(),
        kz_vat=law.kz_vat(),
    )


LAWBOOK = lawbook()
CHINESE: Mapping[str, int] = {"mfn": 10, "vat": 13, "consumption": 0}


def percents(**percents: int | str | None) -> Percents:
    """Percentages by name."""
    return Percents(**{name: None if each is None else Decimal(each) for name, each in percents.items()})


def line(
    hs6: str = CAMEL,
    *,
    value_minor: int,
    goods_minor: int | None = None,
    quantity: int = 1,
    net_g: int = 1_000,
    gross_g: int | None = None,
    content_ml: int | None = None,
    sheets: int | None = None,
    line_id: str = "1",
    rates: Mapping[str, int | str | None] = CHINESE,
    **others: int | str | None,
) -> ImportLine:
    """A line of goods for China; rates that are named take the place of the usual ones."""
    return ImportLine(
        line_id=line_id,
        hs6=hs6,
        quantity=quantity,
        net_g=net_g,
        gross_g=net_g if gross_g is None else gross_g,
        goods_minor=value_minor if goods_minor is None else goods_minor,
        value_minor=value_minor,
        percents=percents(**{**CHINESE, **rates, **others}),
        content_ml=content_ml,
        sheets=sheets,
    )


def answer(order: ImportOrder, market: str = "CN", book: Lawbook = LAWBOOK) -> Assessment | Refusal:
    return assess(market=market, order=order, lawbook=book)


def taxed(order: ImportOrder, market: str = "CN", book: Lawbook = LAWBOOK) -> Assessment:
    found = answer(order, market, book)
    assert isinstance(found, Assessment), found
    return found


def refused(order: ImportOrder, market: str = "CN", book: Lawbook = LAWBOOK) -> Refusal:
    found = answer(order, market, book)
    assert isinstance(found, Refusal), found
    return found
