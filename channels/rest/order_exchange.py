"""How does a seller let their 1C have orders, and see what it reported of them?"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from channels.errors import BadStatusWords, ExchangeNotSetUp
from channels.models import OrderReport
from channels.operations import handing_over
from channels.queries.exchanging import reports_of
from channels.rest.access import SHOWN, ExchangeAccessOut, ExchangeDoorBase, words_field
from channels.wording import report_said
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In

_REPORT = {
    "serial": 4711,
    "reported_at": "2026-12-05T09:15:00Z",
    "file": "orders-1.xml",
    "given_number": "SC-26-00000123-5",
    "order_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a72",
    "order_number": "SC-26-00000123-5",
    "verb": "accept",
    "outcome": "taken",
    "why": None,
}


class StatusWordsIn(In):
    """What words of 1C's mean: those that are named here mean it instead of what they usually do."""

    accept = words_field("Words that accept an order.")
    pack = words_field("Words that say it is packed, which accepts it as well.")
    decline = words_field("Words that decline it.")
    nothing = words_field("Words that ask for nothing.")


class OrderExchangeIn(In):
    """Whether 1C has orders, and what its words mean; words that are left out are forgotten."""

    takes_orders = serializers.BooleanField(
        help_text="Hand orders out, with name, phone and address of their receivers, and believe reports."
    )
    words = StatusWordsIn(required=False)


class ReportReasonOut(serializers.Serializer[Any]):
    """Why a report was not taken over."""

    code = serializers.CharField()
    message = serializers.CharField()


class OrderReportOut(serializers.ModelSerializer[OrderReport]):
    """What 1C reported of an order, and what came of it."""

    serial = serializers.IntegerField(source="id", help_text="The later ones have the greater.")
    file = serializers.CharField(source="file.name")
    order_id = serializers.UUIDField(allow_null=True)
    order_number = serializers.CharField(source="order.number", default=None, allow_null=True)
    why = serializers.SerializerMethodField()

    class Meta:
        model = OrderReport
        fields = (
            *("serial", "reported_at", "file", "given_number", "order_id", "order_number"),
            *("verb", "outcome", "why"),
        )

    @extend_schema_field(ReportReasonOut(allow_null=True))
    def get_why(self, row: OrderReport) -> dict[str, str] | None:
        """Its code, and the same in words."""
        return {"code": row.why, "message": report_said(row.why, row.facts)} if row.why else None


class OrderReportQuery(PageQuery):
    """Which reports."""

    outcome = serializers.ChoiceField(choices=OrderReport.Outcome.choices, required=False)


class OrderExchangeDoor(ExchangeDoorBase):
    """It gives away who buys, and lets a program accept orders: the owner says so, in person."""

    needs_confirmation = needs_person = True

    @operation(
        id="setOrderExchange",
        summary="Let your 1C have orders and report of them, or no longer, and say what its words mean",
        request=OrderExchangeIn,
        response=ExchangeAccessOut,
        problems=[ExchangeNotSetUp, BadStatusWords],
        request_example={"takes_orders": True, "words": {"pack": ["К отгрузке"], "nothing": ["Закрыт"]}},
        response_example={
            **SHOWN,
            "version": 2,
            "takes_orders": True,
            "orders_from": "2026-12-05T09:00:00Z",
            "status_words": {"accept": [], "pack": ["К отгрузке"], "decline": [], "nothing": ["Закрыт"]},
        },
    )
    def post(self, request: Request) -> Response:
        given = self.body(OrderExchangeIn)
        row = handing_over.set_orders(
            access=self.access(lock=True),
            takes_orders=given["takes_orders"],
            words=given.get("words", {}),
            at=now(),
        )
        return self.answer(ExchangeAccessOut(row), row=row)


class OrderReportsDoor(ExchangeDoorBase):
    """What came back."""

    @operation(
        id="listOrderReports",
        summary="What your 1C reported of orders and what came of it, the newest first; kept for a month",
        query=OrderReportQuery,
        response=page_of(OrderReportOut),
        response_example={"items": [_REPORT], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = reports_of(self.actor)
        if "outcome" in self.query:
            rows = rows.filter(outcome=self.query["outcome"])
        return self.page(rows, OrderReportOut, order=("-id",))
