"""How does 1C want orders: as documents of CommerceML, in the encoding that it reads?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from channels.intending import OUR_WORDS
from channels.writers.port import element, written

if TYPE_CHECKING:
    from kit.money import Money

# What 1C's modules know: older ones documents of 2.x below the root, newer ones each in a container of 3.1.
_VERSION, _VERSION_IN_PARTS = "2.10", "3.1"
# By the name of its element: what 1C lets its users choose from.
_PAYMENT, _DELIVERY = ("platform", "Оплата на площадке"), ("rail", "Поезд")
BOOKS: Mapping[str, Mapping[str, str]] = {
    "Статусы": OUR_WORDS,
    "ПлатежныеСистемы": dict([_PAYMENT]),
    "СлужбыДоставки": dict([_DELIVERY]),
}
# Units are packages, of which the seller's price is: OKEI 796.
_PIECE = {"Код": "796", "НаименованиеПолное": "Штука", "МеждународноеСокращение": "PCE"}
_ANYBODY = "Покупатель"
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one of the seller's goods; `key` is 1C's own where it has one, else our SKU."""

    key: str
    sku: str
    name: str
    quantity: int
    price: "Money"
    discount: "Money"
    total: "Money"


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom the goods go to. `key` is the same wherever all of it is."""

    key: str
    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Sale:
    """
    One paid order. `state` is one of `STATES`; `changed_at` when it came into it.

    `rate` is what a unit of its currency is worth in that of the seller's books. Instants are told by the
    clocks of `zone`, where the seller lives.
    """

    id: str
    number: str
    group_number: str
    state: str
    zone: str
    placed_at: datetime
    paid_at: datetime
    changed_at: datetime
    accept_by_at: datetime | None
    hand_in_by_at: datetime | None
    is_over: bool
    is_off: bool
    why_off: str
    market: str
    warehouses: Sequence[str]
    shipments: Sequence[str]
    total: "Money"
    rate: Decimal | None
    buyer: Buyer | None
    lines: Sequence[Line]


def orders_document(
    sales: Sequence[Sale], *, at: datetime, encoding: str, in_containers: bool
) -> Iterator[bytes]:
    """
    A whole document, piece by piece; with `in_containers` as modules want it that tell their version.

    Letters that the encoding lacks become numbers of Unicode's, which every reader of XML turns back.
    """
    version = _VERSION_IN_PARTS if in_containers else _VERSION
    root = f'ВерсияСхемы="{version}" ДатаФормирования="{at.strftime("%Y-%m-%dT%H:%M:%S")}"'
    formats = (
        'ФорматДаты="ДФ=yyyy-MM-dd; ДЛФ=DT" ФорматВремени="ДФ=ЧЧ:мм:сс; ДЛФ=T" РазделительДатаВремя="T" '
        'ФорматСуммы="ЧЦ=18; ЧДЦ=2; ЧРД=." ФорматКоличества="ЧЦ=18; ЧДЦ=2; ЧРД=."'
    )
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n<КоммерческаяИнформация {root} {formats}>\n'
    yield _encoded(head, encoding)
    for sale in sales:
        made = _document(sale)
        yield _encoded(written(element("Контейнер", children=[made]) if in_containers else made), encoding)
    yield _encoded("</КоммерческаяИнформация>\n", encoding)


def dictionary(books: Mapping[str, Mapping[str, str]], *, encoding: str) -> bytes:
    """
    The states, ways to pay and ways of delivery by code; `books` by the name of its element.

    Modules look for the element of states under two names, of which one begins with a Latin C.
    """
    root = element("Справочник")
    for name, entries in books.items():
        for spelt in (name, "C" + name[1:]) if name == "Статусы" else (name,):
            root.append(element(spelt, children=[_entry(code, said) for code, said in entries.items()]))
    return _encoded(f'<?xml version="1.0" encoding="{encoding}"?>\n{written(root)}', encoding)


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "xmlcharrefreplace")


def _entry(code: str, name: str) -> ET.Element:
    return element("Элемент", children=[element("Ид", code), element("Название", name)])


def _document(sale: Sale) -> ET.Element:
    placed = sale.placed_at.astimezone(ZoneInfo(sale.zone))
    return element(
        "Документ",
        children=[
            element("Ид", sale.id),
            element("Номер", sale.number),
            element("Дата", placed.strftime("%Y-%m-%d")),
            element("ХозОперация", "Заказ товара"),
            element("Роль", "Продавец"),
            element("Валюта", sale.total.currency),
            *_rate(sale.rate),
            element("Сумма", sale.total.amount),
            element("Контрагенты", children=[_buyer(sale.buyer)]),
            element("Время", placed.strftime("%H:%M:%S")),
            element("Комментарий", _comment(sale)),
            element("Товары", children=[_line(line) for line in sale.lines if line.quantity]),
            element(
                "ЗначенияРеквизитов", children=[_requisite(name, text) for name, text in _requisites(sale)]
            ),
        ],
    )


def _rate(rate: Decimal | None) -> list[ET.Element]:
    """What nobody knows is left out: 1 would say that it is the currency of the books."""
    return [] if rate is None else [element("Курс", f"{rate.normalize():f}")]


def _buyer(buyer: Buyer | None) -> ET.Element:
    told = buyer or Buyer("", _ANYBODY, "", "")
    children = [
        element("Ид", told.key or _ANYBODY),
        element("Наименование", told.name[:_LONGEST]),
        element("Роль", "Покупатель"),
        element("ПолноеНаименование", told.name[:_LONGEST]),
    ]
    if told.address:
        children.append(
            element("АдресРегистрации", children=[element("Представление", told.address[:_LONGEST])])
        )
    if told.phone:
        contact = [element("Тип", "ТелефонМобильный"), element("Значение", told.phone)]
        children.append(element("Контакты", children=[element("Контакт", children=contact)]))
    return element("Контрагент", children=children)


def _line(line: Line) -> ET.Element:
    children = [
        element("Ид", line.key),
        element("Артикул", line.sku),
        element("Наименование", line.name[:_LONGEST]),
        element("БазоваяЕдиница", "шт", (), **_PIECE),
        element("ЦенаЗаЕдиницу", line.price.amount),
        element("Количество", str(line.quantity)),
        element("Сумма", line.total.amount),
        element("Единица", "шт"),
        element("Коэффициент", "1"),
    ]
    if line.discount.minor:
        told = [
            element("Наименование", "Купон"),
            element("Сумма", line.discount.amount),
            element("УчтеноВСумме", "true"),
        ]
        children.append(element("Скидки", children=[element("Скидка", children=told)]))
    # By the seller's own law what leaves the country bears no VAT.
    rate = [element("Наименование", "НДС"), element("Ставка", "0")]
    tax = [element("Наименование", "НДС"), element("УчтеноВСумме", "true"), element("Сумма", "0")]
    kinds = [_requisite("ВидНоменклатуры", "Товар"), _requisite("ТипНоменклатуры", "Товар")]
    children += [
        element("СтавкиНалогов", children=[element("СтавкаНалога", children=rate)]),
        element("Налоги", children=[element("Налог", children=tax)]),
        element("ЗначенияРеквизитов", children=kinds),
    ]
    return element("Товар", children=children)


def _comment(sale: Sale) -> str:
    told = [f"Заказ {sale.number} покупки {sale.group_number}"]
    if sale.warehouses:
        told.append(f"сдать на склад: {', '.join(sale.warehouses)}")
    if sale.hand_in_by_at:
        told.append(f"не позднее {_instant(sale.hand_in_by_at, sale.zone)}")
    if sale.is_off and sale.why_off:
        told.append(f"причина: {sale.why_off}")
    return ", ".join(told)


def _requisites(sale: Sale) -> Iterator[tuple[str, str]]:
    yield "Статус заказа", OUR_WORDS[sale.state]
    yield "Статуса заказа ИД", sale.state
    yield "Дата изменения статуса", _instant(sale.changed_at, sale.zone)
    yield "Заказ оплачен", "true"
    yield "Дата оплаты", _instant(sale.paid_at, sale.zone)
    for name, (code, said) in (("Метод оплаты", _PAYMENT), ("Метод доставки", _DELIVERY)):
        yield name, said
        yield f"{name} ИД", code
    yield "Отменен", _yes(sale.is_off)
    yield "Финальный статус", _yes(sale.is_over)
    yield "Номер заказа на площадке", sale.number
    yield "Номер покупки на площадке", sale.group_number
    yield "Рынок", sale.market
    for name, at in (
        ("Принять не позднее", sale.accept_by_at),
        ("Сдать на склад не позднее", sale.hand_in_by_at),
    ):
        if at is not None:
            yield name, _instant(at, sale.zone)
    if sale.warehouses:
        yield "Склад сдачи", ", ".join(sale.warehouses)
    if sale.shipments:
        yield "Отправления", ", ".join(sale.shipments)


def _requisite(name: str, text: str) -> ET.Element:
    return element(
        "ЗначениеРеквизита", children=[element("Наименование", name), element("Значение", text[:1000])]
    )


def _instant(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def _yes(answer: bool) -> str:
    return "true" if answer else "false"
