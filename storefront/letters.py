"""How do letters to those read who waited for goods or for a price?"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from kit.letters import Content, Writer
from kit.money import Money
from kit.saying import money_said, name_said
from kit.words import say

Facts = Mapping[str, Any]


def back_in_stock(facts: Facts) -> Content:
    """There are units again."""
    name = name_said(facts["names"])
    return _notice(
        facts,
        say("Back in stock: %(name)s", name=name),
        say("%(name)s, which you were waiting for, is there again.", name=name),
        gettext("We have set none aside for you: whoever orders first gets it."),
    )


def cheaper(facts: Facts) -> Content:
    """It costs what was wanted, or less."""
    name = name_said(facts["names"])
    return _notice(
        facts,
        say("As cheap as you wished: %(name)s", name=name),
        say(
            "%(name)s now costs %(price)s. You wanted to hear of it at %(wanted)s or less.",
            name=name,
            price=_money(facts["price"]),
            wanted=_money(facts["wanted"]),
        ),
        gettext("Prices change: the one in your cart is what counts."),
    )


WRITERS: Mapping[str, Writer] = {
    "notice.back_in_stock": Writer(back_in_stock, topic="notices"),
    "notice.price": Writer(cheaper, topic="notices"),
}


def _notice(facts: Facts, subject: str, *paragraphs: str) -> Content:
    return Content(
        subject=subject,
        paragraphs=paragraphs,
        facts=[
            (gettext("Price for one"), _money(facts["price"])),
            (gettext("Article number"), facts["sku"]),
        ],
        after=[gettext("We tell you this once. To hear of it again, ask for it again in the shop.")],
    )


def _money(told: Mapping[str, str]) -> str:
    return money_said(Money.parse(told["amount"], told["currency"]))
