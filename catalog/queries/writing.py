"""Which letters do the people of a seller get about their firm, their goods and their papers?"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from uuid import UUID

from accounts.queries import members_of
from catalog.models import Listing, ListingMove, Seller, SellerMove
from catalog.naming import full_names
from catalog.policy import CATALOGUERS, OWNERS
from kit.letters import Letter
from news.telling import Clerk, Happened


def of_approved(events: Sequence[Happened]) -> list[Letter]:
    """Staff approve by the hundred: what one seller is told of at once is one letter. Two queries."""
    listings = _listings(events)
    by_firm: dict[UUID, list[Happened]] = {}
    for event in events:
        if listing := listings.get(event.aggregate_id):
            by_firm.setdefault(listing.variant.seller.organisation_id, []).append(event)
    members = members_of(by_firm, *CATALOGUERS)
    letters = []
    for firm, own in by_firm.items():
        goods = [_named(listings[event.aggregate_id]) for event in own]
        letters += _to(members.get(firm, ()), "listing.approved", own[0].id, {"goods": goods})
    return letters


def of_judged(kind: str, events: Sequence[Happened]) -> list[Letter]:
    """Goods were sent back or taken off sale, each for its own reason. Three queries."""
    listings = _listings(events)
    members = members_of([each.variant.seller.organisation_id for each in listings.values()], *CATALOGUERS)
    moves = ListingMove.objects.filter(row__in=listings, became=kind.partition(".")[2]).order_by("id")
    reasons = {(row_id, at): reason for row_id, at, reason in moves.values_list("row_id", "at", "reason")}
    letters = []
    for event in events:
        if listing := listings.get(event.aggregate_id):
            reason = reasons.get((listing.pk, event.occurred_at), "")
            readers = members.get(listing.variant.seller.organisation_id, ())
            letters += _to(readers, kind, event.id, {"goods": [_named(listing)], "reason": reason})
    return letters


def of_seller(kind: str, events: Sequence[Happened]) -> list[Letter]:
    """The firm itself may sell, or may not. Three queries."""
    sellers = Seller.objects.in_bulk([each.aggregate_id for each in events])
    members = members_of([each.organisation_id for each in sellers.values()], *OWNERS)
    moves = SellerMove.objects.filter(row__in=sellers, became=kind.partition(".")[2]).order_by("id")
    told = {
        (row_id, at): (was, why) for row_id, at, was, why in moves.values_list("row", "at", "was", "reason")
    }
    letters = []
    for event in events:
        if seller := sellers.get(event.aggregate_id):
            was, reason = told.get((seller.pk, event.occurred_at), ("", ""))
            facts = {"firm": seller.legal_name, "reason": reason, "is_again": was == Seller.Status.SUSPENDED}
            letters += _to(members.get(seller.organisation_id, ()), kind, event.id, facts)
    return letters


# By the type of the event.
CLERKS: Mapping[str, Clerk] = {
    "seller.verified": partial(of_seller, "seller.verified"),
    "seller.rejected": partial(of_seller, "seller.rejected"),
    "seller.suspended": partial(of_seller, "seller.suspended"),
    "listing.approved": of_approved,
    "listing.changes_requested": partial(of_judged, "listing.changes_requested"),
    "listing.blocked": partial(of_judged, "listing.blocked"),
}


def _listings(events: Sequence[Happened]) -> dict[UUID, Listing]:
    rows = Listing.objects.select_related("variant__product", "variant__seller")
    return rows.in_bulk([each.aggregate_id for each in events])


def _named(listing: Listing) -> dict[str, object]:
    variant = listing.variant
    names = full_names(variant.product.names, variant.names)
    return {"sku": variant.sku, "names": names, "market": listing.market}


def _to(readers: Collection[UUID], kind: str, key: UUID, facts: Mapping[str, object]) -> list[Letter]:
    return [Letter(kind, str(key), facts, user_id=user_id) for user_id in readers]
