"""How does somebody get a second factor, and lose it again?"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import F

from accounts.errors import LastFactor, OwnFactor, TooManyFactors, WrongCode
from accounts.keys import new_recovery_code, recovery_digest
from accounts.models import AccessToken, Factor, RecoveryCode, User
from accounts.operations.proving import SEALED_FOR, shows
from accounts.policy import ENROLLED_WITHIN, FACTORS_PER_PERSON, RECOVERY_CODES
from accounts.queries import factors_of, live_tokens_of, must_prove
from accounts.totp import address_of, new_secret
from kit.actors import Actor
from kit.errors import NotFound
from kit.ids import uuid7
from kit.letters import Letter, post
from kit.sealing import seal, unseal
from kit.transactions import inside_transaction


class Begun(NamedTuple):
    """A factor that waits for its first code: `secret` is base32, `address` what apps read off a picture."""

    row: Factor
    secret: str
    address: str


@inside_transaction
def begin_enrolling(*, user: User, name: str, at: datetime, secret: str = "") -> Begun:
    """
    Make a secret for somebody's app; what they had begun before is void, so that nobody else has seen it.

    `secret` is for a demonstration that keeps it in a file of its own.

    :raises TooManyFactors: if they have as many as policy allows.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if factors_of(user).count() >= FACTORS_PER_PERSON:
        raise TooManyFactors(limit=FACTORS_PER_PERSON)
    user.factors.filter(confirmed_at__isnull=True).delete()
    secret = secret or new_secret()
    row = Factor.objects.create(user=user, name=name, secret=seal(secret, purpose=SEALED_FOR), created_at=at)
    return _begun(row, secret)


def begun(*, user: User, factor_id: str, at: datetime) -> Begun | None:
    """What somebody has begun, if it still waits; for a page that is shown again."""
    since = at - ENROLLED_WITHIN
    waiting = user.factors.filter(confirmed_at__isnull=True, created_at__gt=since)
    row = waiting.filter(pk=factor_id).first() if factor_id else None
    return _begun(row, unseal(row.secret, purpose=SEALED_FOR)) if row is not None else None


@inside_transaction
def finish_enrolling(
    *, user: User, factor_id: UUID, code: str, at: datetime, token: AccessToken | None = None
) -> list[str]:
    """
    Let a factor count, since a first code of it is right; with the first one come recovery codes.

    What else was signed in without one is signed out, save `token`, which is proved by this.

    :raises NotFound: if nothing was begun under that id, or too long ago.
    :raises WrongCode: if the code isn't the one that it shows now.
    """
    User.objects.select_for_update().get(pk=user.pk)
    begun_since = user.factors.filter(confirmed_at__isnull=True, created_at__gt=at - ENROLLED_WITHIN)
    row = begun_since.filter(pk=factor_id).first()
    if row is None:
        raise NotFound
    is_first = not factors_of(user).exists()
    if not shows(row, code, at):
        raise WrongCode
    Factor.objects.filter(pk=row.pk).update(confirmed_at=at, version=F("version") + 1)
    if token is not None:
        AccessToken.objects.filter(pk=token.pk).update(proved_at=at, confirmed_at=at)
    _tell(user, "added", row.name, at)
    if not is_first:
        return []
    end_sign_ins(user=user, at=at, but=token)
    return _new_codes(user, at)


@inside_transaction
def renew_recovery_codes(*, user: User, at: datetime) -> list[str]:
    """New recovery codes in place of all before, shown this once."""
    User.objects.select_for_update().get(pk=user.pk)
    codes = _new_codes(user, at)
    _tell(user, "codes", "", at)
    return codes


@inside_transaction
def remove_factor(*, user: User, factor_id: UUID, at: datetime, token: AccessToken | None = None) -> None:
    """
    Take a factor away, and end every sign-in but the one of `token`: it may be the stolen phone's.

    :raises NotFound: if it isn't theirs.
    :raises LastFactor: if they must have one, and it is the last.
    """
    User.objects.select_for_update().get(pk=user.pk)
    row = factors_of(user).filter(pk=factor_id).first()
    if row is None:
        raise NotFound
    if factors_of(user).count() == 1:
        if must_prove(user):
            raise LastFactor
        user.recovery_codes.all().delete()
        if token is not None:
            # From now on a password alone stands behind it.
            AccessToken.objects.filter(pk=token.pk).update(proved_at=None)
    row.delete()
    end_sign_ins(user=user, at=at, but=token)
    _tell(user, "removed", row.name, at)


@inside_transaction
def reset_factors(*, user: User, at: datetime, by: Actor) -> None:
    """
    Take all that somebody proves themselves with, whose phone is gone: their next sign-in enrols anew.

    Who did it stands in the audit rows; the person is told by mail, and every sign-in of theirs ends.

    :raises OwnFactor: if they are the one who asks: whoever took their browser could, too.
    :raises NotFound: if they have none.
    """
    if by.user_id == user.pk:
        raise OwnFactor
    User.objects.select_for_update().get(pk=user.pk)
    gone, _ = user.factors.all().delete()
    user.recovery_codes.all().delete()
    if not gone:
        raise NotFound
    end_sign_ins(user=user, at=at)
    _tell(user, "reset", "", at)


@inside_transaction
def end_sign_ins(*, user: User, at: datetime, but: AccessToken | None = None) -> None:
    """Sign somebody out everywhere, browsers too, save where `but` is held."""
    live = live_tokens_of(user, at=at)
    others = live if but is None else live.exclude(pk=but.pk)
    others.update(revoked_at=at, version=F("version") + 1)
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


def _begun(row: Factor, secret: str) -> Begun:
    return Begun(row, secret, address_of(secret, account=row.user.email, issuer=settings.SHOP_NAME))


def _new_codes(user: User, at: datetime) -> list[str]:
    user.recovery_codes.all().delete()
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=recovery_digest(code), created_at=at) for code in codes
    )
    return codes


def _tell(user: User, what: str, name: str, at: datetime) -> None:
    facts = {"user": str(user.pk), "what": what, "name": name}
    post([Letter("account.factor_changed", uuid7().hex, facts, user.pk)], at=at)
