"""How does a seller change the prices of many goods at once, and take it back?"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.visits import Visit
from catalog.operations import repricing
from catalog.queries.asking_price import currency_of
from catalog.queries.repricing import (
    Choice,
    PriceRule,
    large_moves,
    moved,
    repricings_of,
    staying,
    undo_until,
)
from catalog.queries.selling import own_seller
from consoles.seller.parts import Field, Line, Table, Verb
from consoles.seller.showing import address, at_home, named, page_of, show_list, show_one, word
from kit.clock import now
from kit.money import BadMoney, Money
from kit.rest import found
from kit.words import Words, say

PREVIEW_VERBS = {"preview": "previewPrices"}
VERBS = {"apply": "applyRepricing", "undo": "undoRepricing"}
_MARKETS = (("CN", _("China")), ("KZ", _("Kazakhstan")))
_WAYS = (
    ("percent", _("by percent, such as -5 or 2.5")),
    ("amount", _("by a sum, such as -1.50")),
    ("price", _("to a fixed price of one unit")),
)
_LINES_SHOWN = 200
_LONGEST_SKUS = 4_000
_MOST_PERCENT = Decimal(900)


def prices(visit: Visit) -> HttpResponse:
    """What was changed lately, and a form that shows what would change; a post keeps that and shows it."""
    if visit.request.method == "POST":
        made: list[Any] = []
        if rule := _rule(visit):
            choice = Choice(_market(visit), visit.typed("category", longest=64), _skus(visit))
            if visit.perform(
                lambda: made.append(
                    repricing.preview(
                        seller=own_seller(visit.actor), choice=choice, rule=rule, at=now(), by=visit.actor
                    )
                ),
                done=_("No price has changed yet: look, then set them."),
            ):
                return visit.go("repricing", made[-1].pk)
        return visit.go("prices")
    page = page_of(visit, repricings_of(visit.actor))
    table = Table(
        (_("Shown"), _("Changing"), _("Set"), _("Taken back")),
        [
            Line(
                (
                    at_home(visit, row.previewed_at),
                    str(len(row.lines)),
                    at_home(visit, row.applied_at),
                    at_home(visit, row.undone_at),
                ),
                address("repricing", row.pk),
            )
            for row in page.rows
        ],
        _("No prices were changed together yet."),
    )
    verbs = [_form(visit)] if visit.does("previewPrices") else []
    return show_list(visit, table, title=_("Prices"), page=page, verbs=verbs)


def repriced(visit: Visit, repricing_id: UUID) -> HttpResponse:
    """What one change makes of which price; a post sets them, or takes them back."""
    row = found(repricings_of(visit.actor), pk=repricing_id)
    if visit.request.method == "POST":
        verb, done = {
            "apply": (repricing.apply, _("The prices are set; orders and quotes keep theirs.")),
            "undo": (repricing.undo, _("The prices are as before.")),
        }[visit.verb]
        visit.perform(lambda: verb(repricing=_locked(visit, row), at=now(), by=visit.actor), done=done)
        return visit.go("repricing", row.pk)
    lines = Table(
        (_("SKU"), _("Goods"), _("Price"), _("New price"), _("Change")),
        [
            Line((each.sku, named(each.names), str(each.was), str(each.becomes), _change(each)))
            for each in moved(row, after=0, most=_LINES_SHOWN)
        ],
        _("No price changes by this."),
        title=_("What changes"),
    )
    refused = Table(
        (_("SKU"), _("Goods"), _("Why")),
        [Line((each.sku, named(each.names), each.why)) for each in staying(row, after=0, most=_LINES_SHOWN)],
        _("Nothing is refused."),
        title=_("What stays"),
    )
    notes: list[Words] = []
    if max(len(row.lines), len(row.refused)) > _LINES_SHOWN:
        notes.append(_("The first %(count)d of each are shown; REST tells all.") % {"count": _LINES_SHOWN})
    return show_one(
        visit,
        title=_("Change of prices"),
        facts=_facts(visit, row),
        tables=[lines, refused],
        verbs=list(_verbs(visit, row)),
        notes=notes,
        back=(_("Prices"), "prices"),
    )


def _form(visit: Visit) -> Verb:
    fields = (
        Field("market", _("Market"), kind="select", choices=_MARKETS, value=word(visit.request, "market")),
        Field("category", _("Code of a category, or all of them"), required=False, longest=64),
        Field("skus", _("SKUs, or all of them"), required=False, longest=_LONGEST_SKUS),
        Field("way", _("How they change"), kind="select", choices=_WAYS),
        Field("value", _("By how much, or to what"), longest=20),
        Field("round_to", _("Rounded to a multiple of"), required=False, longest=20),
    )
    return Verb(
        "preview",
        _("Show what changes"),
        title=_("Change many prices"),
        help=_("Nothing changes before you have seen it."),
        fields=fields,
    )


def _rule(visit: Visit) -> PriceRule | None:
    """What was typed, or nothing and a message that says what is wrong."""
    way, currency = visit.typed("way", longest=10), currency_of(_market(visit))
    value = visit.typed("value", longest=20).replace(",", ".")
    try:
        rounding = _minor(visit.typed("round_to", longest=20).replace(",", ".") or "", currency, least=1)
        if way == "percent":
            return PriceRule(percent_bp=_percent(value), round_to_minor=rounding or 1)
        if way == "amount":
            return PriceRule(amount_minor=_minor(value, currency), round_to_minor=rounding or 1)
        return PriceRule(price_minor=_minor(value, currency, least=1) or 0, round_to_minor=1)
    except (BadMoney, InvalidOperation):
        words = gettext("“%(text)s” is no such number.") % {"text": value}
        messages.error(visit.request, words)
        return None


def _percent(text: str) -> int:
    percent = Decimal(text)
    if not percent.is_finite() or not -100 < percent <= _MOST_PERCENT or percent * 100 % 1:
        raise InvalidOperation
    return int(percent * 100)


def _minor(text: str, currency: str, *, least: int | None = None) -> int:
    """An amount as it was typed; nothing is 0."""
    if not text:
        return 0
    money = Money.parse(text, currency)
    if least is not None and money.minor < least:
        raise BadMoney(text)
    return money.minor


def _market(visit: Visit) -> str:
    market = visit.typed("market", longest=2)
    return market if market in dict(_MARKETS) else _MARKETS[0][0]


def _skus(visit: Visit) -> list[str]:
    return visit.typed("skus", longest=_LONGEST_SKUS).replace(",", " ").split()


def _locked(visit: Visit, row: Any) -> Any:
    return found(repricings_of(visit.actor).select_for_update(), pk=row.pk)


def _change(each: Any) -> Words:
    percent = f"{each.percent:+d} %"
    return say("%(percent)s: more than usual", percent=percent) if each.is_large else percent


def _facts(visit: Visit, row: Any) -> Iterator[tuple[Words, Words]]:
    yield _("Changing"), str(len(row.lines))
    yield _("Staying"), str(len(row.refused))
    yield _("Moved more than usual"), str(large_moves(row))
    yield _("Set"), at_home(visit, row.applied_at)
    yield _("Can be taken back until"), at_home(visit, undo_until(row))
    yield _("Taken back"), at_home(visit, row.undone_at)


def _verbs(visit: Visit, row: Any) -> Iterator[Verb]:
    until = undo_until(row)
    if row.applied_at is None and row.lines and visit.does("applyRepricing"):
        yield Verb("apply", _("Set these prices"), help=_("What somebody has changed meanwhile stays."))
    elif until is not None and until >= now() and visit.does("undoRepricing"):
        yield Verb("undo", _("Take it back"), help=_("Within ten minutes."))
