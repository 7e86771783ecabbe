"""How do letters read to the people of a seller, about their firm, their goods and their papers?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from catalog.gate_wording import told
from catalog.gating import Reason
from catalog.wording import PAPERS
from kit.countries import country_in
from kit.letters import Content, Writer
from kit.saying import day_said, name_said, pair_said, spoken
from kit.words import say

Facts = Mapping[str, Any]


def verified(facts: Facts) -> Content:
    """The firm may sell, for the first time or again."""
    if facts["is_again"]:
        return Content(
            subject=gettext("You may sell again"),
            paragraphs=[say("%(firm)s may sell again: its goods are back on sale.", firm=facts["firm"])],
        )
    return Content(
        subject=gettext("Welcome: you may sell now"),
        paragraphs=[
            say("We have checked the papers of %(firm)s. Welcome among our sellers!", firm=facts["firm"]),
            gettext("Goods that you hand in are looked at by us, and go on sale once they are approved."),
        ],
    )


def rejected(facts: Facts) -> Content:
    """The firm may not sell."""
    return _reasoned(
        facts,
        gettext("We could not accept your application"),
        say("We have looked at the application of %(firm)s and cannot accept it.", firm=facts["firm"]),
    )


def suspended(facts: Facts) -> Content:
    """The firm may not sell for now."""
    return _reasoned(
        facts,
        gettext("Your goods are off sale for now"),
        say("We have suspended %(firm)s: none of its goods can be bought for now.", firm=facts["firm"]),
        after=[gettext("Orders that are already placed go on: please pack and hand them in as agreed.")],
    )


def approved(facts: Facts) -> Content:
    """Goods may go on sale."""
    goods = facts["goods"]
    count = len(goods)
    subject = ngettext("Approved: %(count)s article", "Approved: %(count)s articles", count)
    return Content(
        subject=subject % {"count": count},
        paragraphs=[gettext("We have looked at these goods: put them on sale whenever you like.")],
        goods=[_named(each) for each in goods],
    )


def changes_requested(facts: Facts) -> Content:
    """Goods can't go on sale as they are."""
    return _reasoned(
        facts,
        say("Please change something: %(article)s", article=facts["goods"][0]["sku"]),
        gettext("These goods cannot go on sale as they are. Please mend them and hand them in again."),
    )


def blocked(facts: Facts) -> Content:
    """Goods were taken off sale."""
    return _reasoned(
        facts,
        say("Taken off sale: %(article)s", article=facts["goods"][0]["sku"]),
        gettext("We have taken these goods off sale until the matter is settled."),
    )


def withheld(facts: Facts) -> Content:
    """Goods are off sale because of their papers or the law."""
    count = len(facts["goods"]) + facts["more"]
    subject = ngettext("Off sale for now: %(count)s article", "Off sale for now: %(count)s articles", count)
    return Content(
        subject=subject % {"count": count},
        paragraphs=[
            gettext("Their papers or the law do not allow these goods to be sold now."),
            gettext("Once that is mended they are back on sale by themselves, within a minute."),
        ],
        goods=[_with_reasons(each) for each in facts["goods"]],
        after=_rest(facts["more"]),
    )


def restored(facts: Facts) -> Content:
    """Goods that were off sale because of their papers or the law are sold again."""
    count = len(facts["goods"]) + facts["more"]
    subject = ngettext("On sale again: %(count)s article", "On sale again: %(count)s articles", count)
    return Content(
        subject=subject % {"count": count},
        paragraphs=[gettext("Nothing is in the way of these goods any more: buyers find them again.")],
        goods=[_named(each) for each in facts["goods"]],
        after=_rest(facts["more"]),
    )


def change_declined(facts: Facts) -> Content:
    """Goods on sale stay as they were."""
    return _reasoned(
        facts,
        say("Change declined: %(article)s", article=facts["goods"][0]["sku"]),
        gettext("We have looked at your change and declined it. The goods stay on sale as they were."),
    )


def paper_rejected(facts: Facts) -> Content:
    """A paper doesn't vouch for anything."""
    words = [gettext("We cannot accept this paper, and buyers do not see it. Please hand in another one.")]
    if facts["reason"]:
        words.append(say("Why: %(reason)s", reason=facts["reason"]))
    return _paper(facts, say("Not accepted: %(paper)s", paper=PAPERS[facts["kind"]]), *words)


