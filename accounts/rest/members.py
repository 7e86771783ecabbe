"""Who acts for the caller's firm?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Membership
from accounts.queries import memberships_of
from kit.openapi import operation, page_of
from kit.paging import PageQuery

_EXAMPLE = {
    "id": "019e0000-0000-7000-8000-000000000001",
    "name": "Aigul Sapar",
    "email": "aigul@example.com",
    "role": "warehouse",
    "created_at": "2026-12-05T09:00:00Z",
}


class MemberOut(serializers.Serializer[Any]):
    """A person who acts for a firm, in one role."""

    id = serializers.UUIDField(help_text="Of the membership, not of the person.")
    name = serializers.CharField(source="user.name", allow_blank=True)
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    created_at = serializers.DateTimeField(help_text="Since when.")


class MembersDoor(Door):
    """Those who act for a seller are known to its owners."""

    resource = "sellers"
    readers = {"seller": {"owner"}}

    @operation(
        id="listMembers",
        summary="Who acts for your firm, in which role, the newest first",
        query=PageQuery,
        response=page_of(MemberOut),
        response_example={"items": [_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        return self.page(memberships_of(self.actor), MemberOut, order=("-id",))
