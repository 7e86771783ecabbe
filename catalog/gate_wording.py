"""How is somebody told why goods may not be sold on a market, and what to do about it?"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.gating import Reason
from catalog.wording import PAPERS
from kit.errors import FieldProblem
from kit.saying import day_said
from kit.words import Told as Sentence
from kit.words import Words, say


class Told(NamedTuple):
    """A reason in its reader's language: what is in the way, and what its seller does about it."""

    code: str
    pointer: str
    detail: str
    to_do: str


# The groups of goods whose producers China's customs register: the eighteen of Decree 248, article 7, whom an
# authority of their own country recommends, and any other food, whose producers apply by themselves.
CATEGORIES: Mapping[str, Words] = {
    "meat": _("meat and meat products"),
    "casings": _("sausage casings"),
    "aquatic": _("aquatic products"),
    "dairy": _("dairy products"),
    "birds_nest": _("bird's nest and its products"),
    "bee": _("bee products"),
    "eggs": _("eggs and egg products"),
    "oils": _("edible oils and fats, oilseeds"),
    "filled_wheat": _("filled wheat products"),
    "grain": _("edible grain"),
    "milled_grain": _("milled grain and malt"),
    "vegetables": _("fresh and dried vegetables, dried beans"),
    "condiments": _("condiments"),
    "nuts_seeds": _("nuts and seeds"),
    "dried_fruit": _("fruit, dried"),
    "coffee_cocoa": _("unroasted coffee and cocoa beans"),
    "special_diet": _("food for special diets"),
    "health_food": _("health food"),
    "other_food": _("other food"),
}
_LANGUAGES: Mapping[str, Words] = {"zh-Hans": _("Chinese"), "kk": _("Kazakh"), "ru": _("Russian")}
_SENTENCES: Mapping[str, tuple[Words, Words]] = {
    "gate.rules_unknown": (
        _("It is not entered yet which papers this market asks for."),
        _("Wait for us: staff load the reference data."),
    ),
    "gate.customs_code_missing": (
        _("The ten-digit customs code is not known of %(hs6)s."),
        _("Write it into the product."),
    ),
    "gate.label_language_missing": (
        _("The label has no name of the goods in %(language)s."),
        _("Write it into the product."),
    ),
    "gate.regime_not_allowed": (
        _("Goods of %(hs6)s are not on the list of China's retail import."),
        _("Offer goods that are listed; staff follow the list."),
    ),
    "gate.paper_missing": (
        _("There is no paper that %(act)s asks for: %(paper)s."),
        _("Hand it in; it counts once staff have checked it."),
    ),
    "gate.paper_in_check": (
        _("A paper that %(act)s asks for is not checked yet: %(paper)s %(number)s."),
        _("Wait until staff have checked it."),
    ),
    "gate.paper_not_yet_valid": (
        _("A paper that %(act)s asks for holds only from %(day)s on: %(paper)s %(number)s."),
        _("Wait until that day, or hand in one that holds today."),
    ),
    "gate.paper_expired": (
        _("A paper that %(act)s asks for ended on %(day)s: %(paper)s %(number)s."),
        _("Renew it and hand in the new one; it counts once staff have checked it."),
    ),
    "gate.lot_without_paper": (
        _("Lots without a paper that %(act)s asks for: %(lots)s (%(paper)s)."),
        _("Hand in a paper of each lot, or have what is left of it taken out of stock."),
    ),
    "gate.paper_revoked": (
        _("A paper that %(act)s asks for was withdrawn or refused: %(paper)s %(number)s."),
        _("Hand in one that holds; it counts once staff have checked it."),
    ),
    "gate.registration_of_other_category": (
        _("Registration %(number)s is not for the category that %(act)s asks for: %(category)s."),
        _("Have the category registered, and hand in the registration that names it."),
    ),
    "gate.registration_number_unknown": (
        _("The product names registration %(number)s, and none of that number holds (%(act)s)."),
        _("Correct the number, or hand in that registration."),
    ),
}
CODES = tuple(_SENTENCES)
# By the column of the code that customs ask for.
_NEEDED: Mapping[str, Words] = {
    "cn10": _("The goods need the ten-digit code for import into China: none is known of %(hs6)s."),
    "eaeu10": _("The goods need the ten-digit code for import into the EAEU: none is known of %(hs6)s."),
}
# Buyers are told which paper lacks, not which numbers their seller's papers have.
_TO_BUYERS: Mapping[str, Words] = {
    "gate.rules_unknown": _("It is not known yet which papers they need."),
    "gate.customs_code_missing": _("Customs do not know these goods by a code yet."),
    "gate.label_language_missing": _("Their label lacks a language of the country."),
    "gate.regime_not_allowed": _("They are not on the list of China's retail import."),
}
_PAPER_TO_BUYERS = _("A paper that they need does not hold now: %(paper)s.")


def told(reason: Reason) -> Told:
    """A reason in the language that is spoken now."""
    detail, to_do = _SENTENCES[reason.code]
    facts = {name: _fact(name, value) for name, value in reason.facts.items()}
    if kind := reason.facts.get("kind"):
        facts["paper"] = str(PAPERS[kind])
    if facts.get("category") and "paper" in facts:
        facts["paper"] = say("%(paper)s (%(category)s)", paper=facts["paper"], category=facts["category"])
    return Told(reason.code, reason.pointer, str(detail) % facts, str(to_do))


def told_to_buyer(reason: Reason) -> str:
    """Why goods can't be bought now, for whoever wanted to."""
    if words := _TO_BUYERS.get(reason.code):
        return str(words)
    return str(_PAPER_TO_BUYERS) % {"paper": PAPERS[reason.facts["kind"]]}


def why_needed(column: str, hs6: str) -> str:
    """What a seller is told of a code of customs that nobody knows."""
    return Sentence(str(_NEEDED[column]) % {"hs6": hs6})


def in_english(reasons: Iterable[Reason]) -> str:
    """All of them for the books, which are kept in one language."""
    with override("en"):
        return " ".join(told(reason).detail for reason in reasons)


def as_problems(reasons: Iterable[Reason]) -> list[FieldProblem]:
    """All of them as what is wrong with fields."""
    said = [told(reason) for reason in reasons]
    return [FieldProblem(each.pointer, each.code, f"{each.detail} {each.to_do}") for each in said]


def _fact(name: str, value: str) -> str:
    known = {"category": CATEGORIES, "language": _LANGUAGES}.get(name)
    if known is not None:
        return str(known.get(value, value))
    return day_said(date.fromisoformat(value)) if name == "day" and value else value