def lapsing(facts: Facts) -> Content:
    """A paper ends soon."""
    days = facts["days_left"]
    left = ngettext("It ends in %(days)s day, on %(day)s.", "It ends in %(days)s days, on %(day)s.", days)
    ends = day_said(date.fromisoformat(facts["valid_to"]))
    words = left % {"days": days, "day": ends} if days else gettext("Today is its last day.")
    return _paper(
        facts,
        say("Ends soon: %(paper)s", paper=PAPERS[facts["kind"]]),
        words,
        gettext("After that buyers see it no longer. Please hand in a new one in time."),
    )


def lapsed(facts: Facts) -> Content:
    """A paper has ended."""
    return _paper(
        facts,
        say("Has ended: %(paper)s", paper=PAPERS[facts["kind"]]),
        say("It ended on %(day)s.", day=day_said(date.fromisoformat(facts["valid_to"]))),
        gettext("Buyers see it no longer. Please hand in a new one."),
    )


def low(facts: Facts) -> Content:
    """Little is left."""
    count = len(facts["goods"]) + facts["more"]
    subject = ngettext("Running low: %(count)s article", "Running low: %(count)s articles", count)
    return Content(
        subject=subject % {"count": count},
        paragraphs=[
            gettext("At the pace of the last weeks these goods are sold out soon, or they are already.")
        ],
        goods=[
            say("%(article)s — %(units)s left", units=each["units"], article=_named(each))
            for each in facts["goods"]
        ],
        after=[
            *_rest(facts["more"]),
            gettext("We tell you again only after there was enough once more."),
        ],
    )


# What a firm may do is owed; what becomes of its goods, its members may hear in a digest.
WRITERS: Mapping[str, Writer] = {
    "seller.verified": Writer(verified),
    "seller.rejected": Writer(rejected),
    "seller.suspended": Writer(suspended),
    "listing.approved": Writer(approved, topic="catalogue"),
    "listing.changes_requested": Writer(changes_requested, topic="catalogue"),
    "listing.blocked": Writer(blocked, topic="catalogue"),
    "listing.withheld": Writer(withheld, topic="catalogue"),
    "listing.restored": Writer(restored, topic="catalogue"),
    "change.declined": Writer(change_declined, topic="catalogue"),
    "paper.rejected": Writer(paper_rejected, topic="catalogue"),
    "paper.lapsing": Writer(lapsing, topic="catalogue"),
    "paper.lapsed": Writer(lapsed, topic="catalogue"),
    "stock.low": Writer(low, topic="catalogue"),
}


def _reasoned(facts: Facts, subject: str, *paragraphs: str, after: Sequence[str] = ()) -> Content:
    told = list(paragraphs)
    if facts["reason"]:
        # As it was written: a reason is told to one firm, in whatever language they write to each other.
        told.append(say("Why: %(reason)s", reason=facts["reason"]))
    goods = [_named(each) for each in facts.get("goods", ())]
    return Content(subject=subject, paragraphs=told, goods=goods, after=after)


def _paper(facts: Facts, subject: str, *paragraphs: str) -> Content:
    told = [
        (gettext("Paper"), str(PAPERS[facts["kind"]])),
        (gettext("Number"), facts["number"]),
        (gettext("Issuer"), facts["issuer"]),
        (gettext("Goods"), name_said(facts["names"]) if facts["names"] else gettext("all your goods")),
    ]
    return Content(subject=subject, paragraphs=paragraphs, facts=told)


def _rest(more: int) -> list[str]:
    rest = ngettext("And %(count)s more article.", "And %(count)s more articles.", more)
    return [rest % {"count": more}] if more else []


def _with_reasons(article: Facts) -> str:
    """Such as "FLR-2KG: Wheat flour (China) — A paper that … ended on … Renew it …"."""
    said = [told(Reason(*reason)) for reason in article["reasons"]]
    reasons = " ".join(f"{each.detail} {each.to_do}" for each in said)
    return say("%(article)s — %(reasons)s", article=_named(article), reasons=reasons)


def _named(article: Facts) -> str:
    """Such as "FLR-2KG: Wheat flour (China)"."""
    named = pair_said(article["sku"], name_said(article["names"]))
    market = article.get("market")
    if not market:
        return named
    return say("%(article)s (%(market)s)", article=named, market=country_in(market, spoken()))
