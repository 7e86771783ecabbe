"""How do exchange rates come to count: by a central bank's document, or by hand?"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kit.actors import Actor
from kit.money import CURRENCIES
from kit.transactions import inside_transaction
from kit.words import Told, Words, say
from payments import policy
from payments.errors import BadRate, BadRates, RateDocumentDecided, RateDocumentNotFound
from payments.exchange import PairRate, Published, Strange, pair_rates, strange_ones
from payments.models import FxRate, RateDocument
from payments.queries.rates import rates_before, rates_of_days
from payments.readers import Unreadable
from payments.readers.published import contents_of, read_rates

State, Origin = RateDocument.State, FxRate.Origin
Standing = Literal["new", "known", "corrected", "kept"]
# Where the first of all clocks is: a day that has begun there has begun for whoever publishes it.
_FIRST_ZONE = "Asia/Almaty"
_WHY: Mapping[str, Words] = {
    "too_large": _("A document of rates has at most %(most)s bytes."),
    "no_xml": _("The file is no XML that is read here."),
    "other_rates": _(
        "“%(found)s” is no document of the National Bank of Kazakhstan or the European Central Bank."
    ),
    "no_rates": _("The document names no rate."),
    "missing_currency": _("%(place)s: the currency %(field)s is missing."),
    "future": _("%(place)s lies in the future: today is %(today)s."),
    "twice": _("%(place)s stands in it twice."),
    "many_days": _("Its rates are of several days: %(found)s."),
    "too_many_days": _("A document has at most %(most)s days."),
    "too_many_currencies": _("A document has at most %(most)s currencies."),
    "bad_code": _("%(place)s, %(field)s: “%(found)s” is no currency."),
    "bad_quantity": _("%(place)s, %(field)s: “%(found)s” is no number of units."),
    "bad_rate": _("%(place)s, %(field)s: “%(found)s” is no rate above nothing."),
    "bad_day": _("%(place)s, %(field)s: “%(found)s” is no day."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """
    What a document would do to a pair on a day: `was` counts there now.

    `known` changes nothing, `kept` is a day for which finance have typed another rate, which stays.
    """

    rate: PairRate
    standing: Standing
    was: Decimal | None
    strange_since: Decimal | None


def today_of(at: datetime) -> date:
    """The newest day of which there can be rates."""
    return at.astimezone(ZoneInfo(_FIRST_ZONE)).date()


def read(data: bytes, *, at: datetime) -> Published:
    """
    A document of rates.

    :raises BadRates: naming place, field and reason, if it can't be read or anything in it can't be.
    """
    try:
        return read_rates(data, today=today_of(at))
    except Unreadable as error:
        raise BadRates(Told(str(_WHY[error.code]) % error.facts), reason=error.code) from error


@inside_transaction
def take_in(*, data: bytes, is_sent_by_hand: bool, at: datetime, by: Actor) -> RateDocument:
    """
    Keep a document; publish its rates at once, unless one is strange or somebody sent it to look at first.

    The same numbers again are the same document, which stays what it is; earlier ones, to which its publisher
    returns, are a new edition.

    :raises BadRates: as `read` does.
    """
    published = read(data, at=at)
    _be_alone()
    digest = hashlib.sha256(json.dumps(contents_of(published)).encode()).hexdigest()
    days = {"first_date": published.days[0].date, "last_date": published.days[-1].date}
    before = RateDocument.objects.filter(publisher=published.source, **days).order_by("-edition").first()
    if before is not None and before.digest == digest:
        return before
    rates = list(pair_rates(published))
    strange = _strange(rates)
    document = RateDocument.objects.create(
        publisher=published.source,
        digest=digest,
        body=data.decode(),
        **days,
        edition=before.edition + 1 if before else 1,
        is_sent_by_hand=is_sent_by_hand,
        strange=[_as_json(each) for each in strange],
        by_id=by.user_id or by.key_id,
        created_at=at,
    )
    if strange or is_sent_by_hand:
        return document
    _publish(document, rates, at=at, by=by)
    return _decide(document, state=State.TAKEN, note="", at=at, by=by)


@inside_transaction
def accept_document(*, document_id: UUID, at: datetime, by: Actor) -> RateDocument:
    """
    Publish the rates of a document that waited; those that finance typed for a day stay.

    :raises RateDocumentNotFound: if there is none.
    :raises RateDocumentDecided: if it was published or put aside before.
    """
    document = _lock_held(document_id)
    _be_alone()
    _publish(document, list(pair_rates(_of(document))), at=at, by=by)
    return _decide(document, state=State.TAKEN, note="", at=at, by=by)


@inside_transaction
def dismiss_document(*, document_id: UUID, note: str, at: datetime, by: Actor) -> RateDocument:
    """
    Put a document aside that waited, and say why: it publishes nothing, and doesn't wait again.

    :raises RateDocumentNotFound: if there is none.
    :raises RateDocumentDecided: if it was published or put aside before.
    """
    return _decide(_lock_held(document_id), state=State.DISMISSED, note=note, at=at, by=by)


@inside_transaction
def publish_by_hand(
    *, day: date, base: str, quote: str, rate: Decimal, source: str, at: datetime, by: Actor
) -> FxRate:
    """
    Let a rate count on a day from now on; where there is one it is corrected by a row of its own.

    :raises BadRate: naming the field, if it can't be a rate, or of a day that hasn't begun.
    """
    if base not in CURRENCIES or quote not in CURRENCIES or base == quote:
        raise BadRate(say("Choose two currencies that the shop counts in."), field="quote")
    if rate <= 0:
        raise BadRate(say("A rate is more than zero."), field="rate")
    today = today_of(at)
    if day > today:
        raise BadRate(
            say("%(place)s lies in the future: today is %(today)s.", place=day, today=today), field="date"
        )
    _be_alone()
    counts = rates_of_days(first=day, last=day).get((day, (base, quote)))
    return FxRate.objects.create(
        date=day,
        base=base,
        quote=quote,
        rate=rate,
        source=source[:120],
        edition=counts.edition + 1 if counts else 1,
        origin=Origin.TYPED,
        by_id=by.user_id or by.key_id,
        created_at=at,
    )


def lines_of(document: RateDocument) -> list[Line]:
    """What publishing a document would do now, newest day first. Two queries."""
    rates = list(pair_rates(_of(document)))
    counting = rates_of_days(first=document.first_date, last=document.last_date)
    strange = {(each["date"], each["base"], each["quote"]): Decimal(each["was"]) for each in document.strange}
    return [
        Line(
            rate=each,
            standing=_standing(each, counting.get((each.date, each.pair))),
            was=found.rate if (found := counting.get((each.date, each.pair))) else None,
            strange_since=strange.get((each.date.isoformat(), each.base, each.quote)),
        )
        for each in sorted(rates, key=lambda rate: (-rate.date.toordinal(), rate.pair))
    ]


def _of(document: RateDocument) -> Published:
    """What a kept document says: it could be read when it came, and its days lie in the past."""
    return read_rates(document.body.encode(), today=document.last_date)


def _strange(rates: Sequence[PairRate]) -> list[Strange]:
    before = rates_before(rates[0].date, pairs={each.pair for each in rates})
    found = list(strange_ones(rates, before=before, factor=policy.FX_STRANGE_FACTOR))
    known = {(each.rate.date, each.rate.pair) for each in found}
    counting = rates_of_days(first=rates[0].date, last=rates[-1].date)
    # A correction of the same day can be as far off as a jump from the day before.
    for each in rates:
        counts = counting.get((each.date, each.pair))
        if counts is None or counts.origin == Origin.ASSUMED:
            continue
        if (each.date, each.pair) not in known:
            found += strange_ones([each], before={each.pair: counts.rate}, factor=policy.FX_STRANGE_FACTOR)
    return found


def _standing(rate: PairRate, counts: FxRate | None) -> Standing:
    if counts is None:
        return "new"
    if counts.rate == rate.rate and counts.origin != Origin.ASSUMED:
        return "known"
    return "kept" if counts.origin == Origin.TYPED else "corrected"


def _publish(document: RateDocument, rates: Sequence[PairRate], *, at: datetime, by: Actor) -> None:
    counting = rates_of_days(first=document.first_date, last=document.last_date)
    rows = []
    for each in rates:
        counts = counting.get((each.date, each.pair))
        if _standing(each, counts) in ("known", "kept"):
            continue
        rows.append(
            FxRate(
                date=each.date,
                base=each.base,
                quote=each.quote,
                rate=each.rate,
                source=each.source,
                edition=counts.edition + 1 if counts else 1,
                origin=Origin.PUBLISHED,
                document=document,
                by_id=by.user_id or by.key_id,
                created_at=at,
            )
        )
    FxRate.objects.bulk_create(rows)


def _decide(document: RateDocument, *, state: str, note: str, at: datetime, by: Actor) -> RateDocument:
    RateDocument.objects.filter(pk=document.pk).update(
        state=state,
        note=note[:200],
        decided_at=at,
        decided_by_id=by.user_id or by.key_id,
        version=F("version") + 1,
    )
    document.refresh_from_db()
    return document


def _lock_held(document_id: UUID) -> RateDocument:
    rows = RateDocument.objects.select_for_update(no_key=True)
    document = rows.filter(pk=document_id).first()
    if document is None:
        raise RateDocumentNotFound(document=str(document_id))
    if document.state != State.HELD:
        raise RateDocumentDecided(document=str(document_id), state=document.state)
    return document


def _be_alone() -> None:
    """Editions of a day are counted on: nobody else publishes until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('payments.publishing'))")


def _as_json(strange: Strange) -> dict[str, str]:
    return {
        "date": strange.rate.date.isoformat(),
        "base": strange.rate.base,
        "quote": strange.rate.quote,
        "rate": str(strange.rate.rate),
        "was": str(strange.was),
    }
