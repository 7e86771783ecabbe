"""Who acts for the caller's firm, and how does that change?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.errors import LastOwner, NoMembersInSandbox
from accounts.models import Membership
from accounts.operations.organising import change_role, remove_member
from accounts.queries import memberships_of
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, found

_EXAMPLE = {
    "id": "019e0000-0000-7000-8000-000000000001",
    "version": 1,
    "name": "Aigul Sapar",
    "email": "aigul@example.com",
    "role": "warehouse",
    "created_at": "2026-12-05T09:00:00Z",
}


class MemberOut(serializers.Serializer[Any]):
    """A person who acts for a firm, in one role."""

    id = serializers.UUIDField(help_text="Of the membership, not of the person.")
    version = serializers.IntegerField()
    name = serializers.CharField(source="user.name", allow_blank=True)
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    created_at = serializers.DateTimeField(help_text="Since when.")


class MemberIn(In):
    """Which part of the firm's business is theirs."""

    role = serializers.ChoiceField(choices=Membership.Role.choices)


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


class _MemberDoor(Door):
    """One of them: owners say who acts for their firm, in person, having proved lately who they are."""

    resource = "sellers"
    writers = {"seller": {"owner"}}
    needs_confirmation = needs_person = True

    def locked(self, member_id: UUID) -> Membership:
        """The membership, if it is one of the caller's firm."""
        return found(memberships_of(self.actor).select_for_update(of=("self",)), pk=member_id)


class MemberDoor(_MemberDoor):
    """Another role."""

    @operation(
        id="changeMember",
        summary="Give somebody who acts for your firm another role",
        request=MemberIn,
        response=MemberOut,
        problems=[LastOwner, NoMembersInSandbox],
        request_example={"role": "finance"},
        response_example={**_EXAMPLE, "version": 2, "role": "finance"},
        description=(
            "It counts from the next request on. With an owner's role end the firm's keys whose secrets they"
            " were shown, and the open invitations that they sent. A firm keeps an owner."
        ),
    )
    def patch(self, request: Request, member_id: UUID) -> Response:
        role = self.body(MemberIn, partial=False)["role"]
        member = self.matched(self.locked(member_id))
        changed = change_role(membership=member, role=role, at=now(), by=self.actor)
        return self.answer(MemberOut(changed), row=changed)


class RemoveMemberDoor(_MemberDoor):
    """The end of a membership."""

    @operation(
        id="removeMember",
        summary="Let somebody act for your firm no longer, you yourself too",
        status=204,
        problems=[LastOwner, NoMembersInSandbox],
        description=(
            "At once, whatever they are signed in with. With them end the firm's keys whose secrets they"
            " were shown, and the open invitations that they sent. A firm keeps an owner."
        ),
    )
    def post(self, request: Request, member_id: UUID) -> Response:
        self.body(In)
        remove_member(membership=self.locked(member_id), at=now(), by=self.actor)
        return self.answer(status=204)
