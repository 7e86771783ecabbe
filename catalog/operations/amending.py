"""How do staff write down what the law says from a day on?"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import F

from catalog.errors import BadLaw
from catalog.models import PositiveListEntry, TariffCode, TaxRate
from catalog.policy import LARGEST_PERSON_LIMIT_G, MOST_PERCENT
from catalog.queries.law import DatedEntry, DatedRate
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from kit.words import say

# Which rates there are where.
KINDS: Mapping[str, Collection[TaxRate.Kind]] = {
    "CN": (
        *(TaxRate.Kind.MFN, TaxRate.Kind.PROVISIONAL, TaxRate.Kind.QUOTA_IN, TaxRate.Kind.QUOTA_OUT),
        *(TaxRate.Kind.VAT, TaxRate.Kind.CONSUMPTION),
    ),
    "KZ": (TaxRate.Kind.EAEU_DUTY, TaxRate.Kind.VAT),
}
_MOST_DECIMALS = 3


@inside_transaction
def amend_rate(*, draft: DatedRate, at: datetime, by: Actor) -> TaxRate:
    """
    Let a rate hold from its first day on; one that begins on that very day is corrected.

    Earlier rates stay, and yield to it from that day.

    :raises BadLaw: naming the fields, if the code isn't known or the rate makes no sense.
    """
    code = TariffCode.objects.filter(hs6=draft.hs6).first()
    wrong = [*_wrong_days(draft.valid_from, draft.valid_to), *_wrong_rate(draft)]
    if code is None:
        wrong.append(FieldProblem("/hs6", "field.unknown", say("no tariff code is known by it")))
    if code is None or wrong:
        raise BadLaw(fields=wrong)
    key = {
        "tariff_code": code,
        "country": draft.country,
        "kind": draft.kind,
        "valid_from": draft.valid_from,
    }
    said = {
        "percent": draft.percent,
        "valid_to": draft.valid_to,
        "source": draft.source,
        "confidence": draft.confidence,
        "amended_at": at,
    }
    TaxRate.objects.update_or_create(
        **key,
        defaults={**said, "version": F("version") + 1},
        create_defaults={**said, "created_at": at},
    )
    return TaxRate.objects.get(**key)


@inside_transaction
def amend_list(*, draft: DatedEntry, at: datetime, by: Actor) -> PositiveListEntry:
    """
    Let an entry of the retail-import list hold from its first day on; one of that edition and day is
    corrected.

    :raises BadLaw: naming the fields, if it makes no sense.
    """
    limit = draft.per_person_g_limit
    wrong = _wrong_days(draft.valid_from, draft.valid_to)
    if not TariffCode.objects.filter(hs6=draft.hs6).exists():
        wrong.append(FieldProblem("/hs6", "field.unknown", say("no tariff code is known by it")))
    if limit is not None and not 0 < limit <= LARGEST_PERSON_LIMIT_G:
        most = LARGEST_PERSON_LIMIT_G // 1000
        told = say("must be more than nothing, and %(most)s kg at most", most=most)
        wrong.append(FieldProblem("/per_person_g_limit", "field.out_of_range", told))
    if wrong:
        raise BadLaw(fields=wrong)
    key = {"hs6": draft.hs6, "edition": draft.edition, "valid_from": draft.valid_from}
    said = {
        "is_assumption": draft.is_assumption,
        "per_person_g_limit": limit,
        "valid_to": draft.valid_to,
        "source": draft.source,
        "confidence": draft.confidence,
    }
    PositiveListEntry.objects.update_or_create(
        **key,
        defaults={**said, "version": F("version") + 1},
        create_defaults={**said, "created_at": at},
    )
    return PositiveListEntry.objects.get(**key)


def _wrong_days(first: date, last: date | None) -> list[FieldProblem]:
    if last is None or last >= first:
        return []
    return [FieldProblem("/valid_to", "field.out_of_range", say("must not be before the first day"))]


def _wrong_rate(draft: DatedRate) -> list[FieldProblem]:
    wrong = []
    if draft.kind not in KINDS.get(draft.country, ()):
        told = say("there is no such rate in %(country)s", country=draft.country)
        wrong.append(FieldProblem("/kind", "field.not_allowed", told))
    if not 0 <= draft.percent <= MOST_PERCENT or draft.percent != round(draft.percent, _MOST_DECIMALS):
        told = say("must be from 0 to %(most)s, with three decimals at most", most=MOST_PERCENT)
        wrong.append(FieldProblem("/percent", "field.out_of_range", told))
    return wrong
