"""With which request does each verb of a dispatcher succeed, on trains and on a side's shipment?"""

from datetime import timedelta
from typing import Any

from kit.clock import now
from shipping.models import Departure
from tests.openapi.sample import REASON, Recipe, Sample
from tests.openapi.world import Side, good
from tests.shipping.railway import book

_EMBARGO = {"crossing": "DOSTYK", "direction": "CN-KZ", **REASON}


def changing(verb: str, body: Any, *before: tuple[str, Any]) -> Recipe:
    """A verb on a departure that nobody rides yet, after those before it."""

    def recipe(side: Side) -> Sample:
        train = _far_train(side)
        for each, given in before:
            good(side.world.staff.post(f"/departures/{train.pk}{each}", given))
        return Sample(side.world.staff, f"/departures/{train.pk}{verb}", body)

    return recipe


def extend_cut_offs(side: Side) -> Sample:
    train = _far_train(side)
    later = train.cfs_cutoff_at + timedelta(minutes=30)
    body = {"cfs_cutoff_at": later.isoformat(), **REASON}
    return Sample(side.world.staff, f"/departures/{train.pk}/extend-cut-offs", body)


def move_shipment(side: Side) -> Sample:
    path = f"/shipments/{side.paid_order['shipments'][0]['id']}"
    trains = good(side.world.staff.get(f"{path}/trains"))["trains"]
    chosen = next(each for each in trains if each["is_possible"])
    return Sample(side.world.staff, f"{path}/move", {"departure_id": chosen["departure_id"], **REASON})


def assign_shipment(side: Side) -> Sample:
    """Goods just booked, before a worker has come to them."""
    return Sample(side.world.staff, f"/shipments/{book(at=now()).pk}/assign", {})


def trains(side: Side) -> Sample:
    return Sample(side.world.staff, f"/shipments/{side.paid_order['shipments'][0]['id']}/trains")


def _embargo(side: Side) -> str:
    given = {**_EMBARGO, "starts_at": now().isoformat()}
    embargo = good(side.world.staff.post("/embargoes", given))
    return f"/embargoes/{embargo['id']}"


def declare_embargo(side: Side) -> Sample:
    return Sample(side.world.staff, "/embargoes", {**_EMBARGO, "starts_at": now().isoformat()})


def list_embargoes(side: Side) -> Sample:
    _embargo(side)
    return Sample(side.world.staff, "/embargoes?standing=true")


def create_allotment(side: Side) -> Sample:
    body = {
        "organisation_id": str(side.seller_row.organisation_id),
        "service": "ALA-LYG-DO",
        "places": 1,
        "release_h": 24,
        "valid_from": now().date().isoformat(),
    }
    return Sample(side.world.staff, "/allotments", body)


def _allotment(side: Side) -> str:
    wanted = create_allotment(side)
    return f"/allotments/{good(wanted.api.post(wanted.path, wanted.body))['id']}"


def hold_places(side: Side) -> Sample:
    body = {"organisation_id": str(side.seller_row.organisation_id), "places": 1}
    return Sample(side.world.staff, f"/departures/{_far_train(side).pk}/hold-places", body)


def list_allotments(side: Side) -> Sample:
    _allotment(side)
    return Sample(side.seller, "/allotments?running=true")


def _far_train(side: Side) -> Departure:
    far = now() + timedelta(days=15)
    return Departure.objects.filter(
        service__sandbox=side.sandbox, status="open", departs_at__gte=far
    ).order_by("departs_at")[0]


DISPATCHING: dict[str, Recipe] = {
    "cancelDeparture": changing("/cancel", REASON),
    "rescheduleDeparture": changing("/reschedule", {"minutes": 90, **REASON}),
    "cutDeparture": changing("/cut", {"position": 1, "places": 20, **REASON}),
    "restoreDeparture": changing(
        "/restore", {"position": 3, **REASON}, ("/cancel", {"position": 3, **REASON})
    ),
    "extendDepartureCutOffs": extend_cut_offs,
    "followTimetable": changing(
        "/follow-timetable", REASON, ("/cut", {"position": 1, "places": 20, **REASON})
    ),
    "showConsequences": changing("/consequences?position=3", None),
    "listTrainsForShipment": trains,
    "assignShipment": assign_shipment,
    "moveShipment": move_shipment,
    "listEmbargoes": list_embargoes,
    "declareEmbargo": declare_embargo,
    "showEmbargo": lambda side: Sample(side.world.staff, _embargo(side)),
    "liftEmbargo": lambda side: Sample(side.world.staff, f"{_embargo(side)}/lift", REASON),
    "listAllotments": list_allotments,
    "createAllotment": create_allotment,
    "holdPlaces": hold_places,
    "showAllotment": lambda side: Sample(side.seller, _allotment(side)),
    "endAllotment": lambda side: Sample(side.world.staff, f"{_allotment(side)}/end", REASON),
    "listCrossings": lambda side: Sample(side.buyer, "/crossings"),
}
