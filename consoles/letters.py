"""How do letters read to our own people, about what waits for them?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import list_address
from consoles.policy import HOME_TIMEZONE
from kit.letters import Content, Link, Writer
from kit.saying import day_of, hour_of, page
from kit.words import Words, say

Facts = Mapping[str, Any]

# What a pile is called, and where its rows are listed.
PILES: Mapping[str, tuple[Words, Callable[[], str]]] = {
    "sellers": (_("Applications of sellers"), lambda: list_address("catalog.seller")),
    "listings": (_("Listings to review"), lambda: reverse("admin:to_review")),
    "changes": (_("Changes of goods on sale"), lambda: reverse("admin:to_review")),
    "papers": (
        _("Papers to check"),
        lambda: list_address("catalog.certificate", status__exact="submitted"),
    ),
    "attention": (
        _("Shipments that need a person"),
        lambda: list_address("shipping.shipment", attention_at__isnull="False"),
    ),
    "stuck": (
        _("Train changes not worked out"),
        lambda: list_address("shipping.departure", follow_up="due"),
    ),
    "discrepancies": (
        _("Open discrepancies"),
        lambda: list_address("shipping.discrepancy", settled_at__isempty=1),
    ),
    "waiting": (
        _("Shipments waiting for a slot"),
        lambda: list_address("shipping.shipment", status__exact="waiting"),
    ),
    "customs": (
        _("Shipments held by customs"),
        lambda: list_address("shipping.shipment", status__exact="customs_hold"),
    ),
    "claims": (
        _("Returns and claims to decide"),
        lambda: list_address("orders.claim", waits="yes"),
    ),
    "unmatched": (
        _("Unmatched money"),
        lambda: list_address("payments.payment", status__exact="unmatched"),
    ),
    "undecided": (_("Wrong amounts"), lambda: list_address("payments.payment", sum="odd")),
    "refunds": (_("Refunds due"), lambda: list_address("payments.refund", status__exact="requested")),
    "failed_refunds": (_("Failed refunds"), lambda: list_address("payments.refund", dead="failed")),
    "unpaid_declines": (
        _("Declined goods whose refund was declined"),
        lambda: list_address("orders.orderline", unpaid="yes"),
    ),
    "statement_lines": (_("Lines of bank statements to decide"), lambda: reverse("admin:money_to_sort")),
    "loose_news": (_("News of money that is nothing of ours"), lambda: reverse("admin:money_to_sort")),
    "rate_documents": (_("Documents of rates to decide"), lambda: reverse("admin:exchange_rates")),
    "old_rates": (_("Old exchange rates"), lambda: reverse("admin:exchange_rates")),
}


def waiting(facts: Facts) -> Content:
    """What waits this morning, each pile leading to its rows."""
    piles = facts["piles"]
    count = sum(each["count"] for each in piles)
    subject = ngettext("%(count)s thing waits for you", "%(count)s things wait for you", count)
    return Content(
        subject=subject % {"count": count},
        paragraphs=[gettext("This is what waits for you and your colleagues this morning.")],
        links=[_led_to(each) for each in piles],
        link=Link(gettext("Have a look"), page(reverse("admin:index"))),
    )


def lost_train(facts: Facts) -> Content:
    """Goods stand without a train."""
    count = facts["shipments"]
    words = ngettext(
        "%(count)s shipment was taken off this train and found no place on another. It waits for you.",
        "%(count)s shipments were taken off this train and found no place on another. They wait for you.",
        count,
    )
    departs = hour_of(datetime.fromisoformat(facts["departs_at"]), facts["zone"])
    return Content(
        subject=say("Goods without a train: %(train)s", train=facts["train"]),
        paragraphs=[words % {"count": count}],
        facts=[(gettext("Train"), facts["train"]), (gettext("Was to leave"), departs)],
        link=Link(
            gettext("Have a look"),
            page(reverse("admin:departures_board_train", args=(facts["departure"],))),
        ),
    )


WRITERS: Mapping[str, Writer] = {
    "attention.list": Writer(waiting, topic="attention"),
    "attention.lost_train": Writer(lost_train, topic="attention"),
}


def _led_to(pile: Facts) -> Link:
    title, address = PILES[pile["what"]]
    return Link(say("%(what)s: %(how_much)s", what=title, how_much=_how_much(pile)), page(address()))


def _how_much(pile: Facts) -> str:
    if not pile["since"]:
        return str(pile["count"])
    since = day_of(datetime.fromisoformat(pile["since"]), HOME_TIMEZONE)
    return say("%(count)s, the oldest since %(day)s", count=pile["count"], day=since)
