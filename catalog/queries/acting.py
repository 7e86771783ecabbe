"""What may somebody do with a row of the catalogue now?"""

from collections.abc import Mapping

from catalog.models import Certificate, Listing, ListingChange, Seller, StockCount, StockTransfer
from catalog.policy import CATALOGUERS, MODERATORS, STOREKEEPERS
from kit.actors import Actor

Verbs = Mapping[str, tuple[str, ...]]

_OF_THE_SELLER: Verbs = {
    "draft": ("submit", "retire"),
    "submitted": ("retire",),
    "changes_requested": ("submit", "retire"),
    "approved": ("publish", "retire"),
    "live": ("pause", "retire"),
    "paused": ("resume", "retire"),
    "withheld": ("pause", "retire"),
    "blocked": ("retire",),
}
_ONLY_VERIFIED = frozenset({"submit", "publish", "resume"})
_OF_STAFF: Verbs = {
    "submitted": ("approve", "request-changes"),
    "changes_requested": ("approve",),
    "approved": ("request-changes",),
    "live": ("block",),
    "paused": ("block",),
    "withheld": ("block",),
    "blocked": ("unblock",),
}
_ON_SELLERS: Verbs = {
    "applied": ("review", "approve", "reject"),
    "in_review": ("approve", "reject"),
    "verified": ("suspend",),
    "suspended": ("reinstate",),
}


_OF_THE_HOLDER: Verbs = {"submitted": ("withdraw",), "verified": ("withdraw",), "rejected": ("withdraw",)}
_ON_CERTIFICATES: Verbs = {"submitted": ("verify", "reject"), "verified": ("reject",)}
_ON_TRANSFERS: Verbs = {"open": ("put", "scan", "send", "cancel"), "sent": ("arrive", "call-back")}
_ON_COUNTS: Verbs = {"open": ("count", "scan", "leave-out", "close", "cancel")}


def listing_actions(listing: Listing, *, actor: Actor) -> list[str]:
    """The verbs open to the actor; the listing's variant and seller must be loaded."""
    if not actor.has_scope("listings", "write"):
        return []
    if actor.kind == "staff":
        return list(_OF_STAFF.get(listing.status, ())) if actor.has_role(*MODERATORS) else []
    if actor.kind != "seller" or not actor.has_role(*CATALOGUERS):
        return []
    may_sell = listing.variant.seller.status == Seller.Status.VERIFIED
    verbs = _OF_THE_SELLER.get(listing.status, ())
    return [verb for verb in verbs if may_sell or verb not in _ONLY_VERIFIED]


def change_actions(change: ListingChange, *, actor: Actor) -> list[str]:
    """The verbs open to the actor on a change of goods on sale."""
    if change.status != ListingChange.Status.WAITING or not actor.has_scope("listings", "write"):
        return []
    if actor.kind == "staff":
        return ["approve", "decline"] if actor.has_role(*MODERATORS) else []
    return ["withdraw"] if actor.kind == "seller" and actor.has_role(*CATALOGUERS) else []


def seller_actions(seller: Seller, *, actor: Actor) -> list[str]:
    """The verbs open to the actor: only staff judge sellers."""
    may_judge = actor.kind == "staff" and actor.has_role(*MODERATORS)
    if not may_judge or not actor.has_scope("sellers", "write"):
        return []
    return list(_ON_SELLERS.get(seller.status, ()))


def certificate_actions(certificate: Certificate, *, actor: Actor) -> list[str]:
    """The verbs open to the actor: staff check a paper, its seller takes it back."""
    if not actor.has_scope("products", "write"):
        return []
    if actor.kind == "staff":
        return list(_ON_CERTIFICATES.get(certificate.status, ())) if actor.has_role(*MODERATORS) else []
    if actor.kind != "seller" or not actor.has_role(*CATALOGUERS):
        return []
    return list(_OF_THE_HOLDER.get(certificate.status, ()))


def count_actions(count: StockCount, *, actor: Actor) -> list[str]:
    """The verbs open to the actor on a count of a warehouse: its seller's storekeepers count."""
    return list(_ON_COUNTS.get(count.status, ())) if _keeps_store(actor) else []


def transfer_actions(transfer: StockTransfer, *, actor: Actor) -> list[str]:
    """The verbs open to the actor on a transfer: its seller's storekeepers move goods."""
    return list(_ON_TRANSFERS.get(transfer.status, ())) if _keeps_store(actor) else []


def _keeps_store(actor: Actor) -> bool:
    return actor.kind == "seller" and actor.has_role(*STOREKEEPERS) and actor.has_scope("stock", "write")
