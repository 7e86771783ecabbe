"""Of what must sellers be told that no event tells of: papers that lapse, goods that run low?"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import F

from accounts.queries import members_of
from catalog.models import Certificate, LowStock
from catalog.policy import (
    CATALOGUERS,
    LAPSED_TOLD_FOR,
    LAPSING_STEPS_DAYS,
    LOW_STOCK_SHOWN,
    REMIND_BATCH,
    STOREKEEPERS,
)
from catalog.queries.running_low import Low, called, running_low
from catalog.queries.writing import facts_of_paper
from kit.database import Among
from kit.letters import Letter, post
from kit.transactions import inside_transaction


@inside_transaction
def remind_of_papers(*, at: datetime, after: UUID | None = None) -> UUID | None:
    """
    Tell sellers of verified papers that end soon or have ended, once for each paper and step.

    A batch of papers beyond `after`; returns where the next batch begins, None if there is none.
    """
    today = at.date()
    until = today + timedelta(days=max(LAPSING_STEPS_DAYS))
    ending = Certificate.objects.filter(
        status=Certificate.Status.VERIFIED, valid_to__range=(today - LAPSED_TOLD_FOR, until)
    )
    if after is not None:
        ending = ending.filter(pk__gt=after)
    papers = list(ending.select_related("seller", "product").order_by("pk")[:REMIND_BATCH])
    members = members_of([paper.seller.organisation_id for paper in papers], *CATALOGUERS)
    letters = [
        _of_paper(paper, today, user_id)
        for paper in papers
        for user_id in members.get(paper.seller.organisation_id, ())
    ]
    post(letters, at=at)
    return papers[-1].pk if len(papers) == REMIND_BATCH else None


@inside_transaction
def remind_of_stock(*, at: datetime) -> int:
    """
    Tell sellers of goods of which little is left, once until there is enough again; how many goods.

    What one seller is told of at once is one letter.
    """
    _alone()
    units = running_low(at=at)
    LowStock.objects.exclude(Among(F("variant_id"), units)).delete()
    known = set(LowStock.objects.values_list("pk", flat=True))
    rows = [LowStock(variant_id=pk, since=at) for pk in units if pk not in known]
    LowStock.objects.bulk_create(rows, ignore_conflicts=True, batch_size=REMIND_BATCH)
    found = called(units, [row.variant_id for row in rows])
    members = members_of([each.organisation_id for each in found], *STOREKEEPERS)
    letters: list[Letter] = []
    for firm, goods in groupby(
        sorted(found, key=lambda each: each.organisation_id), lambda low: low.organisation_id
    ):
        facts = _of_stock(list(goods))
        letters += [Letter("stock.low", at.isoformat(), facts, user_id=pk) for pk in members.get(firm, ())]
    post(letters, at=at)
    return len(found)


def _alone() -> None:
    """One after the other: two at once would each believe to be the first to see that little is left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog.reminding'))")


def step_of(valid_to: date, today: date) -> int:
    """The last step that was reached of a paper's end: 30, 14, 7 or 1 days before, 0 once it has ended."""
    left = (valid_to - today).days
    return 0 if left < 0 else min(step for step in LAPSING_STEPS_DAYS if left <= step)


def _of_paper(paper: Certificate, today: date, user_id: UUID) -> Letter:
    assert paper.valid_to is not None
    step = step_of(paper.valid_to, today)
    facts = {
        **facts_of_paper(paper),
        "valid_to": paper.valid_to.isoformat(),
        "days_left": (paper.valid_to - today).days,
    }
    key = f"{paper.pk}:{paper.valid_to}:{step}"
    return Letter("paper.lapsing" if step else "paper.lapsed", key, facts, user_id=user_id)


def _of_stock(goods: Sequence[Low]) -> dict[str, object]:
    shown = [{"sku": each.sku, "names": each.names, "units": each.units} for each in goods[:LOW_STOCK_SHOWN]]
    return {"goods": shown, "more": len(goods) - len(shown)}
