"""What would each seller's part of a cart cost, and without which goods, if the law doesn't take them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kit.editions import Editions
from kit.errors import Problem
from orders.errors import GoodsUnknown, NotImportable, RateUnknown
from orders.models import ImportIdentity
from orders.queries.allowances import Years
from orders.queries.basis import Wanted
from orders.queries.costing import Known, PartCost, cost_part
from orders.queries.refusing import suggestions_told
from orders.suggesting import WITHOUT_GOODS, Suggestion

# What is wrong with goods alone, so that whatever else is in the cart may go without them.
_OF_GOODS = (NotImportable, GoodsUnknown, RateUnknown)


def cost_cart(
    wanted: Sequence[Wanted],
    *,
    destination: str,
    market: str,
    sandbox: bool,
    identity: ImportIdentity | None,
    at: datetime,
    editions: Editions,
) -> list[PartCost]:
    """
    Price a cart, by one part for each seller; reads only.

    Where the law doesn't take goods of one seller, those of the others are tried without them.
    Reference rows are those of `editions`.

    :raises Problem: whatever `cost_part` refuses, with what the buyer could do instead.
    """
    known = Known(wanted, market=market, at=at, editions=editions)
    asked = _Asked(destination, market, sandbox, identity, known)
    try:
        return asked.parts_of(wanted)
    except _OF_GOODS as refusal:
        if told := _without(wanted, refusal, asked):
            refusal.facts["suggestions"] = told
        raise


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where a cart goes, and in whose name; `known` is what one of its parts has asked."""

    destination: str
    market: str
    sandbox: bool
    identity: ImportIdentity | None
    known: Known

    def parts_of(self, wanted: Sequence[Wanted]) -> list[PartCost]:
        """One for each seller; what one takes of the buyer's year is gone for the next."""
        years = Years(self.identity)
        found = []
        for ours in _by_seller(wanted):
            part = cost_part(
                ours,
                destination=self.destination,
                market=self.market,
                sandbox=self.sandbox,
                known=self.known,
                year_of=years.of,
            )
            years.add(part.basis.declared_on, part.priced.assessment)
            found.append(part)
        return found


def _without(wanted: Sequence[Wanted], refusal: Problem, asked: _Asked) -> list[dict[str, Any]]:
    """What of a cart of several sellers can go without the goods that are refused; nothing if none can."""
    kept, gone = list(wanted), set[str]()
    if len(_by_seller(kept)) == 1:
        return []
    while kept:
        gone |= _guilty(kept, refusal)
        kept = [each for each in wanted if each.line_id not in gone]
        try:
            parts = asked.parts_of(kept)
        except _OF_GOODS as another:
            refusal = another
            continue
        except Problem:
            return []
        return _told(wanted, gone, parts)
    return []


def _guilty(kept: Sequence[Wanted], refusal: Problem) -> set[str]:
    """The lines that a seller's part could go without; all of its lines, if it can't go at all."""
    suggestions: Any = refusal.facts["suggestions"]
    for each in suggestions:
        if each["code"] == WITHOUT_GOODS:
            return {line["listing_id"] for line in each["lines"]}
    return {each.line_id for each in kept if each.offer.seller_code == refusal.facts["seller_code"]}


def _told(wanted: Sequence[Wanted], gone: set[str], parts: Sequence[PartCost]) -> list[dict[str, Any]]:
    if not parts:
        return []
    # What a coupon takes off depends on what is in the cart.
    is_plain = not any(each.discount_minor for each in wanted)
    total = sum(part.priced.totals.total_minor for part in parts)
    about = Suggestion(WITHOUT_GOODS, tuple(sorted(gone)), total_minor=total if is_plain else None)
    return suggestions_told([about], wanted, currency=wanted[0].offer.currency)


def _by_seller(wanted: Sequence[Wanted]) -> list[list[Wanted]]:
    parts: dict[UUID, list[Wanted]] = {}
    for each in wanted:
        parts.setdefault(each.offer.seller_id, []).append(each)
    # Everywhere in the order of the sellers' ids: checkouts take their stock in one global order.
    return [parts[seller_id] for seller_id in sorted(parts)]
