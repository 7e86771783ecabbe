"""How does a proposal get from the page that shows it to the one that carries it out?"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext

from kit.rows import RefRow
from kit.sheets import Row, told
from shipping.errors import BadTimetable
from shipping.queries.schedules import ClosureDraft, Proposal
from shipping.running_days import HolidayEffect
from shipping.timetable import ServicePlan
from shipping.timetable_sheets import (
    LEG_COLUMNS,
    LEGS,
    SERVICE_COLUMNS,
    SERVICES,
    leg_rows,
    read_plans,
    service_rows,
)

_SALT = "shipping.proposal"
# Who looked longer than this looks again.
_FRESH_SECONDS = 3600


def pack(proposal: Proposal) -> str:
    """A proposal as a signed text that a form can carry."""
    parts = {
        "services": _texts(service_rows(proposal.plans)),
        "legs": _texts(leg_rows(proposal.plans)),
        "closing": [_told(each) for each in proposal.closing],
        "withdrawing": [str(pk) for pk in proposal.withdrawing],
        "holidays": [[each.country, each.holiday, each.effect] for each in proposal.holidays],
    }
    return signing.dumps(parts, salt=_SALT, compress=True)


def unpack(text: str) -> Proposal:
    """
    The proposal that was packed.

    :raises BadTimetable: if it was tampered with, is older than an hour, or goes beyond what a sheet may say.
    """
    try:
        parts: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=_FRESH_SECONDS)
    except signing.BadSignature as error:
        raise BadTimetable(gettext("The list is too old; look at it again.")) from error
    return Proposal(
        plans=_plans(parts),
        closing=tuple(_draft(*each) for each in parts["closing"]),
        withdrawing=tuple(UUID(pk) for pk in parts["withdrawing"]),
        holidays=tuple(HolidayEffect(*each) for each in parts["holidays"]),
    )


def _texts(rows: Iterable[Row]) -> list[list[str]]:
    return [[told(cell) for cell in row] for row in rows]


def _told(draft: ClosureDraft) -> list[str]:
    days = (draft.first.isoformat(), draft.last.isoformat())
    return [draft.location, draft.crossing, *days, draft.effect, draft.reason]


def _draft(*parts: str) -> ClosureDraft:
    location, crossing, first, last, effect, reason = parts
    days = (date.fromisoformat(first), date.fromisoformat(last))
    return ClosureDraft(location, crossing, *days, effect, reason)


def _plans(parts: dict[str, Any]) -> tuple[ServicePlan, ...]:
    read = read_plans(
        services=_rows(SERVICES, SERVICE_COLUMNS, parts["services"]),
        legs=_rows(LEGS, LEG_COLUMNS, parts["legs"]),
        known={},
    )
    if read.errors:
        raise BadTimetable(str(read.errors[0]))
    return read.plans


def _rows(name: str, columns: tuple[str, ...], rows: list[list[str]]) -> list[RefRow]:
    return [
        RefRow(name, number, dict(zip(columns, row, strict=True))) for number, row in enumerate(rows, start=2)
    ]
