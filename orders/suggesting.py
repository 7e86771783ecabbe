"""What could a buyer do instead, that costs less or is possible at all?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orders.duties import ONE_INDIVISIBLE_ITEM, Reason, Refusal
from orders.duties.kazakhstan_parcels import OVER_MASS_LIMIT, OVER_VALUE_LIMIT, WITHIN_FREE_LIMIT
from orders.pricing import Priced

# More of them would be a list, not an advice.
MOST_SUGGESTED = 3

FEWER_UNITS, ONE_ITEM = "fewer_units", "one_item"
WITHOUT_GOODS, SEPARATE_ORDERS = "without_goods", "separate_orders"

# Which limit fewer units stay under.
ORDER = "order"
_LIMITS = {Reason.ORDER_LIMIT: ORDER, Reason.ANNUAL_LIMIT: "annual", Reason.PERSON_LIMIT: "person"}
FREE_LIMIT = "free"
# What is wrong with some goods alone.
_OF_GOODS = (Reason.NOT_IMPORTABLE, Reason.GOODS_UNKNOWN, Reason.RATE_UNKNOWN)

# The order with these units of each line, no more than before, by the same trains; lines without any are out.
Reprice = Callable[[Mapping[str, int]], Priced | Refusal]


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the order; `at_most` tells the most units that its seller sells up to a number, or 0."""

    line_id: str
    hs6: str
    quantity: int
    goods_minor: int
    at_most: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """
    One thing that the buyer may do, by code; nothing of it is ever done for them.

    `fewer_units`: so many `fewer` of a line, `quantity` are left. `one_item`: the same, and what is left of
    the order is one indivisible item above the limit of an order, which pays full tax. `without_goods`: the
    order without these lines. `separate_orders`: in `orders` orders. `limit` names
    the limit that it is about, which is an amount or a mass; amounts are minor units:
    `total_minor` what the order would cost then, `saved_minor` how much less tax it would pay.
    `regime` and `regime_reasons` are what the law would say then; of several orders the reasons of each.
    """

    code: str
    line_ids: tuple[str, ...] = ()
    limit: str = ""
    limit_minor: int | None = None
    limit_g: int | None = None
    fewer: int | None = None
    quantity: int | None = None
    orders: int | None = None
    total_minor: int | None = None
    saved_minor: int | None = None
    regime: str = ""
    regime_reasons: tuple[str, ...] = ()


def suggest(
    answer: Priced | Refusal, choices: Sequence[Choice], reprice: Reprice, *, spent_minor: int = 0
) -> tuple[Suggestion, ...]:
    """
    What would make a refused order possible, or a possible one cheaper; of fewer units for the dearest lines.

    Whatever is suggested has been priced, and the law takes it. `spent_minor` is what the buyer has imported
    in the year before, of which several orders need what is left.
    """
    if isinstance(answer, Priced):
        return tuple(_tax_free(answer, choices, reprice))
    if answer.reason in _OF_GOODS:
        return tuple(_without(answer, choices, reprice))
    if answer.reason not in _LIMITS:
        return ()
    return tuple(_within(answer, choices, reprice, spent_minor))


def _within(
    answer: Refusal, choices: Sequence[Choice], reprice: Reprice, spent_minor: int
) -> Iterator[Suggestion]:
    """Fewer units that stay within the limit that was passed, or several orders."""
    is_mass = answer.reason is Reason.PERSON_LIMIT
    limit = _number(answer.facts, "limit_g" if is_mass else "limit_minor")
    about = Suggestion(
        FEWER_UNITS,
        limit=_LIMITS[answer.reason],
        limit_minor=None if is_mass else limit,
        limit_g=limit if is_mass else None,
    )
    concerned = _concerned(answer, choices) if is_mass else choices
    for fewer in _fewer(concerned, choices, reprice, is_reached=lambda _priced: True):
        yield _told(about, fewer)
    if answer.reason is Reason.ORDER_LIMIT and (apart := _apart(choices, reprice, spent_minor)):
        assessments = [each.assessment for each in apart]
        yield replace(
            about,
            code=SEPARATE_ORDERS,
            orders=len(apart),
            regime=assessments[0].regime,
            regime_reasons=tuple(sorted({reason for each in assessments for reason in each.reasons})),
        )


def _tax_free(answer: Priced, choices: Sequence[Choice], reprice: Reprice) -> Iterator[Suggestion]:
    """Fewer units, up to which nothing is due; at most half of the goods are given up."""
    assessment = answer.assessment
    if not {OVER_VALUE_LIMIT, OVER_MASS_LIMIT} & set(assessment.reasons):
        return
    is_mass = OVER_VALUE_LIMIT not in assessment.reasons
    about = Suggestion(
        FEWER_UNITS,
        limit=FREE_LIMIT,
        limit_minor=None if is_mass else _number(assessment.facts, "free_limit_minor"),
        limit_g=_number(assessment.facts, "free_limit_g") if is_mass else None,
    )
    for fewer in _fewer(choices, choices, reprice, is_reached=_is_free):
        if fewer.priced.totals.goods_minor * 2 >= answer.totals.goods_minor:
            saved = assessment.total_minor - fewer.priced.assessment.total_minor
            yield replace(_told(about, fewer), saved_minor=saved)


