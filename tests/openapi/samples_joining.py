"""With which request does each operation about members of a firm succeed, on behalf of one side?"""

from collections.abc import Mapping

from accounts.models import Invitation, Membership
from accounts.operations.inviting import accepting_key_of
from kit.clock import now
from tests import desks
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import PASSWORD, Side, caller, good, new_name


def _wanted(side: Side) -> Sample:
    """Somebody nobody has invited yet, by a firm whose invitations of before are not counted."""
    desks.forget_invitations(side.seller_row.organisation_id)
    body = {"email": f"{new_name()}@example.com", "role": "finance"}
    return Sample(side.seller, "/seller/invitations", body)


def _invited(side: Side) -> Invitation:
    wanted = _wanted(side)
    return Invitation.objects.get(pk=good(wanted.api.post(wanted.path, wanted.body))["id"])


def _invitations(side: Side) -> Sample:
    _invited(side)
    return Sample(side.seller, "/seller/invitations")


def _on_invitation(verb: str) -> Recipe:
    return lambda side: Sample(side.seller, f"/seller/invitations/{_invited(side).pk}/{verb}")


def _member(side: Side) -> Membership:
    return Membership.objects.create(
        user=side.world.user(new_name()),
        organisation=side.seller_row.organisation,
        role="catalogue",
        created_at=now(),
    )


def _accept(side: Side) -> Sample:
    body = {"key": accepting_key_of(_invited(side)), "password": PASSWORD, "name": "Daulet"}
    return Sample(caller(), "/auth/invitations/accept", body)


JOINING: Mapping[str, Recipe] = {
    "listInvitations": _invitations,
    "inviteMember": _wanted,
    "inviteAgain": _on_invitation("send-again"),
    "withdrawInvitation": _on_invitation("withdraw"),
    "acceptInvitation": _accept,
    "changeMember": lambda side: Sample(
        side.seller, f"/seller/members/{_member(side).pk}", {"role": "finance"}
    ),
    "removeMember": lambda side: Sample(side.seller, f"/seller/members/{_member(side).pk}/remove"),
}
