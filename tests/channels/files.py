"""How do sellers' programs write their files? Small ones, in the dialects that are met."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from catalog.neutral import Header, NeutralRow, SellerMapping
from catalog.neutral_wording import fault_said, unreadable_said
from channels.readers import Reader, Reading, Unreadable

NAME = "goods.file"
FLOUR, BOOTS = "bd72d90e-55bc-11d9-848a-00112f43529a", "bd72d913-55bc-11d9-848a-00112f43529a"
RETAIL, COST = "bb14a3a4-6b17-11e0-9819-e0cb4ed5eed4", "dd14a3a4-6b17-11e0-9819-e0cb4ed5eed4"
ALMATY, ASTANA = "6abdb0b5-18fd-11e7-80c2-0cc47ab29cd1", "d2a52d49-19c9-11e7-80c2-0cc47ab29cd1"


def read(reader: Reader, data: bytes, mapping: SellerMapping | None = None) -> Reading:
    """A file that is in memory, begun."""
    return reader.read(BytesIO(data), name=NAME, mapping=mapping or SellerMapping())


def rows_of(reader: Reader, data: bytes, mapping: SellerMapping | None = None) -> list[NeutralRow]:
    """All its rows; whatever is wrong with them can be told."""
    rows = list(read(reader, data, mapping).rows)
    for row in rows:
        assert all(map(fault_said, (*row.faults, *row.notes)))
    return rows


def unread(reader: Reader, data: bytes, mapping: SellerMapping | None = None) -> Unreadable:
    """Why a file can't be read to its end, which can be told."""
    with pytest.raises(Unreadable) as refusal:
        rows_of(reader, data, mapping)
    assert unreadable_said(refusal.value.code, refusal.value.facts)
    return refusal.value


def header_of(reader: Reader, data: bytes, mapping: SellerMapping | None = None) -> Header:
    """Its header once all rows are through."""
    reading = read(reader, data, mapping)
    for _ in reading.rows:
        pass
    return reading.header


def faults(row: NeutralRow) -> list[tuple[str, str]]:
    """What is wrong with which field."""
    return [(each.field, each.code) for each in row.faults]


def notes(row: NeutralRow) -> list[tuple[str, str]]:
    """What was read otherwise than it was written."""
    return [(each.field, each.code) for each in row.notes]


# ---- CommerceML ------------------------------------------------------------------------


def commerce(*parts: str, root: str = 'xmlns="urn:1C.ru:commerceml_2"', declared: str = "UTF-8") -> str:
    """A file of 1C around its parts."""
    return (
        f'<?xml version="1.0" encoding="{declared}"?>\n'
        f'<КоммерческаяИнформация {root} ВерсияСхемы="2.07" ДатаФормирования="2026-02-24T16:51:51+03:00">\n'
        + "\n".join(parts)
        + "\n</КоммерческаяИнформация>"
    )


def catalogue(*goods: str, changes: str = 'СодержитТолькоИзменения="false"') -> str:
    """A catalogue, as in import.xml."""
    return f"<Каталог {changes}><Ид>c</Ид><Товары>{''.join(goods)}</Товары></Каталог>"


def product(*inside: str, key: str = FLOUR, name: str = "Мука пшеничная", attributes: str = "") -> str:
    """One product of a catalogue."""
    return f"<Товар {attributes}><Ид>{key}</Ид><Наименование>{name}</Наименование>{''.join(inside)}</Товар>\n"


def package(*offers: str, lists: str = "", changes: str = "", of: str = "ПакетПредложений") -> str:
    """A package of offers, as in offers.xml, with its price lists and warehouses."""
    inside = f"{lists}<Предложения>{''.join(offers)}</Предложения>"
    return f"<{of} {changes}><ИдКаталога>c</ИдКаталога>{inside}</{of}>"


def offer(*inside: str, key: str = FLOUR, name: str = "Мука пшеничная") -> str:
    """One offer of a package."""
    return f"<Предложение><Ид>{key}</Ид><Наименование>{name}</Наименование>{''.join(inside)}</Предложение>\n"


def price_list(*lists: tuple[str, str, str]) -> str:
    """Price lists by key, name, currency."""
    return "<ТипыЦен>{}</ТипыЦен>".format(
        "".join(
            f"<ТипЦены><Ид>{key}</Ид><Наименование>{name}</Наименование><Валюта>{currency}</Валюта></ТипЦены>"
            for key, name, currency in lists
        )
    )


def prices(*amounts: tuple[str, str], currency: str = "") -> str:
    """Prices by the key of their list."""
    told = f"<Валюта>{currency}</Валюта>" if currency else ""
    return "<Цены>{}</Цены>".format(
        "".join(
            f"<Цена><Представление>{amount} за шт</Представление><ИдТипаЦены>{key}</ИдТипаЦены>"
            f"<ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу>{told}</Цена>"
            for key, amount in amounts
        )
    )


def requisites(facts: Mapping[str, str]) -> str:
    """Requisites of a product by name."""
    return "<ЗначенияРеквизитов>{}</ЗначенияРеквизитов>".format(
        "".join(
            f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{value}</Значение>"
            "</ЗначениеРеквизита>"
            for name, value in facts.items()
        )
    )


def says(**values: str) -> str:
    """What a product says of properties, by their key (with lines for the hyphens)."""
    return "<ЗначенияСвойств>{}</ЗначенияСвойств>".format(
        "".join(
            f"<ЗначенияСвойства><Ид>{key}</Ид><Значение>{value}</Значение></ЗначенияСвойства>"
            for key, value in values.items()
        )
    )


# ---- tables ----------------------------------------------------------------------------


def xlsx(
    rows: Sequence[Sequence[Any]], *more: tuple[str, Sequence[Sequence[Any]]], sheet: str = "Прайс"
) -> bytes:
    """A workbook of sheets."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = sheet
    for row in rows:
        first.append(list(row))
    for name, others in more:
        other = book.create_sheet(name)
        for row in others:
            other.append(list(row))
    data = BytesIO()
    book.save(data)
    return data.getvalue()
