"""How is taken back what a file has changed, but for what somebody else has changed since?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef

from catalog.errors import SellerNotVerified
from catalog.gate_wording import in_english
from catalog.models import (
    ImportJob,
    ImportRow,
    Listing,
    Product,
    Seller,
    StockLevel,
    StockMove,
    StockTransfer,
    Variant,
)
from catalog.neutral import Fault
from catalog.neutral_json import fault_as_json
from catalog.operations.booking import book_many
from catalog.operations.changing import prospect_of
from catalog.operations.describing import change_product, change_variant
from catalog.operations.entering import Json, note_rows
from catalog.operations.pricing import PriceList, price_problems, prices_there, set_prices
from catalog.queries.gating import judged
from kit.actors import Actor
from kit.errors import Problem
from kit.money import Money
from kit.moves import move_many
from kit.transactions import inside_transaction

Kept = dict[int, list[Fault]]
_Status = Listing.Status


@inside_transaction
def take_back(rows: Sequence[ImportRow], *, job: ImportJob, at: datetime, by: Actor) -> None:
    """
    Undo what some rows of a job did, the last first; what somebody has changed since stays, and is noted.

    Goods that were made stay without a listing: nothing is deleted. Legal facts on sale go back by a
    judgement, as they came; those that still wait for it are withdrawn. What may not be sold by now stays
    paused.
    """
    kept: Kept = {row.pk: [] for row in rows}
    newest_first = sorted(rows, key=lambda row: -row.number)
    _take_back_facts(newest_first, kept, at=at, by=by)
    _take_back_prices(newest_first, kept, at=at, by=by)
    _end_drafts(newest_first, kept, at=at, by=by)
    _take_back_stock(newest_first, kept, job=job, at=at, by=by)
    _resume(newest_first, kept, seller=job.seller, at=at, by=by)
    note_rows([_noted(row, kept[row.pk]) for row in rows])


def _take_back_facts(rows: Sequence[ImportRow], kept: Kept, *, at: datetime, by: Actor) -> None:
    for row in rows:
        before = row.before or {}
        for of, model in (("variant", Variant), ("product", Product)):
            if of in before:
                goods = model.objects.select_for_update(of=("self",)).get(pk=before[of]["id"])
                kept[row.pk] += _put_back(goods, before[of], at=at, by=by)


def _put_back(goods: Any, before: Mapping[str, Any], *, at: datetime, by: Actor) -> list[Fault]:
    """Columns as they were, where they are, or are asked to become, what the file made of them."""
    prospect = prospect_of(goods)
    columns: dict[str, Any] = {}
    kept = []
    for name, text in before["was"].items():
        field = goods._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
        became = _value(field, before["became"][name])
        if became in (getattr(goods, name), getattr(prospect.hoped, name)):
            columns[name] = _value(field, text)
        else:
            kept.append(Fault(name.removesuffix("_id"), "import.changed_since"))
    try:
        if isinstance(goods, Product):
            change_product(product=goods, facts=columns, at=at, by=by)
        else:
            change_variant(variant=goods, facts=columns, at=at, by=by)
    except Problem as problem:
        kept.append(Fault("", "import.refused", {"why": problem.detail}))
    return kept


def _take_back_prices(rows: Sequence[ImportRow], kept: Kept, *, at: datetime, by: Actor) -> None:
    told = {row.pk: row.before["price"] for row in rows if row.before and "price" in row.before}
    ids = {price["listing"] for price in told.values()}
    locked = Listing.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    listings = {str(listing.pk): listing for listing in locked}
    there = prices_there(list(listings.values()))
    wanted: dict[UUID, tuple[Listing, PriceList]] = {}
    present = {pk: prices[1].amount_minor for pk, prices in there.items() if 1 in prices}
    for row_pk, price in told.items():
        listing = listings[price["listing"]]
        if present.get(listing.pk) != price["became"]:
            kept[row_pk].append(Fault("price", "import.changed_since"))
        elif price["was"] is not None:
            back = PriceList(Money(price["was"], price["currency"]))
            if problems := price_problems(listing, back, there[listing.pk]):
                kept[row_pk].append(Fault("price", "import.refused", {"why": problems[0].message}))
                continue
            wanted[listing.pk] = (listing, back)
            present[listing.pk] = price["was"]
    set_prices(wanted=list(wanted.values()), at=at, by=by)


def _end_drafts(rows: Sequence[ImportRow], kept: Kept, *, at: datetime, by: Actor) -> None:
    made = {
        UUID(row.before["made_listing"]): row for row in rows if row.before and "made_listing" in row.before
    }
    ended = move_many(made, model=Listing, was=_Status.DRAFT, to=_Status.RETIRED, at=at, by=by, retired_at=at)
    for pk in made.keys() - set(ended):
        kept[made[pk].pk].append(Fault("listing", "import.changed_since"))


def _take_back_stock(
    rows: Sequence[ImportRow], kept: Kept, *, job: ImportJob, at: datetime, by: Actor
) -> None:
    told = {row.pk: row.before["stock"] for row in rows if row.before and "stock" in row.before}
    quantities: dict[UUID, int] = {}
    for stock in told.values():
        level = UUID(stock["level"])
        quantities[level] = quantities.get(level, 0) - stock["units"]
    corrected = _corrected(quantities, job)
    booked = book_many(
        quantities={pk: units for pk, units in quantities.items() if units and pk not in corrected},
        kind=StockMove.Kind.ADJUSTED,
        reason=job.file_name,
        reference=str(job.pk),
        at=at,
        by=by,
    )
    for row_pk, stock in told.items():
        level = UUID(stock["level"])
        if quantities[level] and level not in booked:
            kept[row_pk].append(Fault("stock", "import.changed_since"))


def _corrected(levels: Collection[UUID], job: ImportJob) -> set[UUID]:
    """
    Which levels, locked from here on, somebody else has put right since the job's first move of each.

    Sales and receipts change nothing of what the file got wrong; corrections that cancel out neither.
    """
    locked = StockLevel.objects.filter(pk__in=levels).order_by("pk").select_for_update()
    moves = StockMove.objects.filter(level__in=list(locked.values_list("pk", flat=True)))
    mine = moves.filter(reference=str(job.pk)).order_by()
    first = dict(mine.values_list("level").annotate(Min("id")))
    if not first:
        return set()
    kinds = (StockMove.Kind.ADJUSTED, StockMove.Kind.COUNTED)
    # What a transfer brought less or more of says nothing of what the file did.
    since = moves.filter(kind__in=kinds, pk__gt=min(first.values())).exclude(
        Exists(StockTransfer.objects.filter(number=OuterRef("reference")))
    )
    corrections: dict[UUID, int] = {}
    for pk, level, units in since.exclude(reference=str(job.pk)).values_list("pk", "level", "quantity"):
        if pk > first[level]:
            corrections[level] = corrections.get(level, 0) + units
    return {level for level, units in corrections.items() if units}


def _resume(rows: Sequence[ImportRow], kept: Kept, *, seller: Seller, at: datetime, by: Actor) -> None:
    paused = {UUID(pk): row for row in rows for pk in (row.before or {}).get("paused", ())}
    if not paused:
        return
    resumed: list[UUID] = []
    shut: dict[UUID, str] = {}
    if seller.status == Seller.Status.VERIFIED:
        found = judged(listing_ids=paused, at=at)
        shut = {
            pk: in_english(each.verdict.reasons) for pk, each in found.items() if not each.verdict.is_open
        }
        free = paused.keys() - shut.keys()
        resumed = move_many(
            free, model=Listing, was=_Status.PAUSED, to=_Status.LIVE, at=at, by=by, live_at=at
        )
        why = Fault("listing", "import.changed_since")
    else:
        why = Fault("listing", "import.refused", {"why": SellerNotVerified.title})
    for pk in paused.keys() - set(resumed):
        fault = Fault("listing", "import.refused", {"why": shut[pk]}) if pk in shut else why
        kept[paused[pk].pk].append(fault)


def _value(field: Any, kept: Any) -> Any:
    """A column as the row has it, read from JSON."""
    if kept is None:
        return None
    return UUID(kept) if field.is_relation else field.to_python(kept)


def _noted(row: ImportRow, kept: Sequence[Fault]) -> Json:
    return {
        "id": row.pk,
        "verdict": row.verdict,
        "faults": row.faults,
        "notes": [*row.notes, *(fault_as_json(each) for each in kept)],
        "before": row.before,
        "applied_at": None,
    }
