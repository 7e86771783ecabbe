"""What does a file of 1C say of orders that it was handed (CommerceML 2, 3.1)?"""

import re
from collections.abc import Iterator

from channels.intending import Document, Goods, folded
from channels.readers.commerceml import ROOT
from channels.readers.port import Source, Unreadable, opened
from channels.readers.xml_pieces import Node, Opened, document

# 1C sends what changed: more than so many at once are no changes of orders.
MOST_DOCUMENTS = 2_000
MOST_LINES = 500
_PIECES = ("Документ",)
_LONGEST = 200
_TRUE = {"true", "1", "да", "истина"}
_STATES = {
    *("статус заказа", "состояние заказа", "статус", "состояние"),
    # As orders go out, and as it is meant.
    *("статуса заказа ид", "статус заказа ид"),
}
_CANCELLED = {"отменен"}
_DELETED = {"пометкаудаления", "пометка удаления"}
_POSTED = {"проведен"}
_SHIPPED = {"дата отгрузки по 1с", "номер отгрузки по 1с"}
_SHIPPED_SAID = {"отгружен"}
_PAID = {"дата оплаты по 1с", "номер оплаты по 1с"}
# Programs write so of a day that isn't known: the first one that 1C has, in any of its forms, or only the
# signs between its numbers.
_NO_DAY = re.compile(
    r"(?:0001-01-01|01\.01\.0001|01/01/0001|00010101|[ .\-/]*) ?[tт]? ?"
    r"(?:00?:00(?::00(?:\.0+)?)?|000000|[ :]*)(?:z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_LONGEST_DAY = 40
_SERVICE = "услуга"


def orders_in(source: Source) -> Iterator[Document]:
    """
    The documents of a file in their order, in constant memory.

    :raises Unreadable: if it isn't well-formed to its end, another document, or has too many.
    """
    place = 0
    with opened(source) as stream:
        for found in document(stream, _PIECES, ROOT):
            if isinstance(found, Opened) or found.name != "Документ":
                continue
            place += 1
            if place > MOST_DOCUMENTS:
                raise Unreadable("orders.too_many", most=MOST_DOCUMENTS)
            yield _document(found, place)


def _document(node: Node, place: int) -> Document:
    lines = node.all("Товары", "Товар")
    if node.is_overgrown or len(lines) > MOST_LINES:
        return Document(place, _cut(node, "Ид"), _cut(node, "Номер"), fault="report.too_large")
    said = [(_name(name), text) for name, text in _requisites(node)]
    posted = [text for name, text in said if name in _POSTED]
    return Document(
        place,
        id=_cut(node, "Ид"),
        number=_cut(node, "Номер"),
        operation=_cut(node, "ХозОперация"),
        words=tuple(dict.fromkeys(text[:_LONGEST] for name, text in said if name in _STATES and text)),
        is_cancelled=_says(said, _CANCELLED),
        is_deleted=_says(said, _DELETED),
        is_posted=_is_true(posted[0]) if posted else None,
        is_shipped=_dates(said, _SHIPPED) or _says(said, _SHIPPED_SAID),
        is_paid=_dates(said, _PAID),
        goods=tuple(_goods(line) for line in lines if not _is_service(line)),
    )


def _requisites(node: Node) -> Iterator[tuple[str, str]]:
    """Requisites by name, and what some configurations say by an element of its own."""
    for each in node.all("ЗначенияРеквизитов", "ЗначениеРеквизита"):
        yield each.said("Наименование"), each.said("Значение")
    for name in ("Отменен", "ПометкаУдаления", "Проведен"):
        if text := node.said(name):
            yield name, text


def _name(text: str) -> str:
    """As it is compared: the C of 1C is typed in either alphabet."""
    return folded(text[:_LONGEST]).replace("1c", "1с")


def _says(said: list[tuple[str, str]], names: set[str]) -> bool:
    return any(name in names and _is_true(text) for name, text in said)


def _dates(said: list[tuple[str, str]], names: set[str]) -> bool:
    return any(name in names and not _NO_DAY.fullmatch(text.strip()[:_LONGEST_DAY]) for name, text in said)


def _is_true(text: str) -> bool:
    return text.lower() in _TRUE


def _is_service(line: Node) -> bool:
    kinds = {
        each.said("Значение").lower()
        for each in line.all("ЗначенияРеквизитов", "ЗначениеРеквизита")
        if _name(each.said("Наименование")) in {"видноменклатуры", "типноменклатуры"}
    }
    return line.said("Ид") == "ORDER_DELIVERY" or _SERVICE in kinds


def _goods(line: Node) -> Goods:
    return Goods(_cut(line, "Ид"), _cut(line, "Артикул"), line.said("Количество")[:40])


def _cut(node: Node, name: str) -> str:
    return node.said(name)[:_LONGEST]
