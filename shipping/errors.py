"""For which reasons does the railway say no."""

from kit.errors import Conflict, NotFound, Refused


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


class SlotFull(Conflict):
    code = "shipping.slot_full"
    title = "The place has been taken meanwhile."


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


class OnlyShipmentsSimulated(Refused):
    code = "shipping.only_shipments_simulated"
    title = "A departure follows the real clock; only shipments can be simulated."


class PackagesTooHeavy(Refused):
    code = "shipping.packages_too_heavy"
    title = "The packages weigh or fill more than was booked."


class PlaceRefused(Refused):
    code = "shipping.place_refused"
    title = "The shipment can't go with this train."


class MovedMeanwhile(Conflict):
    code = "shipping.moved_meanwhile"
    title = "The shipment has been moved or changed since it was looked at."
