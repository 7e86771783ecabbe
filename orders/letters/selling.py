"""How do letters about an order read, to the people of its seller?"""

from collections.abc import Mapping

from django.utils.translation import gettext

from kit.letters import Content, Writer
from kit.saying import pair_said
from kit.words import say
from orders.letters.facts import Facts, hour, money, quoted
from orders.letters.facts import goods as names_of


def new(facts: Facts) -> Content:
    """Paid, and theirs to accept."""
    return _sale(
        facts,
        say("New order %(number)s", number=facts["order"]),
        say(
            "A new order is paid. Please accept it by %(until)s; after that it is declined by itself"
            " and the buyer gets the money back.",
            until=hour(facts, "accept_by_at"),
        ),
    )


def waits(facts: Facts) -> Content:
    """A day is left."""
    return _sale(
        facts,
        say("Order %(number)s still waits for you", number=facts["order"]),
        say(
            "Please accept or decline this order by %(until)s. If nobody does, it is declined by itself.",
            until=hour(facts, "accept_by_at"),
        ),
    )


def lapsed(facts: Facts) -> Content:
    """Nobody answered."""
    return _sale(
        facts,
        say("Order %(number)s was declined by itself", number=facts["order"]),
        gettext("Nobody accepted this order in time, so it was declined and the buyer gets the money back."),
        gettext("Do not hand these goods in. They are back in your stock."),
    )


def cancelled(facts: Facts) -> Content:
    """The buyer, or support for them, called it off."""
    paragraphs = [gettext("This order was cancelled. Do not hand its goods in: they are back in your stock.")]
    if facts["reason"]:
        paragraphs.append(say("Reason given: %(reason)s", reason=quoted(facts["reason"])))
    return _sale(facts, say("Order %(number)s is cancelled", number=facts["order"]), *paragraphs)


# Whoever would pack in vain has to hear of it, whatever they chose.
OF_SALES: Mapping[str, Writer] = {
    "sale.new": Writer(new, topic="orders"),
    "sale.waits": Writer(waits, topic="orders"),
    "sale.lapsed": Writer(lapsed),
    "sale.cancelled": Writer(cancelled),
}


def _sale(facts: Facts, subject: str, *paragraphs: str) -> Content:
    told = [(gettext("Order number"), facts["order"]), (gettext("Value of the goods"), money(facts["value"]))]
    return Content(
        subject=subject,
        paragraphs=paragraphs,
        facts=told,
        goods=[
            pair_said(each["sku"], line) for each, line in zip(facts["goods"], names_of(facts), strict=True)
        ],
    )
