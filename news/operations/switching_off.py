"""What happens to an endpoint that we call no more, and who hears of it?"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import Membership, User
from kit.actors import SYSTEM
from kit.letters import Letter, post
from kit.moves import move_many
from kit.transactions import inside_transaction
from news.models import Endpoint

LETTER = "webhook.disabled"


@inside_transaction
def switch_off(ids: Iterable[UUID], *, reason: str, at: datetime) -> list[UUID]:
    """
    Call some endpoints no more and say so to those whose they are; the ids of those that were on.

    `reason` is `failing_for_a_week`, or `gone` when the receiver said so.
    """
    off = move_many(
        ids,
        model=Endpoint,
        was=Endpoint.Status.ENABLED,
        to=Endpoint.Status.DISABLED,
        at=at,
        by=SYSTEM,
        reason=reason,
        disabled_reason=Endpoint.Off(reason).value,
    )
    post([letter for row in Endpoint.objects.filter(pk__in=off) for letter in _letters(row)], at=at)
    return off


@inside_transaction
def tell_owners(endpoint: Endpoint, *, words: str, at: datetime) -> None:
    """Write to those whose endpoint staff have switched off; `words` are the reason that staff gave."""
    post(_letters(endpoint, words=words), at=at)


def _letters(endpoint: Endpoint, words: str = "") -> list[Letter]:
    facts = {
        "endpoint_id": str(endpoint.pk),
        "url": endpoint.url,
        "reason": endpoint.disabled_reason,
        "words": words,
        "since": endpoint.failing_since.isoformat() if endpoint.failing_since else None,
    }
    # It can be switched on and off again: each time is another fact.
    key = f"{endpoint.pk}:{endpoint.version}"
    return [Letter(LETTER, key, facts, user_id=each) for each in _people(endpoint.reader_id)]


def _people(reader_id: UUID) -> Collection[UUID]:
    """The person, or the owners of the organisation."""
    owners = Membership.objects.filter(
        organisation_id=reader_id, role=Membership.Role.OWNER, user__is_active=True
    )
    people = User.objects.filter(pk=reader_id, is_active=True).values_list("pk", flat=True)
    return sorted({*owners.values_list("user_id", flat=True), *people})
