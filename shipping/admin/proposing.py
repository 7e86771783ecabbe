"""How does a proposal get from the page that shows it to the one that carries it out?"""

from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing

from kit.rows import RefRow
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
    told = {
        "services": service_rows(proposal.plans),
        "legs": leg_rows(proposal.plans),
        "closing": [_told(each) for each in proposal.closing],
        "withdrawing": [str(pk) for pk in proposal.withdrawing],
        "holidays": [[each.country, each.holiday, each.effect] for each in proposal.holidays],
    }
    return signing.dumps(told, salt=_SALT, compress=True)


def unpack(text: str) -> Proposal:
    """
    The proposal that was packed.

    :raises BadTimetable: if it was tampered with, is older than an hour, or goes beyond what a sheet may say.
    """
    try:
        told: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=_FRESH_SECONDS)
    except signing.BadSignature as error:
        raise BadTimetable("The list is too old; look at it again.") from error
    return Proposal(
        plans=_plans(told),
        closing=tuple(_draft(*each) for each in told["closing"]),
        withdrawing=tuple(UUID(pk) for pk in told["withdrawing"]),
        holidays=tuple(HolidayEffect(*each) for each in told["holidays"]),
    )


def _told(draft: ClosureDraft) -> list[str]:
    days = (draft.first.isoformat(), draft.last.isoformat())
    return [draft.location, draft.crossing, *days, draft.effect, draft.reason]


def _draft(*told: str) -> ClosureDraft:
    location, crossing, first, last, effect, reason = told
    days = (date.fromisoformat(first), date.fromisoformat(last))
    return ClosureDraft(location, crossing, *days, effect, reason)


def _plans(told: dict[str, Any]) -> tuple[ServicePlan, ...]:
    read = read_plans(
        services=_rows(SERVICES, SERVICE_COLUMNS, told["services"]),
        legs=_rows(LEGS, LEG_COLUMNS, told["legs"]),
        known={},
    )
    if read.errors:
        raise BadTimetable(str(read.errors[0]))
    return read.plans


def _rows(name: str, columns: tuple[str, ...], rows: list[list[Any]]) -> list[RefRow]:
    return [
        RefRow(
            name,
            number,
            {column: "" if cell is None else str(cell) for column, cell in zip(columns, row, strict=True)},
        )
        for number, row in enumerate(rows, start=2)
    ]
