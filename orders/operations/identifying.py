"""In whose names does a buyer bring goods in?"""

from datetime import datetime
from zoneinfo import ZoneInfo

from cryptography.fernet import InvalidToken
from django.db.models import F, QuerySet

from kit import sealing
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from orders.errors import BadIdentity, IdentityForgotten, IdentityKept, IdentityUnreadable, TooManyIdentities
from orders.identity_numbers import SHOWN, compact_number, problem_of_name, problem_of_number, tidy_name
from orders.models import Buyer, HashKey, IdentityReading, ImportIdentity, Order
from orders.operations.addressing import buyer_of
from orders.policy import (
    HASH_KEY_SEALED_AS,
    IDENTITY_NAME_SEALED_AS,
    IDENTITY_SEALED_AS,
    MARKET_TIMEZONE,
    MAX_IDENTITIES,
    SWEEP_SIZE,
)

# As long as one of these stands, customs may ask for the number.
_STANDING = (Order.Status.PLACED, Order.Status.ACCEPTED)


@inside_transaction
def add_identity(*, name: str, number: str, at: datetime, by: Actor) -> ImportIdentity:
    """
    Keep the name and the number of an identity card for the buyer, both encrypted.

    :raises BadIdentity: naming each field that can't stand on a card, and why.
    :raises IdentityKept: if the buyer keeps this number already.
    :raises TooManyIdentities: if the buyer keeps as many as one may.
    """
    name, number = tidy_name(name), compact_number(number)
    today = at.astimezone(ZoneInfo(MARKET_TIMEZONE["CN"])).date()
    told = (("/name", problem_of_name(name)), ("/number", problem_of_number(number, today=today)))
    wrong = [FieldProblem(pointer, "field.invalid", reason) for pointer, reason in told if reason]
    if wrong:
        raise BadIdentity(f"{wrong[0].pointer[1:]}: {wrong[0].message}", fields=wrong)
    buyer = buyer_of(actor=by, at=at)
    Buyer.objects.select_for_update(no_key=True).get(pk=buyer.pk)
    if buyer.identities.filter(removed_at=None).count() >= MAX_IDENTITIES:
        raise TooManyIdentities(most=MAX_IDENTITIES)
    identity = ImportIdentity(
        buyer=buyer,
        sandbox=by.sandbox,
        name_sealed=sealing.seal(name, purpose=IDENTITY_NAME_SEALED_AS),
        number_sealed=sealing.seal(number, purpose=IDENTITY_SEALED_AS),
        number_end=number[-SHOWN:],
        person=sealing.keyed_hash(number, key=_hash_key(at=at)),
        created_at=at,
    )
    ImportIdentity.objects.bulk_create([identity], ignore_conflicts=True)
    if not ImportIdentity.objects.filter(pk=identity.pk).exists():
        raise IdentityKept
    return identity


@inside_transaction
def remove_identity(*, identity: ImportIdentity, at: datetime) -> None:
    """
    Take a locked identity out of the buyer's sight, and delete it as soon as nothing stands in its name.

    What stays is the hash, with what was ordered by it: the law counts by the year.
    """
    ImportIdentity.objects.filter(pk=identity.pk).update(removed_at=at, version=F("version") + 1)
    _forget(ImportIdentity.objects.filter(pk=identity.pk), at=at)


@inside_transaction
def forget_removed(*, at: datetime) -> int:
    """Delete names and numbers that were removed, now that nothing stands in them; how many."""
    return _forget(ImportIdentity.objects.all(), at=at)


@inside_transaction
def read_number(*, identity: ImportIdentity, reason: str, at: datetime, by: Actor) -> str:
    """
    The whole number, for a member of staff who may and says why; each reading stays on record.

    :raises IdentityForgotten: if it has been deleted.
    :raises IdentityUnreadable: if no key of ours reads it.
    """
    locked = ImportIdentity.objects.select_for_update(no_key=True).get(pk=identity.pk)
    if not locked.number_sealed:
        raise IdentityForgotten
    IdentityReading.objects.create(
        identity=locked, reason=reason, read_at=at, by_kind=by.kind, by_id=by.id, created_at=at
    )
    try:
        return sealing.unseal(locked.number_sealed, purpose=IDENTITY_SEALED_AS)
    except InvalidToken as unread:
        raise IdentityUnreadable(identity_id=str(locked.pk)) from unread


def identities_of(actor: Actor) -> QuerySet[ImportIdentity]:
    """The identities that the buyer keeps."""
    return ImportIdentity.objects.filter(buyer__user_id=actor.person_id, removed_at=None)


def _forget(rows: QuerySet[ImportIdentity], *, at: datetime) -> int:
    removed = rows.filter(removed_at__isnull=False, forgotten_at=None)
    idle = removed.exclude(order_groups__orders__status__in=_STANDING).order_by("id")
    ids = list(idle.values_list("pk", flat=True)[:SWEEP_SIZE])
    return ImportIdentity.objects.filter(pk__in=ids, forgotten_at=None).update(
        name_sealed="", number_sealed="", number_end="", forgotten_at=at, version=F("version") + 1
    )


def _hash_key(*, at: datetime) -> str:
    kept = HashKey.objects.first()
    if kept is None:
        sealed = sealing.seal(sealing.new_hash_key(), purpose=HASH_KEY_SEALED_AS)
        # Of two who make the first one, one waits here and reads the other's.
        HashKey.objects.bulk_create([HashKey(sealed=sealed, created_at=at)], ignore_conflicts=True)
        kept = HashKey.objects.get()
    return sealing.unseal(kept.sealed, purpose=HASH_KEY_SEALED_AS)
