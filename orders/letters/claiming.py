"""How do letters about returns and claims read?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kit.letters import Content, Writer
from kit.words import say
from orders.letters.facts import Facts, Pairs, goods, hour, money, quoted

_REASONS: Mapping[str, Promise | str] = {
    "damaged": _("Damaged"),
    "short": _("Too few"),
    "wrong": _("Other goods than ordered"),
    "quality": _("Quality of the lot"),
    "late": _("Late"),
    "lost": _("Lost"),
    "customs_seizure": _("Kept by customs"),
    "changed_mind": _("Changed mind"),
}


def new(facts: Facts) -> Content:
    """A buyer holds something against goods, to their seller."""
    what = (
        gettext("The buyer wants to send goods of this order back.")
        if facts["kind"] == "return"
        else gettext("The buyer claims something of this order.")
    )
    until = say("Please answer by %(until)s; after that we decide.", until=hour(facts, "answer_by_at"))
    subject = say("A claim on order %(number)s", number=facts["order"])
    return _of(facts, subject, what, say("In their words: %(text)s", text=quoted(facts["text"])), until)


def sent_back(facts: Facts) -> Content:
    """Goods are on their way back, to their seller."""
    words = [gettext("The buyer has sent the goods back. Please look at them when they come.")]
    if facts["sent_with"]:
        words.append(say("Sent with %(carrier)s.", carrier=quoted(facts["sent_with"])))
    return _of(facts, say("Goods of order %(number)s come back", number=facts["order"]), *words)


def approved(facts: Facts) -> Content:
    """The goods may be sent back, to the buyer."""
    return _of(
        facts,
        say("You may send goods of order %(number)s back", number=facts["order"]),
        say(
            "Please hand them to a carrier by %(until)s and tell us its name and the number.",
            until=hour(facts, "send_by_at"),
        ),
    )


def declined(facts: Facts) -> Content:
    """They may not, or weren't in time, to the buyer."""
    return _of(
        facts,
        say("The return for order %(number)s is declined", number=facts["order"]),
        *_because(facts),
    )


def resolved(facts: Facts) -> Content:
    """What was decided, to the buyer."""
    words: str
    if facts["amount"]:
        words = say(
            "We send %(amount)s back the way you paid, and write again when the money has left us."
            " You need not do anything.",
            amount=money(facts["amount"]),
        )
    else:
        words = gettext("We have looked at your claim, and no money goes back.")
    return _of(
        facts,
        say("Your claim on order %(number)s is decided", number=facts["order"]),
        words,
        *_because(facts),
    )


# What becomes of somebody's money is owed.
OF_CLAIMS: Mapping[str, Writer] = {
    "claim.new": Writer(new),
    "claim.sent_back": Writer(sent_back),
    "claim.approved": Writer(approved),
    "claim.declined": Writer(declined),
    "claim.resolved": Writer(resolved),
}


def _because(facts: Facts) -> list[str]:
    if facts["is_unsent"]:
        return [gettext("The goods were not sent back in time.")]
    return [say("Reason given: %(reason)s", reason=quoted(facts["why"]))] if facts["why"] else []


def _of(facts: Facts, subject: str, *paragraphs: str) -> Content:
    told: Pairs = [
        (gettext("Order number"), facts["order"]),
        (gettext("Claim number"), facts["claim"]),
        (pgettext("of a claim", "Reason"), str(_REASONS[facts["reason"]])),
    ]
    return Content(subject=subject, paragraphs=list(paragraphs), facts=told, goods=goods(facts))
