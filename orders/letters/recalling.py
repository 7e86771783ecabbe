"""How does a letter about recalled goods read?"""

from collections.abc import Mapping

from django.utils.translation import gettext

from kit.letters import Content, Writer
from kit.words import say
from orders.letters.facts import Facts, goods, quoted


def begun(facts: Facts) -> Content:
    """Goods that somebody bought are not to be used, to the buyer."""
    advice = (
        gettext(
            "Please don't use these goods. If they are with you, keep them apart, and open a claim on"
            " the order: quality of the lot. If they are still under way, don't use them when they come."
        )
        if facts["is_out"]
        else gettext("These goods haven't left and are stopped. You need not do anything.")
    )
    return Content(
        subject=say("Recall: goods of order %(number)s", number=facts["order"]),
        paragraphs=[
            gettext("The seller calls goods of your order back."),
            say("Reason given: %(reason)s", reason=quoted(facts["reason"])),
            advice,
        ],
        facts=[
            (gettext("Order number"), facts["order"]),
            (gettext("Seller"), facts["seller"]),
            (gettext("Lot"), facts["lot"]),
        ],
        goods=goods(facts),
    )


# Whoever holds bad food is told, whatever else they chose to hear.
OF_RECALLS: Mapping[str, Writer] = {"recall.begun": Writer(begun)}