def _without(answer: Refusal, choices: Sequence[Choice], reprice: Reprice) -> Iterator[Suggestion]:
    gone = tuple(each.line_id for each in _concerned(answer, choices))
    kept = {each.line_id: each.quantity for each in choices if each.line_id not in gone}
    priced = reprice(kept) if kept else answer
    if isinstance(priced, Priced):
        about = Suggestion(WITHOUT_GOODS, gone, total_minor=priced.totals.total_minor)
        yield _of_regime(about, priced)


def _concerned(answer: Refusal, choices: Sequence[Choice]) -> list[Choice]:
    """The lines of the codes that a refusal names."""
    codes = answer.facts["hs6"]
    return [each for each in choices if isinstance(codes, list) and each.hs6 in codes]


@dataclass(frozen=True, slots=True)
class _Fewer:
    """So many units of a line are left, and what the order costs then."""

    choice: Choice
    quantity: int
    priced: Priced


def _fewer(
    concerned: Sequence[Choice],
    choices: Sequence[Choice],
    reprice: Reprice,
    *,
    is_reached: Callable[[Priced], bool],
) -> list[_Fewer]:
    """For each of the dearest lines concerned the most of its units that may stay if the rest does."""
    units = {each.line_id: each.quantity for each in choices}
    dearest = sorted(concerned, key=lambda each: -each.goods_minor)[:MOST_SUGGESTED]
    found = (_most_units(choice, units, reprice, is_reached) for choice in dearest)
    return [each for each in found if each]


def _most_units(
    choice: Choice,
    units: Mapping[str, int],
    reprice: Reprice,
    is_reached: Callable[[Priced], bool],
) -> _Fewer | None:
    """By halving: fewer units are worth and weigh less, so what holds for some holds for fewer."""
    best: _Fewer | None = None
    least, most = 0, choice.quantity - 1
    while least <= most:
        tried = (least + most + 1) // 2
        sold = choice.at_most(tried)
        kept = {line_id: count for line_id, count in {**units, choice.line_id: sold}.items() if count}
        if not kept:
            # An order of nothing is no order, but more units may be.
            least = tried + 1
            continue
        priced = reprice(kept)
        if isinstance(priced, Priced) and is_reached(priced):
            best = _Fewer(choice, sold, priced)
            least = tried + 1
        else:
            most = sold - 1
    return best


def _is_free(priced: Priced) -> bool:
    return WITHIN_FREE_LIMIT in priced.assessment.reasons


def _told(about: Suggestion, fewer: _Fewer) -> Suggestion:
    choice = fewer.choice
    told = replace(
        about,
        line_ids=(choice.line_id,),
        fewer=choice.quantity - fewer.quantity,
        quantity=fewer.quantity,
        total_minor=fewer.priced.totals.total_minor,
    )
    return _of_regime(told, fewer.priced)


def _of_regime(about: Suggestion, priced: Priced) -> Suggestion:
    """What the law says of the order that is suggested, which limit it passes if it is one item alone."""
    law = priced.assessment
    told = replace(about, regime=law.regime, regime_reasons=law.reasons)
    if ONE_INDIVISIBLE_ITEM not in law.reasons:
        return told
    return replace(
        told,
        code=ONE_ITEM if about.code == FEWER_UNITS else about.code,
        limit=ORDER,
        limit_minor=_number(law.facts, "order_limit_minor"),
        limit_g=None,
    )


def _apart(choices: Sequence[Choice], reprice: Reprice, spent_minor: int) -> list[Priced]:
    """All of it in several orders, one filled after the other; empty if the law takes it in no such way."""
    left = {each.line_id: each.quantity for each in choices}
    apart: list[Priced] = []
    while left:
        units, priced = _next_order(choices, left, reprice)
        if priced is None:
            return []
        apart.append(priced)
        limit = priced.assessment.annual_limit_minor
        if limit is not None and spent_minor + sum(each.assessment.value_minor for each in apart) > limit:
            return []
        left = {line_id: rest for line_id, count in left.items() if (rest := count - units.get(line_id, 0))}
    return apart


def _next_order(
    choices: Sequence[Choice], left: Mapping[str, int], reprice: Reprice
) -> tuple[Mapping[str, int], Priced | None]:
    """As many units of the lines that are left, in their order, as one order holds."""
    units: dict[str, int] = {}
    best: Priced | None = None
    for choice in choices:
        wanted = left.get(choice.line_id, 0)
        if not wanted:
            continue
        count, priced = _most_beside(choice, wanted, units, reprice)
        if priced is not None:
            units[choice.line_id], best = count, priced
        if count < wanted:
            break
    return units, best


def _most_beside(
    choice: Choice, wanted: int, units: Mapping[str, int], reprice: Reprice
) -> tuple[int, Priced | None]:
    """The most units of a line that may come in beside the others, by halving; all are tried first."""
    found: tuple[int, Priced | None] = (0, None)
    least, most = 1, wanted
    tried = wanted
    while least <= most:
        sold = choice.at_most(tried)
        priced = reprice({**units, choice.line_id: sold}) if sold else None
        if isinstance(priced, Priced):
            found = sold, priced
        if sold == 0 or isinstance(priced, Priced):
            least = tried + 1
        else:
            most = sold - 1
        tried = (least + most + 1) // 2
    return found


def _number(facts: Mapping[str, object], name: str) -> int:
    value = facts[name]
    assert isinstance(value, int)
    return value
