"""For which reasons does the railway say no."""

from typing import TYPE_CHECKING, Any

from kit.errors import Conflict, Invalid, NotFound, Refused

if TYPE_CHECKING:
    from shipping.queries.consequences import Consequences
    from shipping.queries.moved import LastMove


class ShipmentNotFound(NotFound):
    code = "shipping.shipment_not_found"
    title = "There is no such shipment."


class DepartureNotFound(NotFound):
    code = "shipping.departure_not_found"
    title = "There is no such departure."


class NoRoute(Refused):
    code = "shipping.no_route"
    title = "No service joins these places."


class NotCarried(Refused):
    code = "shipping.not_carried"
    title = "The railway does not carry these goods."


class NoDeparture(Refused):
    code = "shipping.no_departure"
    title = "No departure in the timetable can take these goods in time."


class ShipmentOnItsWay(Conflict):
    code = "shipping.on_its_way"
    title = "The shipment is loaded; it can no longer be changed."


class ReportAhead(Refused):
    code = "shipping.report_ahead"
    title = "The report is dated in the future."


class ReportMismatch(Conflict):
    code = "shipping.report_mismatch"
    title = "Another report was sent under this external id."


class ReportOutOfPlace(Refused):
    code = "shipping.report_out_of_place"
    title = "The organisation does not report from this place."


class NotAssigned(Conflict):
    code = "shipping.not_assigned"
    title = "The shipment has no train yet."


class TrainNotLeft(Conflict):
    code = "shipping.train_not_left"
    title = "The train of the goods has not left yet."


class OnlyShipmentsSimulated(Refused):
    code = "shipping.only_shipments_simulated"
    title = "A departure follows the real clock; only shipments can be simulated."


class PackagesTooHeavy(Refused):
    code = "shipping.packages_too_heavy"
    title = "The packages weigh or fill more than was booked."


class PlaceRefused(Refused):
    code = "shipping.place_refused"
    title = "The shipment can't go with this train."


class HoldRefused(Conflict):
    code = "shipping.hold_refused"
    title = "The places can't be held on this train."


class MovedMeanwhile(Conflict):
    code = "shipping.moved_meanwhile"
    title = "The shipment has been moved or changed since it was looked at."

    def __init__(self, last: "LastMove", **facts: Any) -> None:
        who = {"staff": "staff", "system": "the planner"}.get(last.by_kind, last.by_kind)
        super().__init__(last.in_words(who), **facts)
        self.last = last


class ContainerNotFound(NotFound):
    code = "shipping.container_not_found"
    title = "There is no such container."


class WrongPieces(Refused):
    code = "shipping.wrong_pieces"
    title = "Some of these packages, cartons or pallets can't go there."


class UnitNotFound(NotFound):
    code = "shipping.unit_not_found"
    title = "There is no such carton or pallet."


class UnitStowed(Conflict):
    code = "shipping.unit_stowed"
    title = "The carton or pallet stands on another one, or in a container."


class WrongBox(Refused):
    code = "shipping.wrong_box"
    title = "The slot can't have a container of this type."


class ContainerStuffed(Conflict):
    code = "shipping.container_stuffed"
    title = "The container has been stuffed."


class ContainerNotStuffed(Conflict):
    code = "shipping.container_not_stuffed"
    title = "The container has not been stuffed."


class ContainerSealed(Conflict):
    code = "shipping.container_sealed"
    title = "The container is sealed."


class ContainerDiffers(Conflict):
    code = "shipping.container_differs"
    title = "What is in the container differs from the books; settle that before it is sealed."


class ContainerNotSealed(Conflict):
    code = "shipping.container_not_sealed"
    title = "The container has no seal."


class ContainerRides(Conflict):
    code = "shipping.container_rides"
    title = "A container of this number is still on its way."


class ContainerStripped(Conflict):
    code = "shipping.container_stripped"
    title = "The container has been stripped, or carries nothing any more."


class ContainerNotArrived(Conflict):
    code = "shipping.container_not_arrived"
    title = "The container has not arrived."


