"""How does a seller hand in all listings that a file has made?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from catalog.errors import SellerNotVerified
from catalog.models import ImportJob, ImportRow, Listing, Seller
from catalog.operations.listing import border_faults, missing_of_many
from catalog.policy import LISTINGS_AT_ONCE
from kit.actors import SYSTEM, Actor
from kit.database import Among
from kit.errors import FieldProblem
from kit.moves import move_many
from kit.transactions import inside_transaction

Status = Listing.Status


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason why listings weren't handed in, of how many of them, and the SKU of the first."""

    problem: FieldProblem
    listings: int
    first_sku: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """
    What became of the drafts that were looked at: how many were handed in, and why others weren't.

    `next` is the number of the last row that was looked at if more are left, to go on after it.
    """

    count: int
    refused: Sequence[Refused]
    next: int | None


@inside_transaction
def hand_in_new(*, job: ImportJob, after: int = 0, at: datetime, by: Actor) -> HandedIn:
    """
    Hand those of a file's new listings to staff that are complete, by the rules of `submit`.

    Others stay drafts. At most `LISTINGS_AT_ONCE` are looked at, in the order of their rows, after the row
    of that number, in as many statements as one.

    :raises SellerNotVerified: if their seller may not sell.
    """
    if job.seller.status != Seller.Status.VERIFIED:
        raise SellerNotVerified
    made = ImportRow.objects.filter(job=job, number__gt=after, before__has_key="made_listing")
    rows = list(made.order_by("number").values_list("number", "before__made_listing")[:LISTINGS_AT_ONCE])
    ids = [UUID(listing) for _, listing in rows]
    goods = ("variant__seller", "variant__product__tariff_code", "variant__product__category")
    drafts = Listing.objects.filter(Among(F("pk"), ids), status=Status.DRAFT).select_related(*goods)
    looked_at = list(drafts.order_by("pk").select_for_update(of=("self",)))
    lacking = missing_of_many(looked_at)
    wrong = {row.pk: [*border_faults(row), *lacking[row.pk]] for row in looked_at}
    good = [pk for pk, faults in wrong.items() if not faults]
    moved = move_many(
        good, model=Listing, was=Status.DRAFT, to=Status.SUBMITTED, at=at, by=by, submitted_at=at
    )
    if job.seller.sandbox:
        move_many(
            moved, model=Listing, was=Status.SUBMITTED, to=Status.APPROVED, at=at, by=SYSTEM, approved_at=at
        )
    left = rows[-1][0] if len(rows) == LISTINGS_AT_ONCE else None
    return HandedIn(len(moved), _grouped((row.variant.sku, wrong[row.pk]) for row in looked_at), left)


def _grouped(wrong: Iterable[tuple[str, Sequence[FieldProblem]]]) -> list[Refused]:
    """Each reason once, the most frequent first."""
    counts: Counter[FieldProblem] = Counter()
    first: dict[FieldProblem, str] = {}
    for sku, problems in wrong:
        for problem in problems:
            counts[problem] += 1
            first.setdefault(problem, sku)
    return [Refused(problem, count, first[problem]) for problem, count in counts.most_common()]
