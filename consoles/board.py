"""Which trains do dispatchers see, with what in them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import list_address
from consoles.asking import asked_in, whole_number
from consoles.bars import MEASURES, ROOM, amounts, leg_bar, part_bar, size, spell
from consoles.policy import (
    FOLLOW_UP_PATIENCE,
    PARCELS_SHOWN,
    STRANDED_SHOWN,
    UNFINISHED_SHOWN,
    WAITING_SHOWN,
    WEEKS_SHOWN,
)
from consoles.showing import for_staff, show
from kit.clock import now
from kit.reading import city, hour, local
from kit.words import in_words
from shipping.queries.aboard import Berth, Page, Parcel, Ride, berths_of, parcels_in, stranded, waiting_page
from shipping.queries.pending import Unfinished, unfinished
from shipping.queries.weeks import LegOfWeek, TrainOfWeek, choices, trains_by_id, trains_of_weeks

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One train on the board, ready to be shown."""

    train: TrainOfWeek
    page: str
    departs: str
    arrives: str
    zone: str
    late: str
    legs: Sequence[str]

    @property
    def is_over(self) -> bool:
        """Whether nobody can get on any more."""
        return _is_over(self.train)


@dataclass(frozen=True, slots=True)
class LegLine:
    """One leg in the table inside a train."""

    leg: LegOfWeek
    departs: str
    arrives: str
    late: str


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """One shipment, ready to be shown and dragged."""

    parcel: Parcel
    page: str
    size: str
    eta: str
    promised: str
    ready: str
    why: str


@dataclass(frozen=True, slots=True)
class BerthCard:
    """One container, ready to be shown."""

    berth: Berth
    page: str
    mass: str
    by_mass: str
    volume: str
    by_volume: str
    home: str
    away: Sequence[tuple[Ride, str]]


@for_staff
def board(request: HttpRequest) -> HttpResponse:
    """The trains of some weeks, beside the shipments that wait."""
    asked = asked_in(request.GET, at=now())
    trains = trains_of_weeks(first_at=asked.first_at, until_at=asked.until_at, wish=asked.wish)
    context = {
        "asked": asked,
        "choices": choices(),
        "days": _days(trains, asked.measure),
        "count": len(trains),
        "weeks": [(number, asked.address(weeks=number)) for number in WEEKS_SHOWN],
        "measures": [(measure, words, asked.address(measure=measure)) for measure, words in MEASURES.items()],
        "states": list(ROOM.items()),
        "earlier": asked.address(first=asked.first - _WEEK),
        "later": asked.address(first=asked.first + _WEEK),
        "stranded": [(each, _row_page("slot", each.slot_id)) for each in stranded(limit=STRANDED_SHOWN)],
        "unfinished": _unfinished(),
        **_waiting(request),
    }
    return show(request, "board", context, title=_("Departures board"))


