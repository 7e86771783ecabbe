"""What does a seller see of their listings, and do with them?"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.visits import Visit
from catalog.gate_wording import told
from catalog.naming import full_names
from catalog.operations import listing as verbs_of_listings
from catalog.operations.pricing import PriceList, set_price
from catalog.queries.acting import listing_actions
from catalog.queries.asking_price import currency_of
from catalog.queries.gating import Judged, judged
from catalog.queries.selling import listings_of
from catalog.queries.stocking import units_free
from consoles.seller.parts import Field, Line, Search, Table, Verb
from consoles.seller.showing import (
    address,
    at_home,
    filters_by,
    named,
    page_of,
    show_list,
    show_one,
    status,
    word,
)
from kit.clock import now
from kit.money import BadMoney, Money
from kit.rest import found
from kit.words import Words, in_words

_STATUSES = (
    *(
        "live",
        "paused",
        "withheld",
        "approved",
        "submitted",
        "changes_requested",
        "draft",
        "blocked",
        "retired",
    ),
)
# The gate is asked of what is on sale, and of what may come to be.
_NOT_ASKED = frozenset({"live", "retired", "blocked"})
VERBS = {
    "submit": "submitListing",
    "publish": "publishListing",
    "pause": "pauseListing",
    "resume": "resumeListing",
    "price": "setPrice",
}
_DO: Mapping[str, tuple[Callable[..., object], Words]] = {
    "submit": (verbs_of_listings.submit, _("It is handed in for review.")),
    "publish": (verbs_of_listings.publish, _("It is on sale.")),
    "pause": (verbs_of_listings.pause, _("It is off sale until you resume it.")),
    "resume": (verbs_of_listings.resume, _("It is on sale again.")),
}
_WORDS: Mapping[str, tuple[Words, Words]] = {
    "submit": (_("Hand in for review"), _("Staff look at it before it can be sold.")),
    "publish": (_("Put on sale"), ""),
    "pause": (_("Take off sale"), _("For a while: orders that there are stay.")),
    "resume": (_("Put on sale again"), ""),
}


def listings(visit: Visit) -> HttpResponse:
    """The newest first, those of one status, or of one SKU, with price, stock and what is in the way."""
    chosen, sku = word(visit.request, "status"), word(visit.request, "q")
    rows = listings_of(visit.actor)
    if chosen in _STATUSES:
        rows = rows.filter(status=chosen)
    if sku:
        rows = rows.filter(variant__sku=sku)
    page = page_of(visit, rows)
    free = units_free(variant_ids=[row.variant_id for row in page.rows])
    asked = [row.pk for row in page.rows if row.status not in _NOT_ASKED]
    gate = judged(listing_ids=asked, at=now())
    table = Table(
        (
            _("Goods"),
            _("SKU"),
            _("Market"),
            _("Status"),
            _("Price"),
            _("Free units"),
            _("What is in the way"),
        ),
        [_line(row, free.get(row.variant_id, 0), gate.get(row.pk)) for row in page.rows],
        _("No listing is like that.")
        if (chosen or sku)
        else _("You offer nothing yet: send a file of goods."),
    )
    return show_list(
        visit,
        table,
        title=_("Listings"),
        page=page,
        filters=filters_by(
            "listings", "status", ((each, in_words(each)) for each in _STATUSES), chosen=chosen
        ),
        search=Search(_("SKU"), sku),
    )


def listing(visit: Visit, listing_id: UUID) -> HttpResponse:
    """One of them; a post hands it in, puts it on sale, takes it off, or changes its price."""
    row = found(listings_of(visit.actor), pk=listing_id)
    if visit.request.method == "POST":
        _do(visit, row)
        return visit.go("listing", row.pk)
    at = now()
    gate = judged(listing_ids=[row.pk], at=at)[row.pk]
    free = units_free(variant_ids=[row.variant_id]).get(row.variant_id, 0)
    return show_one(
        visit,
        title=_name(row),
        facts=_facts(visit, row, free),
        tables=[_prices(row), _reasons(gate)],
        verbs=list(_verbs(visit, row)),
        back=(_("Listings"), "listings"),
    )


def _do(visit: Visit, row: Any) -> None:
    at = now()
    if visit.verb == "price":
        _set_price(visit, row, at)
        return
    verb, done = _DO[visit.verb]
    visit.perform(lambda: verb(listing=_locked(visit, row), at=at, by=visit.actor), done=done)


def _set_price(visit: Visit, row: Any, at: datetime) -> None:
    text, currency = visit.typed("amount", longest=30).replace(",", "."), currency_of(row.market)
    try:
        price = Money.parse(text, currency)
    except BadMoney:
        words = gettext("“%(text)s” is no amount of %(currency)s.") % {"text": text, "currency": currency}
        messages.error(visit.request, words)
        return
    visit.perform(
        lambda: set_price(listing=_locked(visit, row), prices=PriceList(price), at=at, by=visit.actor),
        done=_("The price is set; orders and quotes keep theirs."),
    )


def _locked(visit: Visit, row: Any) -> Any:
    return found(listings_of(visit.actor).select_for_update(of=("self",)), pk=row.pk)


def _name(row: Any) -> str:
    return named(full_names(row.variant.product.names, row.variant.names))


def _price(row: Any) -> Words:
    of_one = [Money(each.amount_minor, each.currency) for each in row.prices.all() if each.from_quantity == 1]
    return ", ".join(map(str, of_one)) or NOTHING


def _in_the_way(row: Any, gate: Judged | None) -> Words:
    """Why it isn't on sale: what staff or its seller said, else the first thing that the gate says."""
    if row.status in {"changes_requested", "blocked"} and row.status_reason:
        return str(row.status_reason)
    reasons = gate.verdict.reasons if gate else ()
    return told(reasons[0]).detail if reasons else NOTHING


