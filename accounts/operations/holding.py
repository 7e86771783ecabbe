"""Who changes what a firm gives away, one after the other?"""

from uuid import UUID

from accounts.models import ApiKey, Membership, Organisation
from kit.actors import Actor
from kit.moves import LostRace


def locked_firm(organisation_id: UUID) -> Organisation:
    """An organisation, whose row whoever changes who acts for it locks first: one after the other."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def held_firm(organisation_id: UUID, *, by: Actor) -> Organisation:
    """
    The same for somebody of the firm, who may have been let go of while they waited for the lock.

    :raises LostRace: if they were removed, were given another role, or their key was revoked meanwhile.
    """
    firm = locked_firm(organisation_id)
    if by.kind == "seller" and by.organisation_id == organisation_id and not _still_acts(by):
        raise LostRace(resource="membership")
    return firm


def _still_acts(by: Actor) -> bool:
    if by.key_id is not None and not ApiKey.objects.filter(pk=by.key_id, revoked_at__isnull=True).exists():
        return False
    if by.user_id is None:
        return True
    theirs = Membership.objects.filter(user=by.user_id, organisation=by.organisation_id, role__in=by.roles)
    return theirs.filter(user__is_active=True).exists()
