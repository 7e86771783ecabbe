"""What did staff ask of a railway that isn't so, and what came of it?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.models import Row
from shipping.models.network import Location
from shipping.models.timetable import Departure

_HAS_TRAIN = Q(departure__isnull=False, origin__isnull=True, destination__isnull=True)
_HAS_LANE = Q(departure__isnull=True, origin__isnull=False, destination__isnull=False)


class PlanScenario(Row):
    """
    One question, and the row in which it waits, is worked on, and is answered.

    While it is `running` until `leased_until` nobody else takes it up; `token` tells a worker
    that came back too late from the present one. `attempts` counts before the work.
    `outcome` is what `shipping.weighing.weighed` says, in cents of the US dollar.
    """

    class Kind(models.TextChoices):
        ADD_TRAIN = "add_train", _("One more train")
        CANCEL_TRAIN = "cancel_train", _("A train less")
        DOUBLE_LANE = "double_lane", _("Twice the bookings of a lane")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    class Step(models.TextChoices):
        BOOK = "book", _("The book is read")
        TODAY = "today", _("Today's plan is sought")
        SUPPOSED = "supposed", _("The plan of the scenario is sought")

    class Error(models.TextChoices):
        LOST = "lost", _("Its worker was lost")
        GONE = "gone", _("The train or the lane is planned no more")
        NO_PLAN = "no_plan", _("The planner gave no plan")
        NOT_ALLOWED = "not_allowed", _("The plan broke a rule")
        FAULT = "fault", _("A fault of ours")

    kind = models.CharField(max_length=12, choices=Kind)
    departure = models.ForeignKey(
        Departure, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    days_later = models.PositiveSmallIntegerField(default=0)
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    destination = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    seed = models.PositiveIntegerField(default=1)
    seconds = models.PositiveSmallIntegerField(help_text=_("What the planner has for each of both plans."))
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    step = models.CharField(max_length=8, choices=Step, blank=True)
    step_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.PositiveIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict)
    error = models.CharField(max_length=11, choices=Error, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        constraints = (
            models.UniqueConstraint(
                name="plan_scenario_one_at_a_time", fields=("state",), condition=Q(state="running")
            ),
            models.CheckConstraint(
                name="plan_scenario_about_something",
                condition=(Q(kind="double_lane") & _HAS_LANE) | (~Q(kind="double_lane") & _HAS_TRAIN),
            ),
            models.CheckConstraint(
                name="plan_scenario_runs_under_a_lease",
                condition=Q(state="running", leased_until__isnull=False, step_at__isnull=False)
                | ~Q(state="running"),
            ),
            models.CheckConstraint(
                name="plan_scenario_ends_with_a_stamp",
                condition=Q(state__in=("waiting", "running"), ended_at__isnull=True)
                | Q(state__in=("done", "failed"), ended_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                name="plan_scenario_unanswered",
                fields=("created_at",),
                condition=Q(state__in=("waiting", "running")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d %H:%M}Z"
