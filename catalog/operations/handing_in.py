"""How does a seller hand in all listings that a file has made?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from catalog.errors import SellerNotVerified
from catalog.models import ImportJob, ImportRow, Listing, Seller
from catalog.operations.listing import border_faults, missing_of_many
from catalog.policy import LISTINGS_AT_ONCE
from kit.actors import SYSTEM, Actor
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

    `next` is the last of them if more are left, to go on after it.
    """

    count: int
    refused: Sequence[Refused]
    next: UUID | None


@inside_transaction
def hand_in_new(*, job: ImportJob, after: UUID | None = None, at: datetime, by: Actor) -> HandedIn:
    """
    Hand those of a file's new listings to staff that are complete, by the rules of `submit`.

    Others stay drafts. At most `LISTINGS_AT_ONCE` are looked at, in the order of their ids, after the one
    given, in as many statements as one.

    :raises SellerNotVerified: if their seller may not sell.
    """
    if job.seller.status != Seller.Status.VERIFIED:
        raise SellerNotVerified
    made = ImportRow.objects.filter(job=job, before__has_key="made_listing")
    ids = made.annotate(made=Cast(KeyTextTransform("made_listing", "before"), UUIDField())).values("made")
    drafts = Listing.objects.filter(pk__in=ids, status=Status.DRAFT)
    if after is not None:
        drafts = drafts.filter(pk__gt=after)
    goods = ("variant__seller", "variant__product__tariff_code", "variant__product__category")
    found = drafts.select_related(*goods).order_by("pk").select_for_update(of=("self",))
    rows = list(found[: LISTINGS_AT_ONCE + 1])
    looked_at = rows[:LISTINGS_AT_ONCE]
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
    left = looked_at[-1].pk if len(rows) > len(looked_at) else None
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
