"""Which numbers greet staff, and where does each lead?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import is_trusted, link_by_id, list_address, status_badge, when
from accounts.policy import STAFF_GROUPS
from consoles.checklist import steps_left
from consoles.invariants import Checked
from consoles.policy import HOME_TIMEZONE
from consoles.queries import Overview, overview
from kit.clock import now
from kit.money import Money
from kit.words import Words, in_words
from shipping.queries import LegFill, NextTrain

_CALM, _ALARM = "text-important", "text-red-700 dark:text-red-400"


@dataclass(frozen=True, slots=True)
class Card:
    """One number that leads to the rows behind it."""

    title: Words
    value: str
    words: Words
    address: str
    colour: str


@dataclass(frozen=True, slots=True)
class TrainRow:
    """One of the next trains."""

    page: str
    status: str
    departs: str
    cutoff: str
    load: str
    legs: list[LegFill]


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the dashboard to the context of the admin's first page, for whoever is in a group."""
    if not is_trusted(request, STAFF_GROUPS):
        return context
    at = now()
    found = overview(at=at)
    return {
        **context,
        "cards": [*_cards(found), _to_review_card(*found.to_review)],
        "checklist": steps_left(at=at),
        "placed": [
            (status_badge(each.status), each.count, each.value, _placed_address(found, each.status))
            for each in found.placed
        ],
        "reasons": [
            (
                in_words(reason),
                count,
                list_address("shipping.shipment", status__exact="waiting", waiting_reason=reason),
            )
            for reason, count in found.waiting.by_reason
        ],
        "boards": [
            (_("Next trains with goods"), [_train_row(train) for train in found.booked]),
            (_("Next trains of all"), [_train_row(train) for train in found.trains]),
        ],
        "since": when(found.since, HOME_TIMEZONE),
        "invariants": found.invariants,
        "checked": when(found.invariants.at),
    }


def _cards(found: Overview) -> Iterator[Card]:
    number = sum(each.count for each in found.placed)
    yield Card(_("Orders today"), str(number), _worth(found), _placed_address(found), _CALM)
    waiting = found.waiting
    yield Card(
        _("Shipments waiting for a slot"),
        str(waiting.count),
        _oldest(waiting.oldest_at),
        list_address("shipping.shipment", status__exact="waiting"),
        _CALM,
    )
    yield _alarm(
        _("Shipments that need a person"),
        waiting.need_attention,
        _("automatic work gave up"),
        list_address("shipping.shipment", attention_at__isnull="False"),
    )
    yield from _railway_cards(found)
    yield _alarm(
        _("Returns and claims to decide"),
        found.claims,
        _("looked at, answered, left unanswered by their seller, or decided and not refunded"),
        list_address("orders.claim", waits="yes"),
    )
    yield from _money_cards(found)
    yield _invariants_card(found.invariants)


def _money_cards(found: Overview) -> Iterator[Card]:
    money = found.money
    yield _alarm(
        _("Refunds due"),
        money.refunds_due,
        _("asked for, not yet approved"),
        list_address("payments.refund", status__exact="requested"),
    )
    yield _alarm(
        _("Failed refunds"),
        money.refunds_failed,
        _("neither asked for again nor given up"),
        list_address("payments.refund", dead="failed"),
    )
    yield _alarm(
        _("Declined goods whose refund was declined"),
        found.unpaid_declines,
        _("paid for, not sent, and not asked for again"),
        list_address("orders.orderline", unpaid="yes"),
    )
    yield _alarm(
        _("Unmatched money"),
        money.unmatched_payments,
        _("came for orders that had ended"),
        list_address("payments.payment", status__exact="unmatched"),
    )
    yield _alarm(
        _("Wrong amounts"),
        money.undecided_payments,
        _("staff decide"),
        list_address("payments.payment", sum="odd"),
    )
    yield _alarm(
        _("Money to sort"),
        money.to_sort,
        _("lines of bank statements, news of unknown money"),
        reverse("admin:money_to_sort"),
    )
    yield _alarm(
        _("Old exchange rates"),
        money.old_rates,
        _("pairs without a new one for more than two working days"),
        reverse("admin:exchange_rates"),
    )


def _railway_cards(found: Overview) -> Iterator[Card]:
    yield _alarm(
        _("Train changes not worked out"),
        found.stuck_changes,
        _("their shipments have not followed yet"),
        list_address("shipping.departure", follow_up="due"),
    )
    yield _alarm(
        _("Open discrepancies"),
        found.open_discrepancies,
        _("what containers hold differs from the books"),
        list_address("shipping.discrepancy", settled_at__isempty=1),
    )
    yield _alarm(
        _("Hours without a plan"),
        found.hours_without_plan,
        _("trains are not planned anew"),
        list_address("shipping.planrun"),
    )


def _oldest(at: datetime | None) -> str:
    return gettext("the oldest since %(at)s") % {"at": when(at)} if at else gettext("none waits")


def _to_review_card(listings: int, changes: int) -> Card:
    words = gettext("%(listings)s listings, %(changes)s changes of goods on sale") % {
        "listings": listings,
        "changes": changes,
    }
    return Card(_("To review"), str(listings + changes), words, reverse("admin:to_review"), _CALM)


def _alarm(title: Words, count: int, words: Words, address: str) -> Card:
    return Card(title, str(count), words, address, _ALARM if count else _CALM)


def _invariants_card(checked: Checked) -> Card:
    if not checked.is_complete:
        return Card(_("Invariants"), "?", _("too slow to check here: run manage.py verify"), "", _ALARM)
    if checked.broken:
        return Card(
            _("Invariants"),
            gettext("%(count)d broken") % {"count": len(checked.broken)},
            _("see below"),
            "#invariants",
            _ALARM,
        )
    return Card(
        _("Invariants"), gettext("all hold"), gettext("checked %(at)s") % {"at": when(checked.at)}, "", _CALM
    )


def _placed_address(found: Overview, status: str = "") -> str:
    filters = {"status__exact": status} if status else {}
    return list_address("orders.order", placed_at__gte=found.since.isoformat(), **filters)


def _worth(found: Overview) -> str:
    """The value of today's orders, by currency."""
    sums: dict[str, Money] = {}
    for each in found.placed:
        sums[each.value.currency] = (
            sums.get(each.value.currency, Money.zero(each.value.currency)) + each.value
        )
    return ", ".join(map(str, sums.values())) or gettext("none yet")


def _train_row(train: NextTrain) -> TrainRow:
    return TrainRow(
        page=link_by_id("shipping.departure", train.id, train.name),
        status=status_badge(train.status),
        departs=when(train.departs_at, train.timezone),
        cutoff=when(train.cfs_cutoff_at, train.timezone),
        load=_load(train),
        legs=list(train.legs),
    )


def _load(train: NextTrain) -> str:
    shipments = ngettext("%(count)d shipment", "%(count)d shipments", train.shipments)
    containers = ngettext("%(count)d container", "%(count)d containers", train.slots)
    return gettext("%(shipments)s in %(containers)s") % {
        "shipments": shipments % {"count": train.shipments},
        "containers": containers % {"count": train.slots},
    }