class DiscrepancyNotFound(NotFound):
    code = "shipping.discrepancy_not_found"
    title = "There is no such discrepancy."


class DiscrepancySettled(Conflict):
    code = "shipping.discrepancy_settled"
    title = "The discrepancy has been settled."


class OutcomeNeeded(Refused):
    code = "shipping.outcome_needed"
    title = "Say what becomes of the goods that differ."


class NoWagons(Refused):
    code = "shipping.no_wagons"
    title = "Only a train has wagons; this leg is a transshipment."


class LoadListConfirmed(Conflict):
    code = "shipping.load_list_confirmed"
    title = "The load list has been confirmed."


class LoadListNotReady(Refused):
    code = "shipping.load_list_not_ready"
    title = "The load list can't be confirmed."


class PlaceNotFound(NotFound):
    code = "shipping.place_not_found"
    title = "There is no such station or crossing."


class EmbargoNotFound(NotFound):
    code = "shipping.embargo_not_found"
    title = "There is no such embargo."


class EmbargoContradicts(Invalid):
    code = "shipping.embargo_contradicts"
    title = "What is said of the embargo contradicts itself."


class AllotmentNotFound(NotFound):
    code = "shipping.allotment_not_found"
    title = "There is no such allotment."


class AllotmentContradicts(Invalid):
    code = "shipping.allotment_contradicts"
    title = "What is said of the allotment contradicts itself."


class AlreadyAllotted(Conflict):
    code = "shipping.already_allotted"
    title = "Places of this service are kept for this organisation already."


class CutOffsContradict(Refused):
    code = "shipping.cut_offs_contradict"
    title = "The cut-offs of a train have an order."


class BadTimetable(Invalid):
    code = "shipping.bad_timetable"
    title = "The timetable contradicts itself."


class BookChanged(Conflict):
    code = "shipping.book_changed"
    title = "The book has changed since the list was made; look at it again."


class BelowSold(Conflict):
    code = "shipping.below_sold"
    title = "More is sold than would be left."


class OutOfReach(Conflict):
    code = "shipping.out_of_reach"
    title = "Some shipments on the train could not keep these times."


class DayTaken(Refused):
    code = "shipping.day_taken"
    title = "Another train of the service leaves that day."


class BorderFull(Refused):
    code = "shipping.border_full"
    title = "The crossing bears no more trains on that day."


class TrainsOverLimit(Conflict):
    code = "shipping.trains_over_limit"
    title = "More trains are planned over the crossing; move them first."


class CrossingNotFound(NotFound):
    code = "shipping.crossing_not_found"
    title = "There is no such crossing."


class ClosureNotFound(NotFound):
    code = "shipping.closure_not_found"
    title = "There is no such closure in force."


class LegNotFound(NotFound):
    code = "shipping.leg_not_found"
    title = "The departure has no such leg."


class LegHasLeft(Conflict):
    code = "shipping.leg_has_left"
    title = "The train has left already; it can no longer be changed."


class RollsNeeded(Conflict):
    code = "shipping.rolls_needed"
    title = "More is sold than would be left: see who would have to go, and confirm."

    def __init__(self, foreseen: "Consequences") -> None:
        super().__init__(**foreseen.as_json())
        self.foreseen = foreseen


class CutTooDeep(Conflict):
    code = "shipping.cut_too_deep"
    title = "What can't leave the train any more needs more than would be left."


class DelayRefused(Invalid):
    code = "shipping.delay_refused"
    title = "A delay is at least a minute."


class NothingToRestore(Conflict):
    code = "shipping.nothing_to_restore"
    title = "It runs as the timetable has it, or its time has passed."


class NothingAhead(Refused):
    code = "shipping.nothing_ahead"
    title = "The shipment has no next state of that kind."


class NothingPlanned(Refused):
    code = "shipping.nothing_planned"
    title = "Nothing is planned there: the train is closed, or no train runs."


class TooManyScenarios(Refused):
    code = "shipping.too_many_scenarios"
    title = "So many scenarios are being worked out: wait for one of them."
