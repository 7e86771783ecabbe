"""How were the trains planned, what did it change, what does a place on each cost now?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Row
from shipping.models.network import ContainerType, TrainService
from shipping.models.shipments import Shipment
from shipping.models.timetable import Departure


@audited()
class HaulCost(Row):
    """What the railway pays for one container on one train of a service, in cents of the US dollar."""

    service = models.ForeignKey(TrainService, on_delete=models.PROTECT, related_name="haul_costs")
    container_type = models.ForeignKey(ContainerType, on_delete=models.PROTECT, related_name="+")
    cents = models.PositiveIntegerField(
        _("cost, US cents"), help_text=_("Of one container, door of the terminal to door of the terminal.")
    )

    class Meta:
        ordering = ("service", "container_type")
        verbose_name = _("haul cost")
        verbose_name_plural = _("haul costs")
        constraints = (models.UniqueConstraint(name="haul_cost_once", fields=("service", "container_type")),)

    def __str__(self) -> str:
        return f"{self.cents / 100:,.2f} USD"


@audited()
class PlanningCosts(Row):
    """
    By which costs a plan is judged besides the haul; one row at most, without it `shipping.policy`'s.

    Money is in cents of the US dollar. What a shipment is worth to the railway is reckoned
    from its chargeable volume, for the railway knows no prices.
    """

    # There is one way to plan at a time.
    only = models.BooleanField(default=True, unique=True, editable=False)
    freight_cents_per_m3 = models.PositiveIntegerField(
        _("freight by m³, US cents"), help_text=_("Of the chargeable volume, what needs no cooling.")
    )
    freight_cooled_percent = models.PositiveIntegerField(
        _("cooled freight, percent"), help_text=_("Of what the same volume pays uncooled.")
    )
    freight_least_cents = models.PositiveIntegerField(_("least freight, US cents"))
    chargeable_kg_per_m3 = models.PositiveIntegerField(
        _("kg that count as a m³"), help_text=_("Heavier goods pay by mass.")
    )
    late_per_mille = models.PositiveSmallIntegerField(
        _("a day late, ‰"), help_text=_("Of the freight, for what keeps.")
    )
    late_cooled_per_mille = models.PositiveSmallIntegerField(
        _("a day late, cooled, ‰"), help_text=_("Of the freight.")
    )
    late_spoiling_per_mille = models.PositiveSmallIntegerField(
        _("a day late, short shelf life, ‰"), help_text=_("Of the freight.")
    )
    storage_cents_per_m3_day = models.PositiveSmallIntegerField(_("storage by m³ and day, US cents"))
    refusal_percent = models.PositiveIntegerField(
        _("no place, percent"), help_text=_("Of the freight, for what finds no place on any train.")
    )
    change_cents = models.PositiveIntegerField(
        _("change of trains, US cents"), help_text=_("For each shipment that is moved.")
    )
    change_per_mille = models.PositiveSmallIntegerField(
        _("change of trains, ‰"), help_text=_("Of the freight, besides.")
    )

    class Meta:
        verbose_name = _("planning costs")
        verbose_name_plural = _("planning costs")
        constraints = (
            models.CheckConstraint(name="planning_costs_only_one", condition=Q(only=True)),
            models.CheckConstraint(
                name="planning_costs_by_more_than_nothing",
                condition=Q(freight_cents_per_m3__gt=0, chargeable_kg_per_m3__gt=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.freight_cents_per_m3 / 100:,.2f} USD"


class PlanRun(Row):
    """
    One try to plan all trains anew: the row is the lease of whoever works on it.

    While it is `running` nobody else plans until `leased_until`; a run whose lease has
    ended is lost, and the next one says so. Money is in cents of the US dollar.
    """

    class State(models.TextChoices):
        # Sellers apply and are refused too, in other words of most languages.
        RUNNING = "running", pgettext_lazy("plan", "Running")
        APPLIED = "applied", pgettext_lazy("plan", "Applied")
        REFUSED = "refused", pgettext_lazy("plan", "Refused")
        FAILED = "failed", pgettext_lazy("plan", "Failed")
        SUPERSEDED = "superseded", _("Lost, taken over")

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", _("By the clock")
        CUT_OFF = "cut_off", _("Before a cut-off")
        CHANGE = "change", _("The railway has changed")
        STAFF = "staff", _("By staff")

    class Why(models.TextChoices):
        """Why a run came to nothing."""

        CHANGED = (
            "changed",
            _("Too many of its moves could not be made any more: much had changed meanwhile."),
        )
        UNSOUND = "unsound", _("The plan breaks a rule of the railway.")
        FULL = "full", _("A train or a container would have held more than it bears.")
        NO_PLAN = "no_plan", _("The planner gave no plan.")
        LOST = "lost", _("It was ended before it was ready, or the machine stopped.")
        FAULT = "fault", _("Something went wrong that should not have.")

    trigger = models.CharField(max_length=8, choices=Trigger)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    leased_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    seed = models.PositiveIntegerField()
    seconds = models.PositiveSmallIntegerField(help_text=_("What the planner had."))
    snapshot_at = models.DateTimeField(null=True, blank=True)
    horizon_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Trains that leave later are not planned yet.")
    )
    book = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of what was planned: the version of the book.")
    )
    trains = models.PositiveIntegerField(default=0)
    shipments = models.PositiveIntegerField(default=0)
    frozen = models.PositiveIntegerField(default=0, help_text=_("Shipments that stay where they are."))
    before_cents = models.BigIntegerField(null=True, blank=True, help_text=_("What the book cost."))
    after_cents = models.BigIntegerField(null=True, blank=True, help_text=_("What the plan costs."))
    costs_before = models.JSONField(default=dict, help_text=_("By kind, in cents."))
    costs_after = models.JSONField(default=dict, help_text=_("By kind, in cents."))
    containers = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0, help_text=_("Shipments without a place in the plan."))
    late = models.PositiveIntegerField(
        _("less than two days to spare"),
        default=0,
        help_text=_(
            "Shipments that the plan brings less than two days before what was promised, or later:"
            " two days are kept for delays."
        ),
    )
    placed = models.PositiveIntegerField(default=0, help_text=_("Shipments that waited and got a place."))
    moved = models.PositiveIntegerField(default=0, help_text=_("Shipments that changed trains."))
    restowed = models.PositiveIntegerField(
        default=0, help_text=_("Shipments that changed containers on their train.")
    )
    skipped = models.PositiveIntegerField(
        default=0, help_text=_("Moves left out: the book had changed, or a promise would break.")
    )
    peak_kb = models.PositiveIntegerField(default=0, help_text=_("Most memory of the planner, in KiB."))
    why_nothing = models.CharField(
        _("came to nothing because"), max_length=8, choices=Why, blank=True, db_default="", default=""
    )
    error = models.CharField(
        max_length=500, blank=True, help_text=_("In the program's own words, for whoever looks into it.")
    )
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-started_at", "-id")
        verbose_name = _("plan run")
        verbose_name_plural = _("plan runs")
        constraints = (
            models.UniqueConstraint(
                name="plan_run_one_at_a_time", fields=("state",), condition=Q(state="running")
            ),
            models.CheckConstraint(
                name="plan_run_ends_with_a_stamp",
                condition=Q(state="running", ended_at__isnull=True)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="plan_run_applied_was_judged",
                condition=~Q(state="applied") | Q(before_cents__isnull=False, after_cents__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_run_lease_in_order", condition=Q(leased_until__gt=F("started_at"))
            ),
        )
        indexes = (models.Index(name="plan_run_by_state", fields=("state", "-started_at")),)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}Z"


class PlanMove(Row):
    """
    What a plan wanted of one shipment, whether that was done, if not why; rows are only added.

    `saved_cents` is what this shipment alone costs less, in lateness, storage and its share
    of its container; what a move makes possible for others is in the run's sums.
    """

    class Kind(models.TextChoices):
        PLACED = "placed", _("Got a place")
        MOVED = "moved", _("Changed trains")
        RESTOWED = "restowed", _("Changed containers")

    class WhyNot(models.TextChoices):
        CHANGED = "changed", _("Changed meanwhile")
        PROMISE = "promise", _("Would break its promise")
        TRAIN = "train", _("Its train no longer takes it")
        LEFT_FOR_GOOD = "left_for_good", _("Missed, or was taken from, that train")
        ROOM = "room", _("No room any more")

    run = models.ForeignKey(PlanRun, on_delete=models.PROTECT, related_name="plan_moves")
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="plan_moves")
    kind = models.CharField(max_length=8, choices=Kind)
    from_departure = models.ForeignKey(
        Departure, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    to_departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="+")
    to_slot = models.UUIDField(null=True, blank=True, help_text=_("The slot where it was put."))
    saved_cents = models.BigIntegerField(default=0)
    old_eta_at = models.DateTimeField(null=True, blank=True)
    new_eta_at = models.DateTimeField(null=True, blank=True)
    keeps_promise = models.BooleanField(
        null=True, blank=True, help_text=_("Empty: no promise, or no new ETA.")
    )
    applied = models.BooleanField()
    why_not = models.CharField(max_length=14, choices=WhyNot, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("planned move")
        verbose_name_plural = _("planned moves")
        constraints = (
            models.UniqueConstraint(name="plan_move_once_a_run", fields=("run", "shipment")),
            models.CheckConstraint(
                name="plan_move_left_out_has_reason",
                condition=Q(applied=True, why_not="", to_slot__isnull=False)
                | (Q(applied=False) & ~Q(why_not="")),
            ),
            models.CheckConstraint(
                name="plan_move_placed_from_nowhere",
                condition=Q(kind="placed", from_departure__isnull=True)
                | (~Q(kind="placed") & Q(from_departure__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}Z"


class PlanTrain(Row):
    """What one applied plan made of one train: its cost, its containers, how full they are, as before."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="plan_trains")
    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="plan_trains")
    cost_before_cents = models.BigIntegerField(help_text=_("Containers, lateness and storage of its goods."))
    cost_cents = models.BigIntegerField()
    containers_before = models.PositiveIntegerField()
    containers = models.PositiveIntegerField()
    mteu_before = models.PositiveIntegerField()
    mteu = models.PositiveIntegerField()
    cap_mteu = models.PositiveIntegerField(help_text=_("What it bears: the least of its legs."))
    goods_before_cm3 = models.BigIntegerField()
    goods_cm3 = models.BigIntegerField()
    usable_before_cm3 = models.BigIntegerField(help_text=_("Of its containers."))
    usable_cm3 = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "departure")
        verbose_name = _("planned train")
        verbose_name_plural = _("planned trains")
        constraints = (models.UniqueConstraint(name="plan_train_once_a_run", fields=("run", "departure")),)

    def __str__(self) -> str:
        return f"{self.containers_before} → {self.containers}"


class TrainPrice(Row):
    """
    What one more place on a train is worth by the latest plan: nothing where there is slack.

    Written in the transaction that puts the plan into effect. In cents of the US dollar, of
    a whole TEU (1,000 mTEU), of a tonne (1,000 kg), of a plug.
    """

    departure = models.OneToOneField(Departure, on_delete=models.PROTECT, related_name="train_price")
    run = models.ForeignKey(PlanRun, on_delete=models.PROTECT, related_name="train_prices")
    cents_per_teu = models.PositiveBigIntegerField()
    cents_per_tonne = models.PositiveBigIntegerField()
    cents_per_plug = models.PositiveBigIntegerField()
    priced_at = models.DateTimeField()

    class Meta:
        ordering = ("departure",)
        verbose_name = _("price of a train's places")
        verbose_name_plural = _("prices of trains' places")

    def __str__(self) -> str:
        return f"{self.cents_per_teu / 100:,.2f} USD"
