"""How do staff see what delivery was promised, and which other trains there were?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.desk import NOTHING, link_by_id, when
from kit.money import Money
from orders.models import Order, Quote
from orders.promising import promise_document
from orders.queries.promised import promise_of
from orders.wording import delivery_said


def delivery_of(order: Order) -> str:
    """What its buyer was promised, in words."""
    promise = promise_of(order)
    return delivery_said(promise_document(promise)) if promise else NOTHING


def rides_of(quote: Quote) -> SafeString:
    """
    Each shipment of a quote with its train and its promise, as its buyer was shown them.

    Below each stand the trains before and after it, or that there is none.
    """
    rows = [
        row
        for part in quote.document["orders"]
        for ride in part["carriages"]
        # Quotes older than such promises have none.
        if "delivery" in ride
        for row in (
            _row(gettext("the train quoted"), ride, quote),
            _row(gettext("one train earlier"), ride["earlier"], quote),
            _row(gettext("one train later"), ride["later"], quote),
        )
    ]
    heads = ("", gettext("Train"), gettext("Hand in by"), gettext("Delivery"), gettext("Costs more by"))
    return format_html(
        "<table><tr>{}</tr>{}</table>",
        format_html_join("", '<th class="p-2 text-left">{}</th>', ((head,) for head in heads)),
        format_html_join("", "{}", ((row,) for row in rows)),
    )


def _row(name: str, ride: Mapping[str, Any] | None, quote: Quote) -> SafeString:
    if ride is None:
        return _cells(name, gettext("none"), "", "", "")
    more = ride.get("total_difference_minor")
    return _cells(
        name,
        format_html(
            "{}, {}",
            link_by_id("shipping.departure", ride["departure_id"], ride["service_code"]),
            _when(ride["departs_at"]),
        ),
        _when(ride["hand_in_by_at"]),
        delivery_said(ride["delivery"]),
        "" if more is None else Money(more, quote.currency),
    )


def _cells(*cells: object) -> SafeString:
    return format_html(
        "<tr>{}</tr>", format_html_join("", '<td class="p-2">{}</td>', ((cell,) for cell in cells))
    )


def _when(told: str) -> str:
    return when(datetime.fromisoformat(told))
