"""How does a firm see what is still to do before it sells?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import SellerNotFound
from catalog.queries.selling import own_seller
from kit.clock import now
from kit.openapi import operation
from orders.queries.onboarding import DONE, TO_DO, WAITING, checklist


class OnboardingStepOut(serializers.Serializer[Any]):
    """One line of the checklist."""

    code = serializers.CharField(help_text="identity, bank_account, paper.<kind> or goods.")
    title = serializers.CharField()
    state = serializers.ChoiceField(
        choices=[DONE, WAITING, TO_DO], help_text="waiting is for us, or for a day to come."
    )
    detail = serializers.CharField(allow_blank=True)
    to_do = serializers.CharField(allow_blank=True)
    act = serializers.CharField(allow_blank=True, help_text="The law in force today that asks for a paper.")
    valid_to = serializers.DateField(allow_null=True, help_text="The last day of the paper that holds.")


class OnboardingOut(serializers.Serializer[Any]):
    """What is done, what is not, and what to do."""

    is_done = serializers.BooleanField()
    steps = OnboardingStepOut(many=True)


EXAMPLE = {
    "is_done": False,
    "steps": [
        {
            "code": "identity",
            "title": "Identity of the firm",
            "state": "done",
            "detail": "Tax number: BIN 490340000119",
            "to_do": "",
            "act": "",
            "valid_to": None,
        },
        {
            "code": "paper.gacc",
            "title": "Registration with China Customs (milled grain and malt)",
            "state": "to_do",
            "detail": "There is no paper that GACC Decree 280 asks for: Registration with China Customs.",
            "to_do": "Hand it in; it counts once staff have checked it.",
            "act": "GACC Decree 280",
            "valid_to": None,
        },
    ],
}


class OnboardingDoor(Door):
    """The checklist of the firm that one acts for."""

    resource = "sellers"
    readers = {"seller": ANYONE}

    @operation(
        id="showOnboarding",
        summary="What is done before your firm sells, and what is still to do",
        description="Papers are those that the law asks for of the goods that you have entered, on the market"
        " that you sell to, today.",
        response=OnboardingOut,
        problems=[SellerNotFound],
        response_example=EXAMPLE,
    )
    def get(self, request: Request) -> Response:
        steps = checklist(seller_id=own_seller(self.actor).pk, at=now()) or []
        is_done = all(step.state == DONE for step in steps)
        return self.answer(OnboardingOut({"is_done": is_done, "steps": [step._asdict() for step in steps]}))
