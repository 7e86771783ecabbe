"""What has a firm done before it may sell, what is still to do, and who is to do it?"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext

from catalog.gate_wording import CATEGORIES, told
from catalog.queries.onboarding import Asked, Firm, Kept, firm_of
from catalog.wording import PAPERS
from kit.saying import day_of, day_said
from kit.words import say
from orders.policy import SELLER_TIMEZONE
from payments.queries.payouts import current_account

DONE, WAITING, TO_DO = "done", "waiting", "to_do"
# What the firm waits for itself: us, or a day.
_WAITED_FOR = frozenset({"gate.paper_in_check", "gate.paper_not_yet_valid"})


class Step(NamedTuple):
    """
    One line of the checklist, in its reader's words.

    `state` is done, waiting (for staff, or a day) or to_do. `code` names the step for programs: identity,
    bank_account, paper.<kind> or goods. `act` is the law that asks for a paper, `valid_to` its last day.
    """

    code: str
    title: str
    state: str
    detail: str
    to_do: str = ""
    act: str = ""
    valid_to: date | None = None


def checklist(*, seller_id: UUID, at: datetime) -> list[Step] | None:
    """The steps of a seller in the order in which they are taken; None if there is no such seller."""
    firm = firm_of(seller_id=seller_id, at=at)
    if firm is None:
        return None
    papers = (_paper(each) for each in firm.asked)
    return [_identity(firm), _bank_account(firm, at), *papers, *_goods(firm.kept)]


def _identity(firm: Firm) -> Step:
    title = gettext("Identity of the firm")
    number = say("Tax number: %(number)s", number=firm.tax_id)
    why = f"{number} {firm.status_reason}".strip()
    by_status: Mapping[str, tuple[str, str]] = {
        "applied": (WAITING, gettext("Staff look at the application.")),
        "in_review": (WAITING, gettext("Staff look at the application.")),
        "verified": (DONE, ""),
    }
    state, to_do = by_status.get(firm.status, (TO_DO, gettext("Write to us: the firm may not sell.")))
    return Step("identity", title, state, why, to_do)


def _bank_account(firm: Firm, at: datetime) -> Step:
    title, account = gettext("Bank account"), current_account(firm.organisation_id)
    if account is None:
        detail = gettext("No account is known to which your money goes.")
        to_do = gettext("Name the account of your own firm.")
        return Step("bank_account", title, TO_DO, detail, to_do)
    number = say("The account that ends in %(end)s.", end=account.number_end)
    if account.usable_from > at:
        day = day_of(account.usable_from, SELLER_TIMEZONE[account.country])
        rests = say("Money goes there from %(day)s on.", day=day)
        return Step("bank_account", title, WAITING, f"{number} {rests}")
    return Step("bank_account", title, DONE, number)


def _paper(asked: Asked) -> Step:
    rule = asked.rule
    title = str(PAPERS[rule.kind])
    if rule.category:
        title = say("%(paper)s (%(category)s)", paper=title, category=CATEGORIES[rule.category])
    code = f"paper.{rule.kind}"
    if asked.reason is not None:
        said = told(asked.reason)
        state = WAITING if asked.reason.code in _WAITED_FOR else TO_DO
        return Step(code, title, state, said.detail, said.to_do, rule.act)
    last = asked.paper.days.last if asked.paper else None
    number = asked.paper.number if asked.paper else ""
    detail = say("%(number)s, until %(day)s", number=number, day=day_said(last)) if last else number
    return Step(code, title, DONE, detail, "", rule.act, last)


def _goods(kept: Kept) -> Iterator[Step]:
    title = gettext("Goods")
    if not kept.listings:
        yield Step(
            *("goods", title, TO_DO, gettext("Nothing is offered yet.")),
            gettext("Enter goods, offer them on a market and hand them in."),
        )
        return
    count = say("%(open)s of %(all)s listings may be sold.", open=kept.open, all=kept.listings)
    if not kept.reasons:
        yield Step("goods", title, DONE, count)
    for reason, listings in kept.reasons:
        said = told(reason)
        detail = say("Listings: %(listings)s. %(why)s", listings=listings, why=said.detail)
        yield Step("goods", title, TO_DO, f"{count} {detail}", said.to_do)
