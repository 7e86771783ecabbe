"""How do letters about what became of an order read, to its buyer?"""

from collections.abc import Mapping

from django.utils.translation import gettext

from kit.letters import Content, Writer
from kit.words import say
from orders.letters.facts import Facts, arrives, goods, money, of_order, quoted


def accepted(facts: Facts) -> Content:
    """The seller takes it."""
    return Content(
        subject=say("Order %(number)s is accepted", number=facts["order"]),
        paragraphs=[
            say("%(seller)s has accepted your order and packs it for the train.", seller=facts["seller"]),
            gettext("You need not do anything. We write again when the train leaves."),
        ],
        facts=[*of_order(facts), *arrives(facts)],
        goods=goods(facts),
    )


def declined(facts: Facts) -> Content:
    """The seller doesn't take it, or said nothing."""
    words = (
        say("%(seller)s did not answer in time, so we have ended this order.", seller=facts["seller"])
        if facts["is_overdue"]
        else say("We are sorry: %(seller)s cannot deliver this order.", seller=facts["seller"])
    )
    return _ended(facts, say("Order %(number)s is declined", number=facts["order"]), words)


def lines_declined(facts: Facts) -> Content:
    """The seller has only part of it."""
    gone = ", ".join(goods({"goods": facts["declined"]}))
    return Content(
        subject=say("Part of order %(number)s is not available", number=facts["order"]),
        paragraphs=[
            say("We are sorry: %(seller)s cannot deliver %(goods)s.", seller=facts["seller"], goods=gone),
            say("Reason given: %(reason)s", reason=quoted(facts["reason"])),
            say(
                "We send %(amount)s back the way you paid, and write again when the money has left us."
                " The rest of your order is on its way; you need not do anything.",
                amount=money(facts["amount"]),
            ),
        ],
        facts=[*of_order(facts), *arrives(facts)],
        goods=goods(facts),
    )


def cancelled(facts: Facts) -> Content:
    """It was called off."""
    words = say("Your order from %(seller)s is cancelled.", seller=facts["seller"])
    return _ended(facts, say("Order %(number)s is cancelled", number=facts["order"]), words)


# What it means for the buyer's money is owed; that the seller packs is not.
OF_ORDERS: Mapping[str, Writer] = {
    "order.accepted": Writer(accepted, topic="orders"),
    "order.lines_declined": Writer(lines_declined),
    "order.declined": Writer(declined),
    "order.cancelled": Writer(cancelled),
}


def _ended(facts: Facts, subject: str, words: str) -> Content:
    paragraphs = [words]
    if facts["reason"]:
        paragraphs.append(say("Reason given: %(reason)s", reason=quoted(facts["reason"])))
    paragraphs.append(
        say(
            "We send %(amount)s back the way you paid, and write again when the money has left us."
            " You need not do anything.",
            amount=money(facts["total"]),
        )
        if facts["is_paid"]
        else gettext("You have paid nothing for it, and need not do anything.")
    )
    return Content(subject=subject, paragraphs=paragraphs, facts=of_order(facts), goods=goods(facts))
