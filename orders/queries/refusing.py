"""How does a buyer hear that the law refuses, and what they could do instead?"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from catalog import gating
from catalog.gate_wording import told_to_buyer
from kit.errors import Problem
from orders.documents import suggestion_document
from orders.duties import Reason, Refusal
from orders.errors import (
    ExchangeRateUnknown,
    GoodsUnknown,
    ListingUnknown,
    NotImportable,
    OverAnnualLimit,
    OverOrderLimit,
    OverPersonLimit,
    RateUnknown,
    RegimeNotAvailable,
    RuleUnknown,
)
from orders.queries.basis import Basis, Wanted
from orders.suggesting import Suggestion
from orders.wording import suggestion_view

_REFUSALS: Mapping[Reason, type[Problem]] = {
    Reason.NOT_AVAILABLE: RegimeNotAvailable,
    Reason.NOT_IMPORTABLE: NotImportable,
    Reason.PERSON_LIMIT: OverPersonLimit,
    Reason.ORDER_LIMIT: OverOrderLimit,
    Reason.ANNUAL_LIMIT: OverAnnualLimit,
    Reason.RULE_UNKNOWN: RuleUnknown,
    Reason.RATE_UNKNOWN: RateUnknown,
    Reason.GOODS_UNKNOWN: GoodsUnknown,
    Reason.EXCHANGE_RATE_UNKNOWN: ExchangeRateUnknown,
}


def title_of(reason: Reason) -> str:
    """What the refusal is called."""
    return _REFUSALS[reason].title


def refused(answer: Refusal, suggestions: Sequence[Suggestion], basis: Basis) -> Problem:
    """
    The law's answer as a problem with its facts: whose goods it is about, in which currency, what instead.

    A suggestion has the same members as in a quote.
    """
    facts: dict[str, Any] = dict(answer.facts)
    return _REFUSALS[answer.reason](
        **facts,
        currency=basis.currency,
        seller_code=basis.wanted[0].offer.seller_code,
        suggestions=suggestions_told(suggestions, basis.wanted, currency=basis.currency),
    )


def suggestions_told(
    suggestions: Sequence[Suggestion], wanted: Sequence[Wanted], *, currency: str
) -> list[dict[str, Any]]:
    """Suggestions as a problem tells them, with the goods that they are about."""
    views = [suggestion_view(suggestion_document(each, wanted), currency) for each in suggestions]
    return [_as_json(view) for view in views]


def _as_json(view: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.as_json() if hasattr(value, "as_json") else value for name, value in view.items()}


def off_sale(gone: Collection[UUID], kept_off: Mapping[UUID, Sequence[gating.Reason]]) -> ListingUnknown:
    """The refusal of a cart with listings that are gone; of those kept off by papers or law it says why."""
    reasons = [
        {"listing_id": str(pk), "code": reason.code, "detail": told_to_buyer(reason)}
        for pk in gone
        for reason in kept_off.get(pk, ())
    ]
    ids = sorted(str(pk) for pk in gone)
    return ListingUnknown("A listing in the cart is no longer on sale.", listing_ids=ids, reasons=reasons)
