"""May goods be sold on a market on a day, and if not, what is in the way?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

REGISTRATION = "gacc"
# In which languages goods tell of themselves where they are sold. China: GB 7718 for packed food, which the
# page of a shop may say for goods of retail import. Kazakhstan: the law on languages, article 25.
LABEL_LANGUAGES: Mapping[str, Sequence[str]] = {"CN": ("zh-Hans",), "KZ": ("kk", "ru")}
# In China the label that is asked for is that of food: chapters 2 to 22 of the tariff, live plants left out.
_FOOD_CHAPTERS = frozenset(range(2, 23)) - {5, 6, 13, 14}
# Where households' parcels come in for kinds of goods on a list alone.
LISTED_MARKETS = frozenset({"CN"})
_ONE_DAY = timedelta(days=1)

Status = Literal["submitted", "verified", "rejected", "withdrawn"]


class Span(NamedTuple):
    """Days from the first to the last, which is included; None if it doesn't end."""

    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether a day is among them."""
        return self.first <= day and (self.last is None or day <= self.last)


class Rule(NamedTuple):
    """
    That goods need a paper of a kind on some days, by an act.

    `category` is the group of goods for which a producer has to be registered with China's customs.
    """

    kind: str
    category: str
    act: str
    days: Span


class Paper(NamedTuple):
    """
    A paper for one lot of the goods, for the goods or for all of their seller's.

    `was_verified` if staff have ever found it true. `lot` is the lot's code, empty if it is for more.
    """

    kind: str
    number: str
    status: Status
    was_verified: bool
    days: Span
    categories: Sequence[str]
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """
    What the gate asks of goods on a market.

    `customs_code` are the ten digits of the market's customs, empty if nobody knows them. `names` are by
    language. `lots` are the codes of those of which units may be sold. `listed` are the days on which the
    list of the market's retail import has their kind. `has_law` if it is known at all which papers the
    market asks for, of whatever goods.
    """

    market: str
    hs6: str
    customs_code: str
    registration_no: str
    names: Mapping[str, str]
    rules: Sequence[Rule]
    papers: Sequence[Paper]
    lots: Sequence[str]
    listed: Sequence[Span]
    has_law: bool = True


class Reason(NamedTuple):
    """What keeps goods off a market: a stable code, the field that is to blame, what its words name."""

    code: str
    pointer: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that is in the way on a day, and the first day on which the calendar alone may change that."""

    reasons: Sequence[Reason]
    look_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether the goods may be sold."""
        return not self.reasons


def judge(goods: Goods, *, on: date) -> Verdict:
    """Whether goods may be sold on a day of their market, with every reason why not."""
    reasons = [
        *_lawless(goods),
        *_without_code(goods),
        *_unspoken(goods),
        *_unlisted(goods, on),
        *lacking_papers(goods, on=on),
    ]
    return Verdict(reasons, _next_turn(goods, on))


def _lawless(goods: Goods) -> Iterator[Reason]:
    """Where no rule is entered, nobody knows that goods need no paper."""
    if not goods.has_law:
        yield Reason("gate.rules_unknown", "/market", {})


def _without_code(goods: Goods) -> Iterator[Reason]:
    if not goods.customs_code:
        column = {"CN": "cn10", "KZ": "eaeu10"}[goods.market]
        yield Reason("gate.customs_code_missing", f"/product/{column}", {"hs6": goods.hs6})


def _unspoken(goods: Goods) -> Iterator[Reason]:
    """What goods are called must be said in the languages of the market's label."""
    if goods.market == "CN" and int(goods.hs6[:2]) not in _FOOD_CHAPTERS:
        return
    for language in LABEL_LANGUAGES[goods.market]:
        if not goods.names.get(language):
            yield Reason("gate.label_language_missing", f"/product/names/{language}", {"language": language})


def _unlisted(goods: Goods, on: date) -> Iterator[Reason]:
    if goods.market in LISTED_MARKETS and not any(span.holds_on(on) for span in goods.listed):
        yield Reason("gate.regime_not_allowed", "/product/hs6", {"hs6": goods.hs6})


