"""May a listing be sold, and what is in the way?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.gate_wording import CODES, told
from catalog.queries import selling
from catalog.queries.gating import verdict_on
from catalog.rest.offers import OfferDoorBase
from kit.clock import now
from kit.openapi import operation
from kit.rest import found


class GateReasonOut(serializers.Serializer[Any]):
    """One thing that is in the way."""

    code = serializers.ChoiceField(choices=CODES)
    pointer = serializers.CharField(help_text="The field that is to blame, or /certificates.")
    detail = serializers.CharField()
    to_do = serializers.CharField()


class GateOut(serializers.Serializer[Any]):
    """What papers, customs code, label and regime say of a listing today, whatever its status."""

    is_open = serializers.BooleanField(help_text="Whether it may be sold as far as these go.")
    reasons = GateReasonOut(many=True)
    look_on = serializers.DateField(
        allow_null=True,
        help_text="The first day on which a paper or a rule begins or ends, by the market's clocks.",
    )


class GateDoor(OfferDoorBase):
    """The gate of one listing."""

    @operation(
        id="showListingGate",
        summary="What keeps one of your listings off sale, and what to do about it",
        response=GateOut,
        response_example={
            "is_open": False,
            "reasons": [
                {
                    "code": "gate.paper_expired",
                    "pointer": "/certificates",
                    "detail": "A paper that GACC Decree 280 asks for ended on 31 December 2026: Registration"
                    " with China Customs (milled grain and malt) CKAZ00000000000001.",
                    "to_do": "Renew it and hand in the new one; it counts once staff have checked it.",
                }
            ],
            "look_on": None,
        },
    )
    def get(self, request: Request, listing_id: UUID) -> Response:
        row = found(selling.listings_of(self.actor), pk=listing_id)
        verdict = verdict_on(listing_id=row.pk, at=now())
        reasons = [told(reason)._asdict() for reason in verdict.reasons]
        shown = {"is_open": verdict.is_open, "reasons": reasons, "look_on": verdict.look_on}
        return self.answer(GateOut(shown))
