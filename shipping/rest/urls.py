"""Which addresses under /api/v1 belong to the railway?"""

from django.urls import path

from shipping.rest import (
    allotments,
    containers,
    crossings,
    departures,
    dispatching,
    embargoes,
    load_lists,
    load_units,
    moving,
    reports,
    shipments,
    tracking,
)

_DEPARTURE = "departures/<uuid:departure_id>"
_CONTAINER = "containers/<uuid:container_id>"
_UNIT = "load-units/<uuid:unit_id>"
_EMBARGO = "embargoes/<uuid:embargo_id>"
_ALLOTMENT = "allotments/<uuid:allotment_id>"
_SHIPMENT = "shipments/<uuid:shipment_id>"

urlpatterns = [
    path("departures", departures.DeparturesDoor.as_view()),
    path(_DEPARTURE, departures.DepartureDoor.as_view()),
    path(f"{_DEPARTURE}/open", departures.OpenDoor.as_view()),
    path(f"{_DEPARTURE}/close", departures.CloseDoor.as_view()),
    path(f"{_DEPARTURE}/cancel", dispatching.CancelDoor.as_view()),
    path(f"{_DEPARTURE}/reschedule", dispatching.RescheduleDoor.as_view()),
    path(f"{_DEPARTURE}/cut", dispatching.CutDoor.as_view()),
    path(f"{_DEPARTURE}/restore", dispatching.RestoreDoor.as_view()),
    path(f"{_DEPARTURE}/extend-cut-offs", dispatching.ExtendCutOffsDoor.as_view()),
    path(f"{_DEPARTURE}/hold-places", allotments.HoldDoor.as_view()),
    path(f"{_DEPARTURE}/follow-timetable", dispatching.FollowTimetableDoor.as_view()),
    path(f"{_DEPARTURE}/consequences", dispatching.ConsequencesDoor.as_view()),
    path(f"{_DEPARTURE}/load", departures.LoadDoor.as_view()),
    path(f"{_DEPARTURE}/depart", departures.DepartDoor.as_view()),
    path(f"{_DEPARTURE}/at-border", departures.AtBorderDoor.as_view()),
    path(f"{_DEPARTURE}/transship", departures.TransshipDoor.as_view()),
    path(f"{_DEPARTURE}/arrive", departures.ArriveDoor.as_view()),
    path(f"{_DEPARTURE}/load-list", load_lists.LoadListDoor.as_view()),
    path(f"{_DEPARTURE}/load-list/draw", load_lists.DrawDoor.as_view()),
    path(f"{_DEPARTURE}/load-list/confirm", load_lists.ConfirmDoor.as_view()),
    path(f"{_DEPARTURE}/load-list/reopen", load_lists.ReopenDoor.as_view()),
    path("containers", containers.ContainersDoor.as_view()),
    path(_CONTAINER, containers.ContainerDoor.as_view()),
    path(f"{_CONTAINER}/stuff", containers.StuffDoor.as_view()),
    path(f"{_CONTAINER}/change-box", containers.ChangeBoxDoor.as_view()),
    path(f"{_CONTAINER}/seal", containers.SealDoor.as_view()),
    path(f"{_CONTAINER}/break-seal", containers.BreakSealDoor.as_view()),
    path(f"{_CONTAINER}/strip", containers.StripDoor.as_view()),
    path(f"{_CONTAINER}/differences/<uuid:difference_id>/settle", containers.SettleDoor.as_view()),
    path("load-units", load_units.LoadUnitsDoor.as_view()),
    path(_UNIT, load_units.LoadUnitDoor.as_view()),
    path(f"{_UNIT}/dissolve", load_units.DissolveDoor.as_view()),
    path("shipments", shipments.ShipmentsDoor.as_view()),
    path(_SHIPMENT, shipments.ShipmentDoor.as_view()),
    path(f"{_SHIPMENT}/trains", moving.TrainsDoor.as_view()),
    path(f"{_SHIPMENT}/assign", shipments.AssignDoor.as_view()),
    path(f"{_SHIPMENT}/move", moving.MoveDoor.as_view()),
    path(f"{_SHIPMENT}/roll", shipments.RollDoor.as_view()),
    path(f"{_SHIPMENT}/hold", shipments.HoldDoor.as_view()),
    path(f"{_SHIPMENT}/release", shipments.ReleaseDoor.as_view()),
    path("embargoes", embargoes.EmbargoesDoor.as_view()),
    path(_EMBARGO, embargoes.EmbargoDoor.as_view()),
    path(f"{_EMBARGO}/lift", embargoes.LiftDoor.as_view()),
    path("allotments", allotments.AllotmentsDoor.as_view()),
    path(_ALLOTMENT, allotments.AllotmentDoor.as_view()),
    path(f"{_ALLOTMENT}/end", allotments.EndDoor.as_view()),
    path("crossings", crossings.CrossingsDoor.as_view()),
    path("transport-events", reports.TransportEventsDoor.as_view()),
    path("track/<str:code>", tracking.TrackDoor.as_view()),
]
