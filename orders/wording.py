"""How are a promised delivery and a suggestion said, in the language that is active?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop

from kit.languages import language_of
from kit.money import Money
from kit.saying import day_said, money_said, name_said
from kit.words import say
from orders.duties import ONE_INDIVISIBLE_ITEM
from orders.suggesting import FREE_LIMIT, ONE_ITEM, SEPARATE_ORDERS, WITHOUT_GOODS

_G_PER_KG = 1000
_AMOUNTS = {"limit_amount": "limit_minor", "total": "total_minor", "saved": "saved_minor"}


def delivery_said(delivery: Mapping[str, Any]) -> str:
    """Between which days it comes, and how sure that is, from the document of a promise."""
    first, last = (day_said(date.fromisoformat(delivery[name])) for name in ("first_day", "last_day"))
    days = first if first == last else say("%(first)s to %(last)s", first=first, last=last)
    if delivery["percent"] is None:
        return say("%(days)s (by the timetable only)", days=days)
    # The share is that of the hours within the days: of the whole days a little more arrive.
    return say(
        "%(days)s (at least %(percent)s%% of such deliveries come then)",
        days=days,
        percent=delivery["percent"],
    )


def suggestion_view(suggestion: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """A suggestion of a quote's document with its amounts as money, and in words by language."""
    # Quotes of before didn't say what the law would say then.
    view: dict[str, Any] = {"regime": "", "regime_reasons": []}
    view |= {name: value for name, value in suggestion.items() if name not in _AMOUNTS.values()}
    amounts = {
        name: None if suggestion[column] is None else Money(suggestion[column], currency)
        for name, column in _AMOUNTS.items()
    }
    return {**view, **amounts, "texts": _in_all_languages(suggestion, currency)}


def suggestion_said(suggestion: Mapping[str, Any], currency: str) -> str:
    """What the buyer could do, and what that brings, from the document of a suggestion."""
    goods = ", ".join(name_said(line["names"]) for line in suggestion["lines"])
    is_one = ONE_INDIVISIBLE_ITEM in suggestion.get("regime_reasons", ())
    if suggestion["code"] == WITHOUT_GOODS:
        return _without_said(goods, _limit_said(suggestion, currency) if is_one else "")
    limit = _limit_said(suggestion, currency)
    if suggestion["code"] == SEPARATE_ORDERS:
        text = _APART_WITH_ONE_ITEM if is_one else _APART
        return say(text, orders=suggestion["orders"], limit=limit)
    what = _fewer_said(suggestion, goods)
    if suggestion["code"] == ONE_ITEM:
        return say(_AS_ONE_ITEM, what=what, limit=limit)
    if suggestion["limit"] == FREE_LIMIT:
        saved = money_said(Money(suggestion["saved_minor"], currency))
        return say(
            "%(what)s: up to %(limit)s customs take nothing, which saves %(saved)s.",
            what=what,
            limit=limit,
            saved=saved,
        )
    return say(_STAYS_WITHIN[suggestion["limit"]], what=what, limit=limit)


_APART = gettext_noop(
    "You may order it apart, in %(orders)s orders of up to %(limit)s, each with its own freight."
    " The yearly limit counts them all."
)
_APART_WITH_ONE_ITEM = gettext_noop(
    "You may order it apart, in %(orders)s orders, each with its own freight. A single indivisible item"
    " above %(limit)s then comes in alone, at full tax. The yearly limit counts them all."
)
_AS_ONE_ITEM = gettext_noop(
    "%(what)s: then it may come in as one indivisible item above %(limit)s, at full tax."
)
_STAYS_WITHIN = {
    "order": gettext_noop("%(what)s: then it stays within %(limit)s, the limit of one order."),
    "annual": gettext_noop("%(what)s: then it stays within %(limit)s, what one person may import in a year."),
    "person": gettext_noop(
        "%(what)s: then it stays within %(limit)s, what one person may import of such goods in a year."
    ),
}


def _without_said(goods: str, limit: str) -> str:
    if not limit:
        return say("Without %(goods)s the rest can be imported.", goods=goods)
    return say(
        "Without %(goods)s the rest can be imported as one indivisible item above %(limit)s, at full tax.",
        goods=goods,
        limit=limit,
    )


def _fewer_said(suggestion: Mapping[str, Any], goods: str) -> str:
    if not suggestion["quantity"]:
        return say("Without %(goods)s", goods=goods)
    return say(
        "%(quantity)s instead of %(was)s of %(goods)s",
        quantity=suggestion["quantity"],
        was=suggestion["quantity"] + suggestion["fewer"],
        goods=goods,
    )


def _limit_said(suggestion: Mapping[str, Any], currency: str) -> str:
    if suggestion["limit_g"] is not None:
        return say("%(kg)s kg", kg=f"{suggestion['limit_g'] / _G_PER_KG:g}")
    return money_said(Money(suggestion["limit_minor"], currency))


def _in_all_languages(suggestion: Mapping[str, Any], currency: str) -> dict[str, str]:
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[language_of(code)] = suggestion_said(suggestion, currency)
    return texts
