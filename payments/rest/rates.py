"""Which exchange rates does the shop go by?"""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from kit.openapi import operation, page_of
from payments.queries.rates import rates
from payments.rest.shapes import RateOut, RateQuery


class RatesDoor(Door):
    """The published rates."""

    readers = EVERYONE
    cache_control = "public, max-age=300, stale-while-revalidate=3600"
    vary = ()

    @operation(
        id="listFxRates",
        summary="Exchange rates by day, the newest first",
        query=RateQuery,
        response=page_of(RateOut),
    )
    def get(self, request: Request) -> Response:
        """Filter by pair and day."""
        rows = rates(
            base=self.query.get("base", ""), quote=self.query.get("quote", ""), on=self.query.get("date")
        )
        return self.page(rows, RateOut, order=("-date", "base", "quote"))
