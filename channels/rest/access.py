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
from channels.intending import VERBS
from channels.models import Exchange, ExchangeAccess, ExchangeFile
from channels.operations import keying
from channels.policy import FILES_SHOWN, KEEPERS, LONGEST_WORD, MOST_WORDS, OWNERS
from channels.queries.exchanging import accesses_of, reports_counted
from channels.wording import why_said
from kit.clock import now
from kit.openapi import operation
from kit.rest import In, TextField

_ENCODING_HELP = "In which encoding 1C reads answers: old versions show only Windows-1251 as it should be."
SHOWN = {
    "address": "https://shop.example/channels/1c/4fJ8sQ2mZx0B/",
    "login": "4fJ8sQ2mZx0B",
    "encoding": "utf-8",
    "version": 1,
    "created_at": "2026-12-05T09:00:00Z",
    "last_used_at": None,
    "revoked_at": None,
    "takes_orders": False,
    "orders_from": None,
    "status_words": {"accept": [], "pack": [], "decline": [], "nothing": []},
    "last_exchange": None,
    "last_order_exchange": None,
}


def words_field(help_text: str) -> serializers.ListField:
    """Words of 1C's for one thing."""
    word = TextField(max_length=LONGEST_WORD)
    return serializers.ListField(child=word, required=False, max_length=MOST_WORDS, help_text=help_text)


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
        fields: tuple[str, ...] = (
            *("id", "kind", "created_at", "last_at", "closed_at", "end", "mode", "result", "words"),
        )


class ReportFileOut(serializers.Serializer[Any]):
    """A file of orders that 1C sent; `read_at` is when it was read, or given up for the reason in `why`."""

    name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    read_at = serializers.DateTimeField(allow_null=True)
    why = serializers.SerializerMethodField()

    def get_why(self, file: ExchangeFile) -> str:
        """In words; nothing of one that was read, or isn't whole yet."""
        return why_said(file.why, file.facts)


class LastOrderExchangeOut(LastExchangeOut):
    """The last exchange of orders: what 1C was told and has confirmed, and what came back."""

    reports = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    class Meta(LastExchangeOut.Meta):
        fields = (
            *(*LastExchangeOut.Meta.fields, "told_at", "told_count", "confirmed_at", "reports", "files"),
        )

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_reports(self, row: Exchange) -> dict[str, int]:
        """How many reports of orders were taken over, had nothing new, or were not taken over."""
        return reports_counted(row)

    @extend_schema_field(ReportFileOut(many=True))
    def get_files(self, row: Exchange) -> Any:
        """The files that came back, the newest first, so many at most."""
        return ReportFileOut(row.files.order_by("-id")[:FILES_SHOWN], many=True).data


class StatusWordsOut(serializers.Serializer[Any]):
    """What words of 1C's mean, besides the usual ones."""

    accept = words_field("Words that accept an order.")
    pack = words_field("Words that say it is packed, which accepts it as well.")
    decline = words_field("Words that decline it.")
    nothing = words_field("Words that ask for nothing.")

    def to_representation(self, instance: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """All of them, also those that nobody has chosen."""
        return {verb: instance.get(verb, []) for verb in VERBS}


class ExchangeAccessOut(serializers.ModelSerializer[ExchangeAccess]):
    """What is typed into 1C, but for the password."""

    address = serializers.SerializerMethodField()
    login = serializers.CharField(source="public_id")
    status_words = StatusWordsOut()
    last_exchange = serializers.SerializerMethodField()
    last_order_exchange = serializers.SerializerMethodField()

    class Meta:
        model = ExchangeAccess
        fields: tuple[str, ...] = (
            *("address", "login", "encoding", "version", "created_at", "last_used_at", "revoked_at"),
            *("takes_orders", "orders_from", "status_words", "last_exchange", "last_order_exchange"),
        )

    def get_address(self, row: ExchangeAccess) -> str:
        """Where 1C finds us."""
        return settings.PUBLIC_URL + reverse("exchange_1c", args=(row.public_id,))

    @extend_schema_field(LastExchangeOut(allow_null=True))
    def get_last_exchange(self, row: ExchangeAccess) -> Any:
        """The newest exchange, if there was any."""
        last = row.exchanges.order_by("-id").first()
        return LastExchangeOut(last).data if last else None

    @extend_schema_field(LastOrderExchangeOut(allow_null=True))
    def get_last_order_exchange(self, row: ExchangeAccess) -> Any:
        """The newest exchange of orders, if there was any."""
        last = row.exchanges.filter(kind=Exchange.Kind.SALE).order_by("-id").first()
        return LastOrderExchangeOut(last).data if last else None


class NewExchangeAccessOut(ExchangeAccessOut):
    """What is typed into 1C, with the password that is shown once."""

    password = serializers.SerializerMethodField()

    class Meta(ExchangeAccessOut.Meta):
        fields = (*ExchangeAccessOut.Meta.fields, "password")

    def get_password(self, row: ExchangeAccess) -> str:
        """The password for 1C."""
        return str(self.context["password"])


class ExchangeDoorBase(Door):
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
        row = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
        if row is None:
            raise ExchangeNotSetUp
        return row

    def with_password(self, made: keying.NewAccess, *, status: int) -> Response:
        """Show a password, this once."""
        shown = NewExchangeAccessOut(made.row, context={"password": made.password})
        return self.answer(shown, row=made.row, status=status)


class ExchangeAccessDoor(ExchangeDoorBase):
    """It is there, or made."""

    needs_confirmation = needs_person = True
    answers_secret = True

    @operation(
        id="showExchange",
        summary="The access of your 1C, when it came last, and what became of that",
        response=ExchangeAccessOut,
        response_example=SHOWN,
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
        response_example={**SHOWN, "password": "sc1c_0Gm3…"},
    )
    def post(self, request: Request) -> Response:
        given = self.body(ExchangeAccessIn)
        seller = own_seller(self.actor)
        made = keying.make_access(seller_id=seller.pk, encoding=given["encoding"], at=now())
        return self.with_password(made, status=201)


class RotateExchangeAccessDoor(ExchangeDoorBase):
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
        response_example={**SHOWN, "version": 2, "password": "sc1c_7Hq1…"},
    )
    def post(self, request: Request) -> Response:
        given = self.body(ExchangeRotateIn)
        made = keying.rotate_access(access=self.access(lock=True), encoding=given["encoding"], at=now())
        return self.with_password(made, status=200)


class RevokeExchangeAccessDoor(ExchangeDoorBase):
    """No access any more."""

    @operation(
        id="revokeExchangeKey",
        summary="Lock your 1C out; files of it that haven't started are cancelled",
        response=ExchangeAccessOut,
        problems=[ExchangeNotSetUp, ExchangeKeyRevoked],
        response_example={**SHOWN, "version": 2, "revoked_at": "2026-12-05T09:00:00Z"},
    )
    def post(self, request: Request) -> Response:
        self.body(In)
        row = keying.revoke_access(access=self.access(lock=True), at=now())
        return self.answer(ExchangeAccessOut(row), row=row)
