"""Which words of ours stand in no line of code, and yet are read by people of every language?"""

from collections.abc import Iterator
from typing import get_args

from django.db.models import Model

from accounts.policy import STAFF_GROUPS
from accounts.sites import staff_site
from consoles.invariants import INVARIANTS
from kit.actors import ActorKind
from kit.labels import names_in, our_apps, tables_of
from kit.lifecycle import Lifecycle
from orders.queries.fulfilment import FulfilmentStatus
from payments.queries.payments import PaymentStatus
from shipping.choosing import WhyNot
from shipping.refusals import CLASSES, CLIMATES, GROUPS
from shipping.time_words import ZONES
from shop.problems import known_problems
from shop.wiring import WRITERS

# What the outbox is told that is no status.
_TOLD = ("asked", "handed_in", "eta_changed", "rerouted", "paid", "webhook", "test")
# What reference data say of themselves, of places, of ways between them.
_REFERENCE = (
    *("low", "medium", "high"),
    *("border_rail", "cfs", "city", "dry_port", "logistics_base", "rail_station", "road_border", "seaport"),
    *("warehouse", "rail", "rail_through", "road", "sea", "sea_roro", "transshipment"),
)


def codes() -> Iterator[str]:
    """The codes of the books that `kit.words.in_words` tells: statuses, reasons, kinds of actors."""
    for app in our_apps():
        for model in tables_of(app):
            lifecycle: Lifecycle | None = getattr(model, "LIFECYCLE", None)
            yield from lifecycle.states if lifecycle else ()
    yield from get_args(PaymentStatus)
    yield from get_args(FulfilmentStatus)
    yield from get_args(ActorKind)
    yield from WhyNot
    yield from STAFF_GROUPS
    for app in our_apps():
        yield from (str(model.AGGREGATE) for model in tables_of(app) if hasattr(model, "AGGREGATE"))
    # Kinds of letters, of which each part is told.
    yield from (part for kind in WRITERS for part in kind.split("."))
    yield from (*_TOLD, *_REFERENCE)


def shown_tables() -> set[type[Model]]:
    """The tables of ours that staff see, with those inside the pages of others."""
    admins = staff_site._registry.items()  # noqa: SLF001 the site has no other word for it
    inside = {inline.model for _model, admin in admins for inline in admin.inlines}
    ours = {model for app in our_apps() for model in tables_of(app)}
    return ours & {*inside, *(model for model, _admin in admins)}


def words() -> list[str]:
    """Every such text in English, sorted: the catalogues hold it besides what code and templates say."""
    told = {code.replace("_", " ") for code in codes()}
    titles = {problem.title for problem in known_problems()}
    rules = {invariant.name for invariant in INVARIANTS}
    return sorted({*names_in(shown_tables()), *told, *titles, *rules, *_goods(), *_cities()})


def _goods() -> Iterator[str]:
    yield from (*GROUPS.values(), *CLASSES.values(), *CLIMATES.values())


def _cities() -> Iterator[str]:
    """Whose clocks readers are offered, by the last part of their zones' names."""
    yield from (zone.rpartition("/")[2] for zone in ZONES["en"] if "/" in zone)
