"""On which shelf of its warehouse does a lot lie?"""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from catalog.operations.putting import put_on_shelf
from catalog.queries import selling
from catalog.rest.stock import LEVEL_EXAMPLE, StockDoorBase, StockLevelOut
from kit.clock import now
from kit.openapi import operation
from kit.rest import In, TextField, found

SHELF_BODY = {"shelf": "A-12"}


class ShelfIn(In):
    """Where units of a lot lie."""

    shelf = TextField(
        max_length=32, allow_blank=True, help_text="As you name the place, such as A-12; empty forgets it."
    )


class ShelfDoor(StockDoorBase):
    """Where in the warehouse it lies."""

    @operation(
        id="setShelf",
        summary="Note on which shelf a lot lies in its warehouse, for pick lists",
        request=ShelfIn,
        response=StockLevelOut,
        request_example=SHELF_BODY,
        response_example=LEVEL_EXAMPLE,
    )
    def post(self, request: Request, level_id: UUID) -> Response:
        given = self.body(ShelfIn)
        level = found(selling.levels_of(self.actor), pk=level_id)
        put_on_shelf(level=level, shelf=given["shelf"], at=now(), by=self.actor)
        return self.level(level_id)
