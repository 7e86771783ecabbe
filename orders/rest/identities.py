"""In whose name do goods come into China?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found
from orders.errors import BadIdentity, IdentityKept, IdentityNotFound, TooManyIdentities
from orders.models import ImportIdentity
from orders.operations import identifying

# The sample that GB 11643-1999 prints.
EXAMPLE = {"name": "王芳", "number": "11010519491231002X"}


class IdentityIn(In):
    """A resident identity card of China; the number is encrypted, and never shown whole again."""

    name = TextField(max_length=100, help_text="As on the card, in Chinese characters.")
    number = TextField(max_length=40, help_text="18 characters with a right check digit (GB 11643).")


class IdentityOut(serializers.Serializer[Any]):
    """Somebody in whose name you order."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    number_end = serializers.CharField(help_text="The last four characters of the number on the card.")
    created_at = serializers.DateTimeField()


class IdentityDoorBase(Door):
    """What both doors of identities share."""

    resource = "me"
    readers = {"buyer": ANYONE}
    writers = {"buyer": ANYONE}
    # Names and numbers that are deleted lie nowhere else, not even in an answer that is kept.
    answers_secret = True


class IdentitiesDoor(IdentityDoorBase):
    """The identities of the buyer who calls."""

    @operation(
        id="listIdentities",
        summary="In whose names you order into China",
        query=PageQuery,
        response=page_of(IdentityOut),
    )
    def get(self, request: Request) -> Response:
        return self.page(identifying.identities_of(self.actor), IdentityOut, order=("-id",))

    @operation(
        id="addIdentity",
        summary="Add somebody in whose name goods come into China",
        description=(
            "China's customs let goods of households in in the name of the one who orders and pays, up to a"
            " yearly sum for each person, whichever accounts they order by."
        ),
        request=IdentityIn,
        response=IdentityOut,
        status=201,
        problems=[BadIdentity, IdentityKept, TooManyIdentities],
        request_example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        identity = identifying.add_identity(**self.body(IdentityIn), at=now(), by=self.actor)
        place = f"/api/v1/me/identities/{identity.pk}"
        return self.created(IdentityOut(identity), row=identity, location=place)


class IdentityDoor(IdentityDoorBase):
    """One identity of the buyer who calls."""

    @operation(id="showIdentity", summary="One identity", response=IdentityOut, problems=[IdentityNotFound])
    def get(self, request: Request, identity_id: UUID) -> Response:
        identity = found(identifying.identities_of(self.actor), pk=identity_id)
        return self.answer(IdentityOut(identity), row=identity)

    @operation(
        id="removeIdentity",
        summary="Remove an identity",
        description=(
            "Name and number are deleted once nothing stands that was ordered in this name; a keyed hash of"
            " the number stays, for the yearly sum."
        ),
        status=204,
        problems=[IdentityNotFound],
    )
    def delete(self, request: Request, identity_id: UUID) -> Response:
        identifying.remove_identity(identity=self._locked(identity_id), at=now())
        return self.answer(status=204)

    def _locked(self, identity_id: UUID) -> ImportIdentity:
        rows = identifying.identities_of(self.actor).select_for_update(of=("self",), no_key=True)
        return self.matched(found(rows, pk=identity_id))
