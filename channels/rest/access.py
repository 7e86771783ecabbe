"""How does a seller let their 1C in, and lock it out?"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from catalog.errors import SellerNotFound
from catalog.queries.selling import own_seller
from channels.errors import ExchangeKeyExists, ExchangeKeyRevoked, ExchangeNotSetUp
from channels.models import Exchange, ExchangeAccess
from channels.operations import keying
from channels.policy import KEEPERS, OWNERS
from channels.queries.exchanging import accesses_of
from kit.clock import now
from kit.openapi import operation
from kit.rest import In

_ENCODING_HELP = "In which encoding 1C reads answers: old versions show only Windows-1251 as it should be."
_SHOWN = {
    "address": "https://shop.example/channels/1c/4fJ8sQ2mZx0B/",
    "login": "4fJ8sQ2mZx0B",
    "encoding": "utf-8",
    "version": 1,
    "created_at": "2026-12-05T09:00:00Z",
    "last_used_at": None,
    "revoked_at": None,
    "last_exchange": None,
}


class ExchangeAccessIn(In):
    """How 1C is spoken to."""

    encoding = serializers.ChoiceField(
        choices=ExchangeAccess.Encoding.choices,
        required=False,
        default=ExchangeAccess.Encoding.UTF_8,
        help_text=_ENCODING_HELP,
    )


class ExchangeRotateIn(In):
    """How 1C is spoken to from now on, if otherwise than so far."""

    encoding = serializers.ChoiceField(
        choices=ExchangeAccess.Encoding.choices, required=False, default=None, help_text=_ENCODING_HELP
    )


class LastExchangeOut(serializers.ModelSerializer[Exchange]):
    """The last exchange: what 1C asked last, and what it was told."""

    class Meta:
        model = Exchange
        fields = ("id", "created_at", "last_at", "closed_at", "end", "mode", "result", "words")


class ExchangeAccessOut(serializers.ModelSerializer[ExchangeAccess]):
    """What is typed into 1C, but for the password."""

    address = serializers.SerializerMethodField()
    login = serializers.CharField(source="public_id")
    last_exchange = serializers.SerializerMethodField()

    class Meta:
        model = ExchangeAccess
        fields: tuple[str, ...] = (
            *("address", "login", "encoding", "version", "created_at", "last_used_at", "revoked_at"),
            "last_exchange",
        )

    def get_address(self, row: ExchangeAccess) -> str:
        """Where 1C finds us."""
        return settings.PUBLIC_URL + reverse("exchange_1c", args=(row.public_id,))

    @extend_schema_field(LastExchangeOut(allow_null=True))
    def get_last_exchange(self, row: ExchangeAccess) -> Any:
        """The newest exchange, if there was any."""
        last = row.exchanges.order_by("-id").first()
        return LastExchangeOut(last).data if last else None


class NewExchangeAccessOut(ExchangeAccessOut):
    """What is typed into 1C, with the password that is shown once."""

    password = serializers.SerializerMethodField()

    class Meta(ExchangeAccessOut.Meta):
        fields = (*ExchangeAccessOut.Meta.fields, "password")

    def get_password(self, row: ExchangeAccess) -> str:
        """The password for 1C."""
        return str(self.context["password"])


class _ExchangeDoor(Door):
    """The access of 1C is the owner's to give: it changes goods, stock and prices without a person."""

    resource = "imports"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": KEEPERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": OWNERS}

    def access(self, *, lock: bool = False) -> ExchangeAccess:
        """
        The access of the caller's seller.

        :raises ExchangeNotSetUp: if none was made.
        """
        rows = accesses_of(self.actor)
        row = (rows.select_for_update(of=("self",)) if lock else rows).first()
        if row is None:
            raise ExchangeNotSetUp
        return row

    def with_password(self, made: keying.NewAccess, *, status: int) -> Response:
        """Show a password, this once."""
        shown = NewExchangeAccessOut(made.row, context={"password": made.password})
        return self.answer(shown, row=made.row, status=status)


class ExchangeAccessDoor(_ExchangeDoor):
    """It is there, or made."""

    needs_confirmation = needs_person = True
    answers_secret = True

    @operation(
        id="showExchange",
        summary="The access of your 1C, when it came last, and what became of that",
        response=ExchangeAccessOut,
        response_example=_SHOWN,
        problems=[ExchangeNotSetUp],
    )
    def get(self, request: Request) -> Response:
        row = self.access()
        return self.answer(ExchangeAccessOut(row), row=row)

    @operation(
        id="makeExchangeKey",
        summary="Let your 1C in: an address, a login, and a password that is shown this once",
        request=ExchangeAccessIn,
        response=NewExchangeAccessOut,
        status=201,
        problems=[ExchangeKeyExists, SellerNotFound],
        request_example={"encoding": "utf-8"},
        response_example={**_SHOWN, "password": "sc1c_0Gm3…"},
    )
    def post(self, request: Request) -> Response:
        given = self.body(ExchangeAccessIn)
        seller = own_seller(self.actor)
        made = keying.make_access(seller_id=seller.pk, encoding=given["encoding"], at=now())
        return self.with_password(made, status=201)


class RotateExchangeAccessDoor(_ExchangeDoor):
    """Another password."""

    needs_confirmation = needs_person = True
    answers_secret = True

    @operation(
        id="rotateExchangeKey",
        summary="Give your 1C a new password; the old one ends, as do an exchange and files not started",
        request=ExchangeRotateIn,
        response=NewExchangeAccessOut,
        problems=[ExchangeNotSetUp, ExchangeKeyRevoked],
        request_example={"encoding": "utf-8"},
        response_example={**_SHOWN, "version": 2, "password": "sc1c_7Hq1…"},
    )
    def post(self, request: Request) -> Response:
        given = self.body(ExchangeRotateIn)
        made = keying.rotate_access(access=self.access(lock=True), encoding=given["encoding"], at=now())
        return self.with_password(made, status=200)


class RevokeExchangeAccessDoor(_ExchangeDoor):
    """No access any more."""

    @operation(
        id="revokeExchangeKey",
        summary="Lock your 1C out; files of it that haven't started are cancelled",
        response=ExchangeAccessOut,
        problems=[ExchangeNotSetUp, ExchangeKeyRevoked],
        response_example={**_SHOWN, "version": 2, "revoked_at": "2026-12-05T09:00:00Z"},
    )
    def post(self, request: Request) -> Response:
        self.body(In)
        row = keying.revoke_access(access=self.access(lock=True), at=now())
        return self.answer(ExchangeAccessOut(row), row=row)
