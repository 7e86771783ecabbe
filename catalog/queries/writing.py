"""Which letters do the people of a seller get about their firm, their goods and their papers?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from accounts.queries import members_of
from catalog.models import (
    Certificate,
    CertificateMove,
    Listing,
    ListingChange,
    ListingChangeMove,
    ListingMove,
    Seller,
    SellerMove,
)
from catalog.naming import full_names
from catalog.policy import CATALOGUERS, OWNERS
from kit.letters import Letter
from kit.models import Move
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
    reasons = _reasons(ListingMove, listings, became=kind.partition(".")[2])
    letters = []
    for event in events:
        if listing := listings.get(event.aggregate_id):
            reason = reasons.get((listing.pk, event.occurred_at), "")
            readers = members.get(listing.variant.seller.organisation_id, ())
            letters += _to(readers, kind, event.id, {"goods": [_named(listing)], "reason": reason})
    return letters


def of_change_declined(events: Sequence[Happened]) -> list[Letter]:
    """A change of goods on sale was declined, and they stay as they were. Three queries."""
    rows = ListingChange.objects.select_related("product__seller", "variant")
    changes = rows.in_bulk([each.aggregate_id for each in events])
    members = members_of([each.product.seller.organisation_id for each in changes.values()], *CATALOGUERS)
    reasons = _reasons(ListingChangeMove, changes, became="declined")
    letters = []
    for event in events:
        if change := changes.get(event.aggregate_id):
            product, variant = change.product, change.variant
            names = full_names(product.names, variant.names if variant else {})
            goods = [{"sku": variant.sku if variant else product.code, "names": names}]
            facts = {"goods": goods, "reason": reasons.get((change.pk, event.occurred_at), "")}
            readers = members.get(product.seller.organisation_id, ())
            letters += _to(readers, "change.declined", event.id, facts)
    return letters


def of_paper_rejected(events: Sequence[Happened]) -> list[Letter]:
    """A paper was refused, before buyers saw it or after. Three queries."""
    rows = Certificate.objects.select_related("seller", "product")
    papers = rows.in_bulk([each.aggregate_id for each in events])
    members = members_of([each.seller.organisation_id for each in papers.values()], *CATALOGUERS)
    reasons = _reasons(CertificateMove, papers, became="rejected")
    letters = []
    for event in events:
        if paper := papers.get(event.aggregate_id):
            facts = {
                **facts_of_paper(paper),
                "reason": reasons.get((paper.pk, event.occurred_at), ""),
            }
            readers = members.get(paper.seller.organisation_id, ())
            letters += _to(readers, "paper.rejected", event.id, facts)
    return letters


def facts_of_paper(paper: Certificate) -> dict[str, object]:
    """A paper as its letters name it; without a product it stands for all goods of its seller."""
    return {
        "kind": paper.kind,
        "number": paper.number,
        "issuer": paper.issuer,
        "names": full_names(paper.product.names, {}) if paper.product else {},
    }


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
    "listing_change.declined": of_change_declined,
    "certificate.rejected": of_paper_rejected,
}


def _reasons(history: type[Move], rows: Iterable[UUID], *, became: str) -> dict[tuple[UUID, datetime], str]:
    """Why rows got a status, by the row and the instant. One query."""
    rows_of: Any = history._default_manager
    moves = rows_of.filter(row__in=list(rows), became=became)
    return {(row_id, at): reason for row_id, at, reason in moves.values_list("row", "at", "reason")}


def _listings(events: Sequence[Happened]) -> dict[UUID, Listing]:
    rows = Listing.objects.select_related("variant__product", "variant__seller")
    return rows.in_bulk([each.aggregate_id for each in events])


def _named(listing: Listing) -> dict[str, object]:
    variant = listing.variant
    names = full_names(variant.product.names, variant.names)
    return {"sku": variant.sku, "names": names, "market": listing.market}


def _to(readers: Collection[UUID], kind: str, key: UUID, facts: Mapping[str, object]) -> list[Letter]:
    return [Letter(kind, str(key), facts, user_id=user_id) for user_id in readers]
