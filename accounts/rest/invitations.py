"""How does a firm ask somebody to act for it, and how do they say yes?"""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from accounts.errors import (
    BadLink,
    CannotJoin,
    FirmTakesNobody,
    InvitationEnded,
    InvitationExpired,
    InvitationOpen,
    InvitationOver,
    InvitationUsed,
    InvitedAnother,
    MemberAlready,
    NoMembersInSandbox,
    PasswordNeeded,
    TooManyInvitations,
    WeakPassword,
)
from accounts.models import Invitation, Membership
from accounts.operations.inviting import (
    accept_invitation,
    count_invitation,
    invite,
    invite_again,
    withdraw_invitation,
)
from accounts.policy import SIGN_UP_BY_ADDRESS
from accounts.queries import invitations_of
from accounts.rest.shapes import AcceptedOut, ReachableEmail
from kit.clock import now
from kit.moves import LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found

_EXAMPLE = {
    "id": "019e0000-0000-7000-8000-000000000002",
    "version": 1,
    "email": "daulet@example.com",
    "role": "finance",
    "created_at": "2026-12-05T09:00:00Z",
    "expires_at": "2026-12-12T09:00:00Z",
}
_JOINED = {"detail": "You act for this company from now on. Sign in as usual."}


class InvitationIn(In):
    """Who is asked, for which part of the firm's business."""

    email = ReachableEmail(max_length=254)
    role = serializers.ChoiceField(choices=Membership.Role.choices)


class InvitationOut(serializers.Serializer[Invitation]):
    """An invitation that waits for an answer, or has expired."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="Its link opens nothing from then on; send it again.")


class InvitationAcceptedIn(In):
    """The key out of the mail; whoever has no account yet chooses a password for one."""

    key = TextField(max_length=300)
    password = TextField(max_length=200, required=False, default="", allow_blank=True, trim_whitespace=False)
    name = TextField(max_length=200, required=False, default="", allow_blank=True)


class InvitationsDoor(Door):
    """Owners say who acts for their firm, in person, having proved lately who they are."""

    resource = "sellers"
    readers = writers = {"seller": {"owner"}}
    needs_confirmation = needs_person = True

    @operation(
        id="listInvitations",
        summary="Whom your firm has invited, and who has not answered yet, the newest first",
        query=PageQuery,
        response=page_of(InvitationOut),
        response_example={"items": [_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        return self.page(invitations_of(self.actor), InvitationOut, order=("-id",))

    @operation(
        id="inviteMember",
        summary="Ask whoever reads an e-mail address to act for your firm",
        request=InvitationIn,
        response=InvitationOut,
        status=201,
        problems=[
            NoMembersInSandbox,
            FirmTakesNobody,
            MemberAlready,
            InvitationOpen,
            TooManyInvitations,
        ],
        request_example={"email": "daulet@example.com", "role": "finance"},
        response_example=_EXAMPLE,
        description="A mail with a link goes there, good for seven days and once, for that address alone.",
    )
    def post(self, request: Request) -> Response:
        invitation = invite(**self.given, organisation_id=self.actor.firm_id, at=now(), by=self.actor)
        return self.created(InvitationOut(invitation), row=invitation)

    def before(self) -> None:
        """Count the mail outside the transaction, so that a refused one stays counted."""
        if self.request.method == "POST":
            self.given = self.body(InvitationIn)
            count_invitation(organisation_id=self.actor.firm_id, email=self.given["email"], at=now())


class _InvitationDoor(Door):
    """One of them."""

    resource = "sellers"
    writers = {"seller": {"owner"}}
    needs_person = True

    def locked(self, invitation_id: UUID) -> Invitation:
        """The invitation, if it is the caller's firm's, and open."""
        return found(invitations_of(self.actor).select_for_update(of=("self",)), pk=invitation_id)


class InviteAgainDoor(_InvitationDoor):
    """Another mail."""

    needs_confirmation = True

    @operation(
        id="inviteAgain",
        summary="Send an invitation again, for seven days more; the link before opens nothing then",
        response=InvitationOut,
        problems=[InvitationOver, FirmTakesNobody, NoMembersInSandbox],
        response_example={**_EXAMPLE, "version": 2},
    )
    def post(self, request: Request, invitation_id: UUID) -> Response:
        invitation = invite_again(invitation=self.locked(invitation_id), at=now())
        return self.answer(InvitationOut(invitation), row=invitation)

    def before(self) -> None:
        """Count the mail outside the transaction, so that a refused one stays counted."""
        self.body(In)
        row = found(invitations_of(self.actor), pk=self.kwargs["invitation_id"])
        count_invitation(organisation_id=self.actor.firm_id, email=row.email, at=now())


class WithdrawInvitationDoor(_InvitationDoor):
    """The end of an invitation."""

    @operation(
        id="withdrawInvitation",
        summary="Take an invitation back; its link opens nothing from now on",
        status=204,
        problems=[InvitationOver],
    )
    def post(self, request: Request, invitation_id: UUID) -> Response:
        self.body(In)
        withdraw_invitation(invitation=self.locked(invitation_id), at=now())
        return self.answer(status=204)


class AcceptInvitationDoor(Door):
    """The link in the mail, for clients that open it themselves."""

    writers = EVERYONE

    @operation(
        id="acceptInvitation",
        summary="Act for the firm that invited you, with your account or a new one",
        request=InvitationAcceptedIn,
        response=AcceptedOut,
        problems=[
            BadLink,
            InvitationUsed,
            InvitationEnded,
            InvitationExpired,
            FirmTakesNobody,
            InvitedAnother,
            CannotJoin,
            MemberAlready,
            PasswordNeeded,
            WeakPassword,
            LostRace,
        ],
        request_example={"key": "WyIwMTll…", "password": "corn-flour-by-rail-7", "name": "Daulet"},
        response_example=_JOINED,
        description="The account is that of the invited address. Sign out first if yours is another one.",
    )
    def post(self, request: Request) -> Response:
        accept_invitation(**self.given, signed_in_as=self.actor.user_id, at=now())
        return self.answer(_JOINED)

    def before(self) -> None:
        """Passwords are dear to hash: how often is counted by the caller."""
        self.given = self.body(InvitationAcceptedIn)
        self.count(SIGN_UP_BY_ADDRESS, self.client_address())
