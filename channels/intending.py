"""What does a document of 1C's ask to be done with an order, if it says so clearly?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Verb = Literal["accept", "pack", "decline", "nothing"]
VERBS: tuple[Verb, ...] = ("accept", "pack", "decline", "nothing")

# How 1C is told of our states, which its users may pick as well.
OUR_WORDS: Mapping[str, str] = {
    "paid": "Оплачен, ждёт подтверждения",
    "accepted": "Подтверждён продавцом",
    "packed": "Собран продавцом",
    "handed_in": "Сдан на склад перевозчика",
    "completed": "Завершён",
    "declined": "Отклонён продавцом",
    "cancelled": "Отменён покупателем или площадкой",
}
# What a seller says with one of them, by its code: the order is there already where it only comes back. The
# others are not theirs to say.
_THEIRS: Mapping[str, Verb] = {"accepted": "accept", "packed": "pack", "declined": "decline"}


def _ours(verb: Verb) -> list[str]:
    """Codes and words of ours that mean a verb."""
    pairs = OUR_WORDS.items()
    return [each for code, word in pairs if _THEIRS.get(code, "nothing") == verb for each in (code, word)]


# States of orders in configurations of 1C that mean one thing. What a configuration calls "К отгрузке" may be
# packed or not, and "Закрыт" ends orders both ways: those mean nothing before their seller says what.
USUAL_WORDS: Mapping[Verb, Sequence[str]] = {
    "accept": (
        *("Подтвержден", "Принят", "Согласован", "В работе", "К обеспечению", "К выполнению"),
        *("Готов к обеспечению", "В обработке", "Принят в работу"),
        *_ours("accept"),
    ),
    "pack": ("Собран", "Упакован", "Скомплектован", "Отгружен", *_ours("pack")),
    "decline": ("Отменен", "Отклонен", "Отказ", "Аннулирован", *_ours("decline")),
    "nothing": (
        *("Новый", "Черновик", "Открыт", "Не согласован", "На согласовании", "Ожидается согласование"),
        *_ours("nothing"),
    ),
}
_AN_ORDER = "заказ товара"
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{0,6})?")


class Goods(NamedTuple):
    """Units of one of the goods, as the document has them; `key` is 1C's own or ours."""

    key: str
    sku: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Document:
    """
    One document of a file of orders.

    `words` are the states that it names. Whether it is posted is None where it doesn't say. `fault` says why
    nothing more is known of it.
    """

    place: int
    id: str = ""
    number: str = ""
    operation: str = ""
    words: Sequence[str] = ()
    is_cancelled: bool = False
    is_deleted: bool = False
    is_posted: bool | None = None
    is_shipped: bool = False
    is_paid: bool = False
    goods: Sequence[Goods] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is asked for: a verb, or nothing; `why` says with `facts` what of it isn't clear."""

    verb: Literal["", "accept", "pack", "decline"] = ""
    why: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def folded(word: str) -> str:
    """A word as it is compared: 1C's users write with and without ё, in any case, with a point or without."""
    return " ".join(word.casefold().replace("ё", "е").split()).strip(" .")


def table(chosen: Mapping[str, Iterable[str]]) -> dict[str, Verb]:
    """What each folded word means: as is usual, but as a seller has chosen where they have."""
    made: dict[str, Verb] = {}
    for words in (USUAL_WORDS, chosen):
        made |= {folded(word): verb for verb in VERBS for word in words.get(verb, ())}
    return made


def intent_of(document: Document, meanings: Mapping[str, Verb]) -> Intent:
    """
    What a document asks for.

    Whatever contradicts itself, is deleted or not posted in 1C, or says only words that nobody has explained
    asks for nothing, and says why. So does what calls off by such a document: money goes back for it.
    """
    if document.fault:
        return Intent(why=document.fault)
    if document.operation and folded(document.operation) != _AN_ORDER:
        return Intent(why="report.other_document", facts={"operation": document.operation[:80]})
    known = {word: meanings.get(folded(word)) for word in document.words}
    asked = {verb for verb in known.values() if verb not in (None, "nothing")}
    asked |= {"decline"} if document.is_cancelled else set()
    asked |= {"pack"} if document.is_shipped else set()
    if document.is_deleted:
        return Intent(why="report.deleted")
    if "decline" in asked and len(asked) > 1:
        return Intent(why="report.contradicts")
    unknown = [word for word, verb in known.items() if verb is None]
    if not asked:
        facts = {"word": unknown[0][:80]} if unknown else {}
        return Intent(why="report.word_unknown", facts=facts) if unknown else Intent()
    if document.is_posted is False:
        return Intent(why="report.not_posted")
    return Intent(next(verb for verb in ("decline", "pack", "accept") if verb in asked))


def difference(document: Document, lines: Sequence[tuple[str, str, int]]) -> dict[str, str] | None:
    """
    The first of the goods of which a document has another number than the order; a document without goods
    says nothing of them. What stands there in two rows is added up.

    `lines` are key, SKU and units of the order. Facts are `sku`, `here` and `there`, and `rows` where there
    are more than one.
    """
    if not document.goods:
        return None
    there: dict[str, list[str]] = {}
    names = {name: sku for key, sku, _ in lines for name in (sku, key)}
    for goods in document.goods:
        sku = names.get(goods.key) or names.get(goods.sku) or goods.sku or goods.key
        there.setdefault(sku, []).append(goods.quantity)
    here = {sku: units for _, sku, units in lines if units}
    for sku in (*here, *there):
        rows = there.get(sku, ["0"])
        counts = [_count(text) for text in rows]
        known = [count for count in counts if count is not None]
        if len(known) == len(rows) and sum(known) == here.get(sku, 0):
            continue
        if len(rows) == 1:
            told, more = rows[0], {}
        else:
            # Of what can't be added up each row is named.
            summed = f"{sum(known):f}" if len(known) == len(rows) else " + ".join(rows)
            told, more = summed, {"rows": str(len(rows))}
        return {"sku": sku[:64], "here": str(here.get(sku, 0)), "there": told[:20], **more}
    return None


def _count(text: str) -> Decimal | None:
    """A number as 1C writes it; None if it is none."""
    plain = text.replace(",", ".").replace(" ", "").replace("\xa0", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None
