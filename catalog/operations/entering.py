"""How do planned rows of a seller's file come into the catalogue, many by a statement?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from catalog.models import ImportJob, ImportKey, Listing, StockMove
from catalog.neutral import Fault
from catalog.neutral_json import fault_as_json
from catalog.operations.booking import book_many
from catalog.operations.matching import There
from catalog.operations.pricing import PriceList, set_prices
from catalog.operations.sifting import Plan
from kit.actors import Actor
from kit.database import insert_as_json
from kit.moves import move_many
from kit.transactions import inside_transaction

Json = dict[str, Any]

_NOTE_ROWS = """
    UPDATE catalog_importrow AS row SET verdict = said.verdict, faults = said.faults, notes = said.notes,
        before = said.before, applied_at = said.applied_at
    FROM jsonb_to_recordset(%s::jsonb) AS said
        (id bigint, verdict text, faults jsonb, notes jsonb, before jsonb, applied_at timestamptz)
    WHERE row.id = said.id
"""
_PUT_PRODUCTS = """
    UPDATE catalog_product AS product SET names = said.names, descriptions = said.descriptions,
        brand_id = said.brand_id, version = product.version + 1
    FROM jsonb_to_recordset(%s::jsonb) AS said (id uuid, names jsonb, descriptions jsonb, brand_id uuid)
    WHERE product.id = said.id
"""
_PUT_VARIANTS = """
    UPDATE catalog_variant AS variant SET names = said.names, version = variant.version + 1
    FROM jsonb_to_recordset(%s::jsonb) AS said (id uuid, names jsonb)
    WHERE variant.id = said.id
"""


@inside_transaction
def enter(plans: Sequence[Plan], there: There, *, job: ImportJob, at: datetime, by: Actor) -> None:
    """
    Write what planned rows make and change, and with each of them what was there before.

    What isn't words of goods that were there has been changed by the planning.
    """
    good = [plan for plan in plans if not plan.faults]
    _make(good, at)
    _put_words(there)
    wanted = {
        plan.listing.pk: (plan.listing, PriceList(plan.price)) for plan in good if plan.listing and plan.price
    }
    set_prices(wanted=list(wanted.values()), at=at, by=by)
    paused = _pause(good, at=at, by=by)
    booked = _book(good, job=job, at=at, by=by)
    note_rows([_noted(plan, paused=paused, booked=booked, at=at) for plan in plans])


@inside_transaction
def note_verdicts(plans: Iterable[Plan]) -> None:
    """Write with each row what would become of it."""
    note_rows([_said(plan, before=None, at=None) for plan in plans])


@inside_transaction
def note_rows(said: Sequence[Json]) -> None:
    """Write what has become of rows, each told by its id with all of its columns, in one statement."""
    if said:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE_ROWS, [json.dumps(said)])


def _make(plans: Sequence[Plan], at: datetime) -> None:
    insert_as_json([plan.product for plan in plans if plan.product and "product" in plan.made])
    insert_as_json([plan.variant for plan in plans if plan.variant and "variant" in plan.made])
    insert_as_json([plan.listing for plan in plans if plan.listing and "listing" in plan.made])
    keys = {(key.product_key, key.variant_key): key for plan in plans for key in plan.keys}
    fresh = [key for key in keys.values() if key._state.adding]  # noqa: SLF001 it says who is saved
    known = [key for key in keys.values() if not key._state.adding]  # noqa: SLF001
    insert_as_json(fresh)
    if known:
        ImportKey.objects.bulk_update(known, ["said"])


def _put_words(there: There) -> None:
    """Write words, of many goods by a statement: the columns that wait, and the others as they are."""
    tables: tuple[tuple[str, Sequence[str], Mapping[UUID, Any]], ...] = (
        (_PUT_PRODUCTS, ("names", "descriptions", "brand_id"), there.products),
        (_PUT_VARIANTS, ("names",), there.variants),
    )
    for statement, columns, goods in tables:
        said = [
            {"id": pk, **{name: there.value(each, name) for name in columns}}
            for pk, each in goods.items()
            if there.pending.get(pk)
        ]
        if said:
            with connection.cursor() as cursor:
                cursor.execute(statement, [json.dumps(said, default=str)])


def _pause(plans: Sequence[Plan], *, at: datetime, by: Actor) -> set[UUID]:
    """Take listings off sale; those that somebody has taken off meanwhile are left alone."""
    wanted = [listing.pk for plan in plans for listing in plan.pauses]
    status = Listing.Status
    return {
        pk
        for was in (status.LIVE, status.WITHHELD)
        for pk in move_many(wanted, model=Listing, was=was, to=status.PAUSED, at=at, by=by)
    }


def _book(plans: Sequence[Plan], *, job: ImportJob, at: datetime, by: Actor) -> set[UUID]:
    quantities: dict[UUID, int] = {}
    for plan in plans:
        if plan.level is not None:
            quantities[plan.level.pk] = quantities.get(plan.level.pk, 0) + plan.units
    return book_many(
        quantities={pk: units for pk, units in quantities.items() if units},
        kind=StockMove.Kind.ADJUSTED,
        reason=job.file_name,
        reference=str(job.pk),
        at=at,
        by=by,
    )


def _noted(plan: Plan, *, paused: set[UUID], booked: set[UUID], at: datetime) -> Json:
    if plan.faults:
        return _said(plan, before=None, at=None)
    before: Json = {}
    for of in ("product", "variant"):
        goods = plan.product if of == "product" else plan.variant
        if goods is not None and plan.became.get(of):
            before[of] = {
                "id": str(goods.pk),
                "was": _plain(plan.was[of]),
                "became": _plain(plan.became[of]),
            }
    if plan.listing is not None and "listing" in plan.made:
        before["made_listing"] = str(plan.listing.pk)
    if plan.listing is not None and plan.price is not None:
        before["price"] = {
            "listing": str(plan.listing.pk),
            "was": plan.price_was,
            "became": plan.price.minor,
            "currency": plan.price.currency,
        }
    if plan.level is not None and plan.level.pk in booked:
        before["stock"] = {"level": str(plan.level.pk), "units": plan.units}
    elif plan.level is not None:
        # An order has taken units since they were counted.
        plan.notes.append(Fault("stock", "import.stock_is_reserved", {}))
    if mine := [str(listing.pk) for listing in plan.pauses if listing.pk in paused]:
        before["paused"] = mine
    return _said(plan, before=before or None, at=at)


def _said(plan: Plan, *, before: Json | None, at: datetime | None) -> Json:
    return {
        "id": plan.row.pk,
        "verdict": str(plan.verdict),
        "faults": [fault_as_json(each) for each in plan.faults],
        "notes": [fault_as_json(each) for each in plan.notes],
        "before": before,
        "applied_at": None if at is None else at.isoformat(),
    }


def _plain(columns: Mapping[str, Any]) -> Json:
    """Columns as JSON; `undoing` reads ids and decimals again by the columns themselves."""
    return {
        name: str(value) if isinstance(value, UUID | Decimal) else value for name, value in columns.items()
    }
