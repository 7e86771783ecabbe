"""What do buyer, seller and staff say to each other about a return or claim?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.errors import FieldProblem, Invalid
from kit.transactions import inside_transaction
from orders.errors import ClaimFull, OrderClosed
from orders.lifecycle import ENDED_CLAIM
from orders.models import Claim, ClaimMessage, ClaimPhoto
from orders.operations.attaching import Kept, forget, store
from orders.operations.claiming import lock_claim
from orders.policy import LONGEST_CLAIM_TEXT, MOST_CLAIM_MESSAGES, MOST_CLAIM_PHOTOS


@inside_transaction
def write_message(
    *, claim_id: UUID, text: str, is_internal: bool = False, at: datetime, by: Actor
) -> ClaimMessage:
    """
    Write something that all sides read, or, of staff, staff alone.

    :raises ClaimNotFound: if there is none.
    :raises OrderClosed: if it has ended; staff may still write for themselves.
    :raises ClaimFull: if too much was written.
    :raises Invalid: if the text is empty or too long.
    """
    claim = lock_claim(claim_id)
    said = text.replace("\r\n", "\n").strip()
    if not said or len(said) > LONGEST_CLAIM_TEXT:
        message = f"write something, in at most {LONGEST_CLAIM_TEXT} characters"
        raise Invalid(message, fields=[FieldProblem("/text", "field.invalid", message)])
    internal = is_internal and by.kind == "staff"
    _require_open(claim, internal=internal)
    # Each side for itself, so that none can silence another.
    if claim.messages.filter(side=side_of(by)).count() >= MOST_CLAIM_MESSAGES:
        raise ClaimFull(most=MOST_CLAIM_MESSAGES)
    return ClaimMessage.objects.create(
        claim=claim,
        side=side_of(by),
        text=said,
        is_internal=internal,
        written_at=at,
        created_at=at,
        by_id=by.id,
    )


@inside_transaction
def add_photo(*, claim_id: UUID, kept: Kept, digest: str, at: datetime, by: Actor) -> ClaimPhoto:
    """
    Keep what came out of `attaching.cleaned` beside a claim; the same file twice is one.

    :raises ClaimNotFound: if there is none.
    :raises OrderClosed: if it has ended.
    :raises ClaimFull: if it has too many.
    """
    claim = lock_claim(claim_id)
    _require_open(claim)
    present = claim.photos.filter(sha256=digest).first()
    if present is not None:
        return present
    if claim.photos.filter(side=side_of(by)).count() >= MOST_CLAIM_PHOTOS:
        raise ClaimFull(most=MOST_CLAIM_PHOTOS)
    key, _ = store(kept, folder="claims")
    try:
        return ClaimPhoto.objects.create(
            claim=claim,
            side=side_of(by),
            kind=kept.kind,
            file=key,
            name=kept.name,
            size_b=len(kept.data),
            sha256=digest,
            created_at=at,
        )
    except BaseException:
        forget(key)
        raise


def side_of(actor: Actor) -> str:
    """Which side somebody writes for: whoever is neither buyer nor seller is ours."""
    return actor.kind if actor.kind in ("buyer", "seller") else "staff"


def seen_by(actor: Actor, messages: Sequence[ClaimMessage]) -> list[ClaimMessage]:
    """Of all messages those that somebody may read."""
    ours = side_of(actor) == "staff"
    return [each for each in messages if ours or not each.is_internal]


def _require_open(claim: Claim, *, internal: bool = False) -> None:
    if claim.status in ENDED_CLAIM and not internal:
        raise OrderClosed(status=claim.status)
