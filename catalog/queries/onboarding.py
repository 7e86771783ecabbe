"""Which papers do a firm's goods ask for where it sells, and which of its listings does the gate keep off?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from catalog.gating import Goods, Paper, Reason, Rule, Span, Status, lacking_papers, vouching
from catalog.models import Certificate, Listing, PaperRule, Product, Seller, SellerMove
from catalog.policy import MAX_LISTINGS_CHECKED
from catalog.queries.gating import day_in, judged
from catalog.queries.law import holds_on

_OFFERED = ("submitted", "changes_requested", "approved", "live", "paused", "withheld")


class Asked(NamedTuple):
    """A paper that the law asks for: the one that holds, or why none does."""

    rule: Rule
    paper: Paper | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the gate says of a firm's listings: how many may be sold, and what keeps how many others off."""

    listings: int
    open: int
    reasons: Sequence[tuple[Reason, int]]


@dataclass(frozen=True, slots=True)
class Firm:
    """How far a firm has come in the catalogue."""

    organisation_id: UUID
    name: str
    tax_id: str
    status: str
    status_reason: str
    asked: Sequence[Asked]
    kept: Kept
    sandbox: bool


def firm_of(*, seller_id: UUID, at: datetime) -> Firm | None:
    """What of a firm's beginning the catalogue knows; None if there is no such seller. Seven queries."""
    seller = Seller.objects.filter(pk=seller_id).first()
    if seller is None:
        return None
    last = SellerMove.objects.filter(row=seller).order_by("-id").values_list("reason", flat=True).first()
    return Firm(
        organisation_id=seller.organisation_id,
        name=seller.legal_name,
        tax_id=f"{seller.tax_id_kind} {seller.tax_id}",
        status=seller.status,
        status_reason=last or "",
        asked=papers_asked(seller, at=at),
        kept=kept_from_sale(seller, at=at),
        sandbox=seller.sandbox,
    )


def papers_asked(seller: Seller, *, at: datetime) -> list[Asked]:
    """What the goods that a seller has entered ask for on its market, by rule. Three queries."""
    day = day_in(seller.market, at)
    products = Product.objects.filter(seller=seller).order_by()
    codes = set(products.values_list("tariff_code__hs6", flat=True).distinct())
    rows = PaperRule.objects.filter(holds_on(day), market=seller.market).order_by("kind", "category")
    rules = {
        (row.kind, row.category): Rule(row.kind, row.category, row.act, Span(row.valid_from, row.valid_to))
        for row in rows
        if any(code.startswith(row.hs_prefix) for code in codes)
    }
    papers = _papers(seller, {kind for kind, _ in rules})
    asked = []
    for rule in rules.values():
        goods = Goods(seller.market, "", "", "", {}, (rule,), papers, (), ())
        reason = next(iter(lacking_papers(goods, on=day)), None)
        asked.append(Asked(rule, None if reason else vouching(rule, papers, on=day), reason))
    return asked


def kept_from_sale(seller: Seller, *, at: datetime) -> Kept:
    """What the gate says of the newest of a seller's listings, up to a number. Two queries."""
    rows = Listing.objects.filter(variant__seller=seller, status__in=_OFFERED).order_by("-pk")
    ids = list(rows.values_list("pk", flat=True)[:MAX_LISTINGS_CHECKED])
    verdicts = [each.verdict for each in judged(listing_ids=ids, at=at).values()]
    counted: Counter[str] = Counter()
    first: dict[str, Reason] = {}
    for reason in (reason for verdict in verdicts for reason in verdict.reasons):
        counted[reason.code] += 1
        first.setdefault(reason.code, reason)
    reasons = [(first[code], count) for code, count in counted.most_common()]
    return Kept(len(ids), sum(1 for verdict in verdicts if verdict.is_open), reasons)


def _papers(seller: Seller, kinds: set[str]) -> list[Paper]:
    """Of a seller's papers those of some kinds; one for a product or a lot counts as far as it goes."""
    rows = Certificate.objects.filter(Q(kind__in=kinds), seller=seller).order_by("-pk")
    return [
        Paper(
            row.kind,
            row.number,
            _STATUSES[row.status],
            row.verified_at is not None,
            Span(row.valid_from, row.valid_to),
            row.categories,
        )
        for row in rows[:MAX_LISTINGS_CHECKED]
    ]


_STATUSES: dict[str, Status] = {
    "submitted": "submitted",
    "verified": "verified",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}