@for_staff
def train_row(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """One train's line, drawn anew."""
    asked = asked_in(request.GET, at=now())
    return show(request, "row", {"row": _row(_train(departure_id), asked.measure)}, title=_("Train"))


@for_staff
def train(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """What stands in one train: its legs, its containers."""
    found = _train(departure_id)
    cards = [_card(berth, departure_id) for berth in berths_of(departure_id=departure_id)]
    context = {
        "row": _row(found, asked_in(request.GET, at=now()).measure),
        "cards": cards,
        "lines": [_leg_line(leg) for leg in found.legs],
    }
    return show(request, "train", context, title=gettext("Train %(train)s") % {"train": found.name})


@for_staff
def slot(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """The shipments in one container."""
    page = parcels_in(slot_id=slot_id, page=_page_asked(request), size=PARCELS_SHOWN)
    address = reverse("admin:departures_board_slot", args=(slot_id,))
    return show(request, "parcels", _parcels(page, address), title=_("Shipments in a container"))


@for_staff
def waiting(request: HttpRequest) -> HttpResponse:
    """The shipments without a train."""
    return show(request, "waiting", _waiting(request), title=_("Waiting for a place"))


def _unfinished() -> list[tuple[Unfinished, str, list[str]]]:
    """Changes that shipments can't follow: each with the page of its train, and what stands in the way."""
    found = unfinished(before=now() - FOLLOW_UP_PATIENCE, limit=UNFINISHED_SHOWN)
    return [
        (
            each,
            reverse("admin:departures_board_change", args=(each.departure_id,)),
            [
                gettext("%(amount)s must still leave %(leg)s")
                % {"amount": amounts(over.mteu, over.gross_g), "leg": over.leg}
                for over in each.excess
            ],
        )
        for each in found
    ]


def parcel_line(parcel: Parcel) -> ParcelLine:
    """A shipment, ready to be shown."""
    zone = parcel.destination_timezone
    return ParcelLine(
        parcel=parcel,
        page=_row_page("shipment", parcel.id),
        size=size(parcel.gross_g, parcel.volume_cm3),
        eta=f"{local(parcel.eta_at, zone)} {city(zone)}" if parcel.eta_at else "",
        promised=f"{local(parcel.promised_at, zone)} {city(zone)}" if parcel.promised_at else "",
        ready=hour(parcel.ready_at, parcel.timezone),
        why=in_words(parcel.waiting_reason) or gettext("not looked at yet"),
    )


def _waiting(request: HttpRequest) -> dict[str, Any]:
    page = waiting_page(page=_page_asked(request, "waiting"), size=WAITING_SHOWN)
    address = reverse("admin:departures_board_waiting")
    return {
        **_parcels(page, address, "waiting"),
        "waiting_list": list_address("shipping.shipment", status__exact="waiting"),
    }


def _parcels(page: Page, address: str, name: str = "page") -> dict[str, Any]:
    return {
        "page": page,
        "parcels": [parcel_line(parcel) for parcel in page.parcels],
        "before": f"{address}?{name}={page.number - 1}" if page.number > 1 else "",
        "after": f"{address}?{name}={page.number + 1}" if page.number < page.pages else "",
    }


def _page_asked(request: HttpRequest, name: str = "page") -> int:
    return whole_number(request.GET.get(name, ""), 1)


def _train(departure_id: UUID) -> TrainOfWeek:
    found = trains_by_id(departure_ids=[departure_id], at=now())
    if not found:
        raise Http404
    return found[0]


def _days(trains: Sequence[TrainOfWeek], measure: str) -> list[tuple[str, list[Row]]]:
    """The trains by the day on which they leave, there: each day once, although clocks differ."""
    by_day = groupby(sorted(trains, key=_day), key=_day)
    return [
        (formatted(day, pgettext("date format", "l j F")), [_row(train, measure) for train in found])
        for day, found in by_day
    ]


def _day(train: TrainOfWeek) -> date:
    return train.departs_at.astimezone(ZoneInfo(train.timezone)).date()


def _is_over(train: TrainOfWeek) -> bool:
    return train.status not in ("planned", "open")


def _row(train: TrainOfWeek, measure: str) -> Row:
    return Row(
        train=train,
        page=_row_page("departure", train.id),
        departs=local(train.departs_at, train.timezone),
        arrives=f"{local(train.arrives_at, train.destination_timezone)} {city(train.destination_timezone)}",
        zone=city(train.timezone),
        late=spell(train.late_by) if train.late_by else "",
        legs=[
            leg_bar(leg, measure, train.service_code, takes_more=not _is_over(train)) for leg in train.legs
        ],
    )


def _leg_line(leg: LegOfWeek) -> LegLine:
    return LegLine(
        leg=leg,
        departs=f"{local(leg.departs_at, leg.timezone)} {city(leg.timezone)}",
        arrives=f"{local(leg.arrives_at, leg.destination_timezone)} {city(leg.destination_timezone)}",
        late=spell(leg.late_by) if leg.late_by else "",
    )


def _card(berth: Berth, departure_id: UUID) -> BerthCard:
    kilograms = gettext("%(part)s of %(whole)s kg") % {
        "part": f"{berth.taken_g / 1000:,.0f}",
        "whole": f"{berth.payload_g / 1000:,.0f}",
    }
    cubic = gettext("%(part)s of %(whole)s m³") % {
        "part": f"{berth.taken_cm3 / 1_000_000:,.1f}",
        "whole": f"{berth.volume_cm3 / 1_000_000:,.1f}",
    }
    return BerthCard(
        berth=berth,
        page=_row_page("slot", berth.id),
        mass=kilograms,
        by_mass=part_bar(berth.taken_g, berth.payload_g, kilograms),
        volume=cubic,
        by_volume=part_bar(berth.taken_cm3, berth.volume_cm3, cubic),
        home=_train_page(berth.home_id) if berth.home else "",
        away=[
            (ride, _train_page(ride.departure_id) if ride.departure_id != departure_id else "")
            for ride in berth.away
        ],
    )


def _train_page(departure_id: UUID) -> str:
    return reverse("admin:departures_board_train", args=(departure_id,))


def _row_page(model: str, pk: UUID) -> str:
    return reverse(f"admin:shipping_{model}_change", args=(pk,))
