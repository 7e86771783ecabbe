"""How are the facts of a letter about an order said?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from kit.languages import language_of
from kit.money import Money
from kit.saying import day_of, hour_of, money_said, name_said, spoken
from kit.words import say
from orders.wording import delivery_said

Facts = Mapping[str, Any]
Pairs = list[tuple[str, str]]


def money(told: Mapping[str, str]) -> str:
    """An amount, as shops write it."""
    return money_said(Money.parse(told["amount"], told["currency"]))


def day(facts: Facts, name: str) -> str:
    """The day of an instant where the reader lives; empty if there is none."""
    return day_of(datetime.fromisoformat(facts[name]), facts["zone"]) if facts.get(name) else ""


def hour(facts: Facts, name: str) -> str:
    """An instant by the clock of where the reader lives."""
    return hour_of(datetime.fromisoformat(facts[name]), facts["zone"])


def goods(facts: Facts) -> Sequence[str]:
    """What it is about, a line each."""
    return [f"{each['quantity']} × {name_said(each['names'])}" for each in facts["goods"]]


def place(names: Mapping[str, str]) -> str:
    """What the reader calls a station."""
    return name_said(names)


def quoted(words: str) -> str:
    """What somebody else wrote, as they wrote it."""
    return {"ru": "«{}»", "kk": "«{}»", "zh-Hans": "“{}”"}.get(spoken(), "“{}”").format(words)


def because(reason: Mapping[str, str]) -> str:
    """Why something happened, from words by language."""
    return reason.get(spoken()) or reason.get(language_of("")) or ""


def of_order(facts: Facts) -> Pairs:
    """Which order of which seller."""
    return [(gettext("Order number"), facts["order"]), (gettext("Seller"), facts["seller"])]


def of_checkout(facts: Facts) -> Pairs:
    """Which orders were bought together; one alone goes by its own number."""
    numbers = facts["orders"]
    if len(numbers) == 1:
        return [(gettext("Order number"), numbers[0])]
    return [(gettext("Purchase"), facts["group"]), (gettext("Orders"), ", ".join(numbers))]


def arrives(facts: Facts) -> Pairs:
    """Between which days what was ordered comes, and how sure that is; of older orders, by when."""
    told: Sequence[Facts] = facts.get("deliveries") or ()
    if not told:
        return [(gettext("Arrives by"), day(facts, "promised_at"))]
    if len(told) == 1:
        return [(gettext("Delivery"), delivery_said(told[0]))]
    return [(say("Delivery of %(number)s", number=each["order"]), delivery_said(each)) for each in told]


def number_of(facts: Facts) -> str:
    """What stands in the subject: the number of the one order, or of all that were bought together."""
    numbers: Sequence[str] = facts["orders"]
    return numbers[0] if len(numbers) == 1 else str(facts["group"])
