"""What has to be there before the first order can come, and where is it entered?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.desk import list_address
from accounts.queries import staff_at_work
from catalog.queries.beginning import currencies, verified_sellers
from consoles.asking import day_at_home
from orders.queries.beginning import convertible_freight_rates, freight_rates
from shipping.queries.beginning import routes, trains_ahead

_WORDS: Mapping[str, tuple[Promise, Promise]] = {
    "staff": (_("Staff"), _("Add a person, then their groups under Rights.")),
    "route": (_("Route"), _("Load the reference data: the way over the border comes with it, leg by leg.")),
    "timetable": (
        _("Timetable"),
        _("Look at the services, or upload a timetable: trains have to lie ahead."),
    ),
    "seller": (_("Seller"), _("Let somebody apply over REST, then approve them here.")),
    "freight": (_("Freight rates"), _("Load the reference data: carriage has its price by them.")),
    "exchange": (
        _("Exchange rates"),
        _("Publish one from the currency of freight rates to that of each market: USD to CNY, USD to KZT."),
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line; `address` is where it is done."""

    title: str
    how: str
    address: str
    is_done: bool


def steps_left(*, at: datetime) -> list[Step]:
    """All steps, done and not, in their order; none when all are done. One query."""
    done = _done(at)
    if done == _WORDS.keys():
        return []
    return [Step(str(title), str(how), _address(name), name in done) for name, (title, how) in _WORDS.items()]


def _done(at: datetime) -> set[str]:
    today = day_at_home(at)
    asked: dict[str, QuerySet[Any]] = {
        "staff": staff_at_work(),
        "route": routes(),
        "timetable": trains_ahead(at=at),
        "seller": verified_sellers(),
        "freight": freight_rates(on=today),
        "exchange": convertible_freight_rates(on=today, currencies=currencies()),
    }
    first, *others = (
        rows.order_by().values_list(Value(name, output_field=CharField()), flat=True)[:1]
        for name, rows in asked.items()
    )
    return set(first.union(*others, all=True))


def _address(name: str) -> str:
    return {
        "staff": reverse("admin:accounts_user_changelist"),
        "route": list_address("shipping.route"),
        "timetable": reverse("admin:timetable"),
        "seller": list_address("catalog.seller"),
        "freight": list_address("orders.freighttariff"),
        "exchange": reverse("admin:payments_fxrate_add"),
    }[name]
