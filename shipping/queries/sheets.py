"""What stands in the timetable's sheets?"""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Min

from kit.sheets import to_csv, to_xlsx
from shipping.policy import PLACE_MTEU
from shipping.queries.planning import all_lines
from shipping.queries.sight import in_timetable
from shipping.timetable_sheets import (
    DEPARTURE_COLUMNS,
    DEPARTURES,
    LEG_COLUMNS,
    LEGS,
    SERVICE_COLUMNS,
    SERVICES,
    DatedTrain,
    departure_rows,
    leg_rows,
    service_rows,
)


def timetable_xlsx(*, since: datetime) -> bytes:
    """A workbook with the services, their legs, and the departures from an instant on."""
    plans = [line.plan for line in all_lines() if not line.sandbox]
    return to_xlsx(
        {
            SERVICES: (SERVICE_COLUMNS, service_rows(plans)),
            LEGS: (LEG_COLUMNS, leg_rows(plans)),
            DEPARTURES: (DEPARTURE_COLUMNS, departure_rows(dated_trains(since=since))),
        }
    )


def timetable_csv(sheet: str, *, since: datetime) -> bytes:
    """
    One of the three sheets as a CSV file.

    :raises LookupError: if there is no such sheet.
    """
    if sheet == DEPARTURES:
        return to_csv(DEPARTURE_COLUMNS, departure_rows(dated_trains(since=since)))
    plans = [line.plan for line in all_lines() if not line.sandbox]
    if sheet == SERVICES:
        return to_csv(SERVICE_COLUMNS, service_rows(plans))
    if sheet == LEGS:
        return to_csv(LEG_COLUMNS, leg_rows(plans))
    raise LookupError(sheet)


def dated_trains(*, since: datetime) -> list[DatedTrain]:
    """The departures from an instant on, with what the tightest leg of each has left. One query."""
    rows = (
        in_timetable().filter(departs_at__gte=since).select_related("service__origin", "service__destination")
    )
    return [
        DatedTrain(
            service_code=row.service.code,
            service_date=row.service_date,
            status=row.status,
            departs_at=row.departs_at,
            arrives_at=row.arrives_at,
            cfs_cutoff_at=row.cfs_cutoff_at,
            doc_cutoff_at=row.doc_cutoff_at,
            cy_cutoff_at=row.cy_cutoff_at,
            free_places=Decimal(row.least_mteu or 0) / PLACE_MTEU,
            free_t=Decimal(row.least_gross_g or 0) / 1_000_000,
            free_plugs=row.least_plugs or 0,
            note=row.note,
            zone=ZoneInfo(row.service.origin.timezone),
            zone_there=ZoneInfo(row.service.destination.timezone),
        )
        for row in rows.annotate(
            least_mteu=Min("legs__free_mteu"),
            least_gross_g=Min("legs__free_gross_g"),
            least_plugs=Min("legs__free_plugs"),
        ).order_by("departs_at", "id")
    ]
