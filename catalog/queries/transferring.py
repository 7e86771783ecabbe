"""What is in a transfer between warehouses, and how much is on its way?"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from catalog.models import StockTransfer, StockTransferLine, Warehouse


class Load(NamedTuple):
    """How many lots are in a transfer, and units of all of them."""

    lots: int
    units: int


def loads(transfer_ids: Collection[UUID]) -> dict[UUID, Load]:
    """What is in each of some transfers; each has an entry. One query."""
    rows = StockTransferLine.objects.filter(transfer__in=transfer_ids).order_by().values("transfer")
    sums = rows.annotate(lots=Count("pk"), units=Sum("quantity"))
    found = {row["transfer"]: Load(row["lots"], row["units"]) for row in sums}
    return {pk: found.get(pk, Load(0, 0)) for pk in transfer_ids}


def lines_of(transfer: StockTransfer) -> QuerySet[StockTransferLine]:
    """What is in a transfer, with what it is called; there are few enough to be shown at once."""
    return transfer.lines.select_related("lot__variant__product").order_by("id")


def warehouses_in(country: str) -> list[Warehouse]:
    """Where a seller of a country may keep goods, by code."""
    return list(Warehouse.objects.filter(country=country).order_by("code"))
