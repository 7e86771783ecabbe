"""What may happen to a small railway in a winter, in any order?"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from shipping import tasks
from shipping.models import (
    Allotment,
    AllottedPlaces,
    Departure,
    DepartureLeg,
    Discrepancy,
    Embargo,
    LoadUnit,
    Package,
    Shipment,
    Slot,
    SlotAssignment,
)
from shipping.operations import (
    allotting,
    booking,
    cancelling,
    clearing,
    closing,
    cutting,
    delaying,
    documenting,
    embargoing,
    extending,
    grouping,
    holding,
    marshalling,
    moving,
    packing,
    reboxing,
    reporting,
    restoring,
    returning,
    rolling,
    sealing,
    stripping,
    stuffing,
)
from shipping.operations.packing import PackageSize
from shipping.progress import Stage
from shipping.queries.contents import expected_gross_g
from shipping.queries.plans import train_plan
from tests.shipping.railway import DAY, FLOUR, HOUR, KUMYS, LAMB, NOW, SHAMPOO
from tests.shipping.small_railway import DOSTYK, KHORGOS, SmallRailway
from tests.shipping.stowage import OIL

KINDS = (FLOUR, SHAMPOO, KUMYS, LAMB, OIL)
SIZES = ((25_320, 41_000), (9_000_000, 20_000_000), (20_000_000, 38_000_000))
PLACES = ("KZ-ALTYNKOL", "CN-HORGOS", "CN-URUMQI-LP", "CN-LYG-BASE")
STAGES = tuple(Stage)
TRAIN_STAGES = ("loaded", "departed", "at_border", "transshipped", "arrived")
NUMBERS = ("CSQU3054383", "TEMU1234565", "MSKU9070323")

some = st.integers(0, 40)
positions = st.sampled_from([None, 1, 2, 3])
often = st.sampled_from([True, True, True, False])
seldom = st.sampled_from([False, False, False, True])


class Winter(SmallRailway):
    """The real verbs on the real database; a refusal is an answer, any other exception is a bug."""

    # --- what time brings -------------------------------------------------------------------

    @rule(lag=seldom)
    def workers_come_round(self, lag: bool) -> None:
        self.work(sweeps=not lag)

    @rule(hours=st.sampled_from([1, 6, 12, 24, 36]))
    def time_passes(self, hours: int) -> None:
        self.work()
        self.at += hours * HOUR
        self.tell_time(self.at)
        tasks.close_departures()
        tasks.sweep_allotments()
        self.work()

    @rule(train=some, opens=st.booleans(), lag=seldom)
    def staff_close_or_open(self, train: int, opens: bool, lag: bool) -> None:
        verb = closing.open_departure if opens else closing.close_departure
        self.ask(verb, departure_id=self.train(train))
        self.after(lag)

    # --- sales --------------------------------------------------------------------------------

    @rule(
        kind=st.sampled_from(KINDS),
        size=st.sampled_from(SIZES),
        is_sellers=st.booleans(),
        keeps_days=st.sampled_from([None, None, 10, 13, 16]),
        promised_days=st.sampled_from([None, 12, 16]),
        lacks_papers=seldom,
        hand_in_days=st.integers(0, 2),
        count=st.integers(1, 3),
        lag=seldom,
    )
    def book(self, count: int, lag: bool, **wish: Any) -> None:
        self.shipments += [self.booked(**wish) for _ in range(count)]
        self.after(lag)

    @rule(shipment=some, train=some, lag=seldom)
    def staff_move(self, shipment: int, train: int, lag: bool) -> None:
        self.ask(
            moving.move_shipment,
            shipment_id=self.shipment(shipment),
            departure_id=self.train(train),
            expected_version=None,
            reason="moved",
        )
        self.after(lag)

    @rule(shipment=some, lag=seldom)
    def staff_roll(self, shipment: int, lag: bool) -> None:
        self.ask(rolling.roll_shipment, shipment_id=self.shipment(shipment), reason="rolled")
        self.after(lag)

    @rule(shipment=some)
    def hold(self, shipment: int) -> None:
        self.ask(holding.hold_shipment, shipment_id=self.shipment(shipment), reason="held")

    @rule(shipment=some, lag=seldom)
    def release(self, shipment: int, lag: bool) -> None:
        held = Shipment.objects.filter(status="on_hold").order_by("pk").values_list("pk", flat=True)
        pk = list(held)[shipment % len(held)] if held else self.shipment(shipment)
        self.ask(holding.release_shipment, shipment_id=pk, reason="released")
        self.after(lag)

    @rule(shipment=some, lag=seldom)
    def give_up(self, shipment: int, lag: bool) -> None:
        self.ask(booking.cancel_shipment, shipment_id=self.shipment(shipment), reason="sold elsewhere")
        self.after(lag)

    @rule(shipment=some, lacks=st.booleans(), lag=seldom)
    def papers(self, shipment: int, lacks: bool, lag: bool) -> None:
        missing = ["invoice"] if lacks else []
        self.ask(documenting.note_documents, shipment_id=self.shipment(shipment), missing=missing)
        self.after(lag)

    # --- what befalls trains --------------------------------------------------------------------

    @rule(train=some, position=positions, minutes=st.sampled_from([45, 600, 2880]), lag=seldom)
    def delay(self, train: int, position: int | None, minutes: int, lag: bool) -> None:
        self.ask(
            delaying.delay,
            departure_id=self.train(train),
            position=position,
            minutes=minutes,
            reason="snow",
        )
        self.after(lag)

    @rule(
        train=some,
        position=st.sampled_from([1, 2, 3]),
        places=st.sampled_from([None, 0, 1, 2]),
        gross_g=st.sampled_from([None, 0, 25_000_000, 50_000_000]),
        confirmed=often,
        lag=seldom,
    )
    def cut(self, train: int, lag: bool, **limits: Any) -> None:
        self.ask(cutting.cut, departure_id=self.train(train), reason="a short locomotive", **limits)
        self.after(lag)

    @rule(train=some, lag=seldom)
    def cancel(self, train: int, lag: bool) -> None:
        self.ask(cancelling.cancel_departure, departure_id=self.train(train), reason="flood")
        self.after(lag)

    @rule(train=some, position=st.sampled_from([1, 2, 3, 3]), lag=seldom)
    def cancel_leg(self, train: int, position: int, lag: bool) -> None:
        self.ask(cancelling.cancel_leg, departure_id=self.train(train), position=position, reason="no path")
        self.after(lag)

    @rule(train=some, position=positions, lag=seldom)
    def restore(self, train: int, position: int | None, lag: bool) -> None:
        changed = list(Departure.objects.filter(edited_at__isnull=False).values_list("pk", flat=True))
        pk = changed[train % len(changed)] if changed else self.train(train)
        self.ask(restoring.restore, departure_id=pk, position=position, reason="it runs again")
        self.after(lag)

    @rule(train=some)
    def follow_timetable(self, train: int) -> None:
        self.ask(returning.follow_timetable, departure_id=self.train(train), reason="as planned")

    @rule(train=some, hours=st.sampled_from([3, 30]), cut_offs=st.sampled_from([1, 2, 3]), lag=seldom)
    def extend(self, train: int, hours: int, cut_offs: int, lag: bool) -> None:
        row = Departure.objects.get(pk=self.train(train))
        later = {
            "cfs_at": row.cfs_cutoff_at + hours * HOUR,
            "documents_at": row.doc_cutoff_at + hours * HOUR if cut_offs > 1 else None,
            "terminal_at": row.cy_cutoff_at + hours * HOUR if cut_offs > 2 else None,
        }
        self.ask(extending.extend_cut_offs, departure_id=row.pk, reason="they are on the road", **later)
        self.after(lag)

    @rule(
        place=st.sampled_from([*PLACES, "KHORGOS", "DOSTYK"]),
        goods=st.sampled_from([(), (), ("DRY_FOOD",), ("DAIRY_CHILLED", "FROZEN_MEAT")]),
        period=st.tuples(st.sampled_from([0, 4, 8]), st.sampled_from([None, 2, 6])),
        direction=st.sampled_from(["", "KZ-CN", "CN-KZ"]),
        lag=seldom,
    )
    def declare(
        self, place: str, goods: tuple[str, ...], period: tuple[int, int | None], direction: str, lag: bool
    ) -> None:
        starts_in, days = period
        starts_at = self.at + starts_in * DAY
        self.ask(
            embargoing.declare_embargo,
            **{"location_code" if place in PLACES else "crossing_code": place},
            direction=direction,
            segregation_classes=goods,
            starts_at=starts_at,
            ends_at=None if days is None else starts_at + days * DAY,
            reason="queue of wagons",
        )
        self.after(lag)

    @rule(embargo=some)
    def lift(self, embargo: int) -> None:
        known = list(Embargo.objects.order_by("pk").values_list("pk", flat=True))
        if known:
            self.ask(embargoing.lift_embargo, embargo_id=known[embargo % len(known)], reason="it is clear")

    @rule(
        line=st.sampled_from([KHORGOS, DOSTYK]), places=st.integers(1, 2), release_h=st.sampled_from([1, 24])
    )
    def allot(self, line: str, places: int, release_h: int) -> None:
        self.ask(
            allotting.allot,
            organisation_id=self.seller.pk,
            service_code=line,
            places=places,
            release_h=release_h,
            valid_from=NOW.date(),
        )

    @rule(train=some, places=st.integers(1, 2), minutes=st.sampled_from([30, 3 * 24 * 60]))
    def hold_places(self, train: int, places: int, minutes: int) -> None:
        self.ask(
            allotting.hold_places,
            departure_id=self.train(train),
            organisation_id=self.seller.pk,
            places=places,
            minutes=minutes,
        )

    @rule(kept=some)
    def give_up_kept(self, kept: int) -> None:
        known = list(AllottedPlaces.objects.order_by("pk").values_list("pk", flat=True))
        if known:
            self.ask(allotting.give_up_kept, allotted_id=known[kept % len(known)])

    @rule(allotment=some)
    def end_allotment(self, allotment: int) -> None:
        known = list(Allotment.objects.order_by("pk").values_list("pk", flat=True))
        if known:
            pk = known[allotment % len(known)]
            self.ask(allotting.end_allotment, allotment_id=pk, reason="the season is over")

    # --- what is reported --------------------------------------------------------------------------

    @rule(shipment=some, hours_ago=st.sampled_from([0, 0, 1, 30]), lag=seldom)
    def hand_in(self, shipment: int, hours_ago: int, lag: bool) -> None:
        pk = self.shipment(shipment)
        if hours_ago:
            self.report("handed_in", hours_ago, shipment=str(pk))
        else:
            self.ask(reporting.hand_in, shipment_id=pk)
        self.after(lag)

    @rule(lag=seldom)
    def all_hand_in(self, lag: bool) -> None:
        for pk in list(
            Shipment.objects.filter(status="assigned").order_by("pk").values_list("pk", flat=True)
        ):
            self.ask(reporting.hand_in, shipment_id=pk)
        self.after(lag)

    @rule(shipment=some, kind=st.sampled_from(STAGES), hours_ago=st.sampled_from([0, 1, 30]), odd=seldom)
    def shipment_reports(self, shipment: int, kind: str, hours_ago: int, odd: bool) -> None:
        pk = self.shipment(shipment)
        place = SlotAssignment.objects.filter(shipment=pk, released_at__isnull=True).first()
        if odd or (place and self.is_due(place.slot.departure, kind)):
            self.report(kind, hours_ago, shipment=str(pk))
        self.after(lag=False)

    @rule(train=some, kind=st.sampled_from(TRAIN_STAGES), hours_ago=st.sampled_from([0, 1, 30]), odd=seldom)
    def train_reports(self, train: int, kind: str, hours_ago: int, odd: bool) -> None:
        row = Departure.objects.get(pk=self.train(train))
        if odd or self.is_due(row, kind):
            self.report(kind, hours_ago, departure_id=row.pk)
        self.after(lag=False)

    @rule(hours=st.sampled_from([0, 3]), lag=seldom)
    def all_trains_run(self, hours: int, lag: bool) -> None:
        """Every report that is due by the plan, as a line that works would send them."""
        for row in Departure.objects.exclude(status__in=("cancelled", "done")).order_by("departs_at"):
            for kind in TRAIN_STAGES:
                if train_plan(row)[Stage(kind)].at <= self.at:
                    self.report(kind, hours, departure_id=row.pk)
        self.after(lag)

    @precondition(lambda self: self.told)
    @rule(report=some)
    def report_again(self, report: int) -> None:
        told = self.told[report % len(self.told)]
        self.ask(reporting.report_events, reports=[told])

    # --- in the warehouse ----------------------------------------------------------------------------

    @rule(
        shipment=some,
        number=st.sampled_from(NUMBERS),
        seals=st.booleans(),
        parts=st.integers(1, 2),
        loses=seldom,
    )
    def stuff(self, shipment: int, number: str, seals: bool, parts: int, loses: bool) -> None:
        container = self.container(shipment)
        if container is None:
            return
        goods = Shipment.objects.filter(
            assignments__slot__container=container, assignments__released_at__isnull=True
        )
        for row in goods.filter(packages__isnull=True):
            size = PackageSize(row.gross_g // parts, row.volume_cm3 // parts)
            self.ask(packing.pack, shipment_id=row.pk, packages=[size] * parts)
        codes = Package.objects.filter(shipment__in=goods, unit=None).values_list("sscc", flat=True)
        if seals and len(codes) > 1:
            self.ask(grouping.group, kind="pallet", sscc=list(codes), tare_g=20_000)
        units = LoadUnit.objects.filter(packages__shipment__in=goods).distinct()
        pieces = [*codes.all(), *units.values_list("sscc", flat=True)]
        if loses and len(pieces) > 1:
            pieces.pop()
        weighed_g = expected_gross_g(container) or container.container_type.tare_g
        self.ask(
            stuffing.stuff,
            container_id=container.pk,
            number=number,
            sscc=pieces,
            weighed_gross_g=weighed_g + 1_000_000 * parts,
            again=seals,
        )
        if seals:
            self.ask(sealing.seal, container_id=container.pk, seal_no="KTZ-004711")

    @rule(difference=some, outcome=st.sampled_from(["", "rolls", "rides", "unloads"]), lag=seldom)
    def settle(self, difference: int, outcome: str, lag: bool) -> None:
        differing = Discrepancy.objects.filter(settled_at=None).order_by("pk")
        if known := list(differing.values_list("pk", flat=True)):
            pk = known[difference % len(known)]
            self.ask(clearing.settle_discrepancy, discrepancy_id=pk, note="decided", outcome=outcome)
        self.after(lag)

    @rule(shipment=some)
    def break_seal(self, shipment: int) -> None:
        if container := self.container(shipment):
            self.ask(sealing.break_seal, container_id=container.pk, reason="customs")

    @rule(shipment=some)
    def strip(self, shipment: int) -> None:
        if container := self.container(shipment):
            codes = list(container.packages.values_list("sscc", flat=True))
            self.ask(stripping.strip, container_id=container.pk, sscc=codes, weighed_gross_g=5_000_000)

    @rule(shipment=some, iso_code=st.sampled_from(["42G1", "45G1", "45R1", "22G1"]))
    def rebox(self, shipment: int, iso_code: str) -> None:
        slot = Slot.objects.filter(
            assignments__shipment=self.shipment(shipment), assignments__released_at__isnull=True
        ).first()
        if slot is not None:
            self.ask(reboxing.change_box, slot_id=slot.pk, iso_code=iso_code, reason="none at hand")

    @rule(train=some, position=st.sampled_from([1, 3]), confirms=st.booleans())
    def draw_load_list(self, train: int, position: int, confirms: bool) -> None:
        leg = DepartureLeg.objects.get(departure=self.train(train), position=position)
        self.ask(marshalling.draw, departure_leg_id=leg.pk)
        if confirms:
            self.ask(marshalling.confirm, departure_leg_id=leg.pk)
