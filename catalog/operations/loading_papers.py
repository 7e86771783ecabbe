"""Which papers do the demonstration's sellers have, on whichever day it runs?"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from catalog.gate_wording import CATEGORIES
from catalog.models import Certificate, Seller
from catalog.operations.loading_law import DATA
from catalog.policy import MAX_CERTIFICATE_YEARS
from kit.actors import Actor
from kit.moves import move_many
from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Tally

PAPER_COLUMNS = ("seller_code", "kind", "number", "issuer", "categories", "issued_days_ago", "valid_days")
_MOST_DAYS = MAX_CERTIFICATE_YEARS * 365
Status = Certificate.Status


@inside_transaction
def load_papers(*, at: datetime, by: Actor, folder: Path = DATA) -> dict[str, Tally]:
    """
    Give the demonstration's sellers their papers, dated relative to today, verified by the system.

    A seller who has ever had one of that kind keeps what there is: what was withdrawn stays so.

    :raises BadReferenceRow: naming file, row and column.
    """
    return papers_of(list(read_rows(folder / "sample_certificates.csv", PAPER_COLUMNS)), at=at, by=by)


@inside_transaction
def papers_of(rows: Sequence[RefRow], *, at: datetime, by: Actor) -> dict[str, Tally]:
    """The same for rows that are read already."""
    codes = [row.text("seller_code") for row in rows]
    sellers = {seller.code: seller for seller in Seller.objects.filter(code__in=codes)}
    had = set(Certificate.objects.filter(seller__code__in=codes).values_list("seller__code", "kind"))
    made = [
        _paper(row, sellers[row.text("seller_code")], at)
        for row in rows
        if row.text("seller_code") in sellers and (row.text("seller_code"), row.text("kind")) not in had
    ]
    Certificate.objects.bulk_create(made)
    ids = [paper.pk for paper in made]
    move_many(ids, model=Certificate, was=Status.SUBMITTED, to=Status.VERIFIED, at=at, by=by, verified_at=at)
    return {"papers": Tally(created=len(made), unchanged=len(rows) - len(made))}


def _paper(row: RefRow, seller: Seller, at: datetime) -> Certificate:
    issued = at.date() - timedelta(days=row.integer("issued_days_ago", most=_MOST_DAYS))
    return Certificate(
        seller=seller,
        kind=row.choices("kind", Certificate.Kind.values),
        number=row.text("number"),
        issuer=row.text("issuer"),
        categories=_categories(row),
        valid_from=issued,
        valid_to=_last_day(row, issued),
        submitted_at=at,
        created_at=at,
    )


def _last_day(row: RefRow, issued: date) -> date:
    return issued + timedelta(days=row.integer("valid_days", least=1, most=_MOST_DAYS) - 1)


def _categories(row: RefRow) -> list[str]:
    for each in (found := row.items("categories")):
        if each not in CATEGORIES:
            raise row.wrong("categories", f"{each!r} is none of {', '.join(sorted(CATEGORIES))}")
    return found