def lacking_papers(goods: Goods, *, on: date) -> Iterator[Reason]:
    """Of each paper that the law asks for on a day why none holds."""
    asked: dict[tuple[str, str], Rule] = {}
    for rule in goods.rules:
        if rule.days.holds_on(on):
            asked.setdefault((rule.kind, rule.category), rule)
    for _, rule in sorted(asked.items()):
        fit = _fit(rule, goods.papers, goods.registration_no)
        if vouching(rule, fit, on=on):
            continue
        good = {paper.lot for paper in fit if _vouches(paper, on)}
        bare = [code for code in goods.lots if code not in good]
        if good and bare:
            facts = {"kind": rule.kind, "act": rule.act, "category": rule.category, "lots": ", ".join(bare)}
            yield Reason("gate.lot_without_paper", "/certificates", facts)
        elif not good:
            of_kind = [paper for paper in goods.papers if paper.kind == rule.kind]
            yield _why_not(rule, of_kind, fit, on, goods.registration_no)


def vouching(rule: Rule, papers: Sequence[Paper], *, on: date) -> Paper | None:
    """That of some papers which is what a rule asks for, for all of the goods; the one that holds longest."""
    good = [paper for paper in _fit(rule, papers, "") if _vouches(paper, on) and not paper.lot]
    return max(good, key=lambda paper: paper.days.last or date.max, default=None)


def _fit(rule: Rule, papers: Sequence[Paper], registration_no: str) -> list[Paper]:
    fit = [each for each in papers if each.kind == rule.kind]
    fit = [each for each in fit if not rule.category or rule.category in each.categories]
    if rule.kind == REGISTRATION and registration_no:
        return [each for each in fit if each.number == registration_no]
    return fit


def _vouches(paper: Paper, on: date) -> bool:
    return paper.status == "verified" and paper.days.holds_on(on)


def _why_not(
    rule: Rule, of_kind: Sequence[Paper], fit: Sequence[Paper], on: date, registration_no: str
) -> Reason:
    """The nearest thing to a paper that holds decides what is said: what is to be done differs."""
    facts = {"kind": rule.kind, "act": rule.act, "category": rule.category}
    verified = [paper for paper in fit if paper.status == "verified"]
    waiting = [paper for paper in fit if paper.status == "submitted"]
    if begins := [paper for paper in verified if paper.days.first > on]:
        first = min(begins, key=lambda paper: paper.days.first)
        told = {**facts, "number": first.number, "day": first.days.first.isoformat()}
        return Reason("gate.paper_not_yet_valid", "/certificates", told)
    if waiting:
        told = {**facts, "number": waiting[0].number}
        return Reason("gate.paper_in_check", "/certificates", told)
    if verified:
        last = max(verified, key=lambda paper: paper.days.last or date.max)
        ended = last.days.last.isoformat() if last.days.last else ""
        return Reason("gate.paper_expired", "/certificates", {**facts, "number": last.number, "day": ended})
    if revoked := [paper for paper in fit if paper.was_verified]:
        return Reason("gate.paper_revoked", "/certificates", {**facts, "number": revoked[0].number})
    others = [paper for paper in of_kind if _vouches(paper, on)]
    if others and rule.category and all(rule.category not in paper.categories for paper in others):
        told = {**facts, "number": others[0].number}
        return Reason("gate.registration_of_other_category", "/certificates", told)
    if others and registration_no:
        told = {**facts, "number": registration_no}
        return Reason("gate.registration_number_unknown", "/product/gacc_registration_no", told)
    return Reason("gate.paper_missing", "/certificates", facts)


def _next_turn(goods: Goods, on: date) -> date | None:
    """The first day after `on` on which a rule, a paper or the list begins, or holds no longer."""
    spans = [
        *goods.listed,
        *(rule.days for rule in goods.rules),
        *(paper.days for paper in goods.papers if paper.status == "verified"),
    ]
    turns = [day for span in spans for day in (span.first, span.last and span.last + _ONE_DAY) if day]
    return min((day for day in turns if day > on), default=None)
