"""Which papers vouch for goods on a day, and which of them end soon?"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from catalog.filing import urls_of
from catalog.models import Certificate, CertificateMove
from catalog.policy import LAPSED_TOLD_FOR, LAPSING_WITHIN_DAYS, MAX_CERTIFICATES_SHOWN
from catalog.queries import selling
from kit.actors import Actor
from kit.database import Among


class Shown(NamedTuple):
    """A verified paper as buyers get it; `valid_to` is None if it doesn't end, `scan` if there is none."""

    kind: str
    number: str
    issuer: str
    valid_from: date
    valid_to: date | None
    # Where each size is, by its longest side in pixels.
    scan: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers of some products and sellers."""

    of_products: dict[UUID, list[Shown]] = field(default_factory=dict)
    # Those that stand for all goods of a seller.
    of_sellers: dict[UUID, list[Shown]] = field(default_factory=dict)

    def of(self, *, product_id: UUID, seller_id: UUID) -> list[Shown]:
        """What vouches for one product: its own papers, then those for all of its seller's goods."""
        found = [*self.of_products.get(product_id, ()), *self.of_sellers.get(seller_id, ())]
        return found[:MAX_CERTIFICATES_SHOWN]


def certificates_of(actor: Actor) -> QuerySet[Certificate]:
    """Papers of the actor's seller, with why they have their status; of all for staff."""
    moves = CertificateMove.objects.filter(row=OuterRef("pk")).order_by("-id")
    reason = Coalesce(Subquery(moves.values("reason")[:1]), Value(""), output_field=TextField())
    sellers = selling.sellers_of(actor).order_by().values("pk")
    rows = Certificate.objects.filter(seller__in=sellers).annotate(status_reason=reason)
    return rows.select_related("seller", "product")


def shown_on(product_ids: Collection[UUID], seller_ids: Collection[UUID], *, on: date) -> Papers:
    """Verified papers valid on a day, of products and of sellers for all of their goods: one query."""
    papers = Papers()
    of_sellers = Q(Among(F("seller_id"), seller_ids), product__isnull=True)
    whose = Q(Among(F("product_id"), product_ids)) | of_sellers
    for row in valid_on(on).filter(whose, lot=None).order_by("kind", "valid_from", "id"):
        scan = urls_of(row.scan_key) if row.scan_key else None
        shown = Shown(row.kind, row.number, row.issuer, row.valid_from, row.valid_to, scan)
        if row.product_id is None:
            papers.of_sellers.setdefault(row.seller_id, []).append(shown)
        else:
            papers.of_products.setdefault(row.product_id, []).append(shown)
    return papers


def valid_on(day: date) -> QuerySet[Certificate]:
    """Verified papers whose validity includes a day."""
    ends = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Certificate.objects.filter(ends, status=Certificate.Status.VERIFIED, valid_from__lte=day)


def lapsing(*, on: date, within_days: int) -> QuerySet[Certificate]:
    """Verified papers that end on a day or within so many days after it."""
    until = on + timedelta(days=within_days)
    return Certificate.objects.filter(
        status=Certificate.Status.VERIFIED, valid_to__range=(on, until), seller__sandbox=False
    )


def ending(actor: Actor, *, on: date) -> QuerySet[Certificate]:
    """Verified papers of the actor's seller that end soon after a day, or ended not long before it."""
    until = on + timedelta(days=LAPSING_WITHIN_DAYS)
    return certificates_of(actor).filter(
        status=Certificate.Status.VERIFIED, valid_to__range=(on - LAPSED_TOLD_FOR, until)
    )


def lapsed(*, on: date) -> QuerySet[Certificate]:
    """Verified papers that ended before a day: buyers see them no longer."""
    return Certificate.objects.filter(
        status=Certificate.Status.VERIFIED, valid_to__lt=on, seller__sandbox=False
    )