def _line(row: Any, free: int, gate: Judged | None) -> Line:
    cells: tuple[Words, ...] = (
        _name(row),
        row.variant.sku,
        row.market,
        status(row.status),
        _price(row),
        str(free),
        _in_the_way(row, gate),
    )
    return Line(cells, address("listing", row.pk))


def _facts(visit: Visit, row: Any, free: int) -> Iterator[tuple[Words, Words]]:
    yield _("Status"), status(row.status)
    yield _("Why"), row.status_reason
    yield _("SKU"), row.variant.sku
    yield _("Market"), row.market
    yield _("Free units"), str(free)
    yield _("Fewest units of an order"), str(row.min_quantity)
    yield _("On sale since"), at_home(visit, row.live_at)


def _prices(row: Any) -> Table:
    return Table(
        (_("From so many units"), _("Each costs")),
        [
            Line((str(each.from_quantity), str(Money(each.amount_minor, each.currency))))
            for each in sorted(row.prices.all(), key=lambda price: price.from_quantity)
        ],
        _("It has no price yet."),
        title=_("Price"),
    )


def _reasons(gate: Judged) -> Table:
    said = [told(reason) for reason in gate.verdict.reasons]
    return Table(
        (_("What is in the way"), _("What to do")),
        [Line((each.detail, each.to_do)) for each in said],
        _("Papers, codes and names let it be sold."),
        title=_("Law and papers"),
    )


def _verbs(visit: Visit, row: Any) -> Iterator[Verb]:
    """What its state and the reader's role allow, as REST says it."""
    for name in listing_actions(row, actor=visit.actor):
        if name in _WORDS and visit.does(VERBS[name]):
            words, helped = _WORDS[name]
            yield Verb(name, words, help=helped)
    if row.status != "retired" and visit.does("setPrice"):
        currency = currency_of(row.market)
        amount = Field(
            "amount", gettext("One unit costs, in %(currency)s") % {"currency": currency}, longest=20
        )
        yield Verb("price", _("Set the price"), title=_("Another price"), fields=(amount,))
