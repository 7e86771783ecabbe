"""How does somebody prove that it is they who know the password?"""

from datetime import datetime

from django.db.models import F

from accounts.errors import BadPassword, WrongCode
from accounts.keys import recovery_digest
from accounts.models import AccessToken, Factor, User
from accounts.operations.throttling import count_try
from accounts.policy import CODE_BY_ADDRESS, CODE_BY_PERSON, CODE_BY_PERSON_A_DAY, SIGN_IN_BY_EMAIL
from accounts.queries import factors_of
from accounts.totp import DIGITS, matching_step
from kit.sealing import unseal
from kit.transactions import inside_transaction

# What secrets of second factors are sealed for.
SEALED_FOR = "second factor"


def count_code(user: User, *, address: str, at: datetime) -> None:
    """
    Count one try of a code, by person and by address; outside any transaction, so that refusals count.

    :raises Throttled: when a limit is used up.
    """
    count_try(CODE_BY_ADDRESS, who=address, at=at, fall_back=True)
    for limit in (CODE_BY_PERSON, CODE_BY_PERSON_A_DAY):
        count_try(limit, who=str(user.pk), at=at, fall_back=True)


def count_proof(user: User, *, address: str, at: datetime) -> None:
    """
    Count one try to prove again who one is, by code or by password, as `count_code`.

    :raises Throttled: when a limit is used up.
    """
    if not factors_of(user).exists():
        # Only then a password proves it; else strangers who try to sign in could keep its holder from it.
        count_try(SIGN_IN_BY_EMAIL, who=user.email, at=at, fall_back=True)
    count_code(user, address=address, at=at)


@inside_transaction
def prove(*, user: User, code: str, at: datetime) -> None:
    """
    Use a code of one of somebody's second factors, or one of their recovery codes: each is good once.

    :raises WrongCode: if it is none, is too old, or was used, be it by a request at the same moment.
    """
    typed = "".join(code.split())
    if len(typed) == DIGITS and typed.isascii() and typed.isdigit():
        proved = any(_shows(factor, typed, at) for factor in factors_of(user))
    else:
        proved = _recovers(user, typed, at)
    if not proved:
        raise WrongCode


@inside_transaction
def prove_again(*, user: User, code: str, password: str, at: datetime) -> None:
    """
    Prove again who one is: by a code where one has a second factor, by the password where one has none.

    :raises WrongCode: if the code is no good.
    :raises BadPassword: if the password isn't theirs.
    """
    if factors_of(user).exists():
        prove(user=user, code=code, at=at)
    elif not user.check_password(password):
        raise BadPassword


@inside_transaction
def confirm_token(*, token: AccessToken, code: str, password: str, at: datetime) -> AccessToken:
    """
    Note on a sign-in that its holder has proved again who they are.

    :raises WrongCode: as `prove_again`.
    :raises BadPassword: as `prove_again`.
    """
    prove_again(user=token.user, code=code, password=password, at=at)
    AccessToken.objects.filter(pk=token.pk).update(confirmed_at=at, version=F("version") + 1)
    token.refresh_from_db(fields=["confirmed_at", "version"])
    return token


def shows(factor: Factor, code: str, at: datetime) -> bool:
    """Take the code that a factor shows now, once: the second of two requests with it is refused."""
    return _shows(factor, "".join(code.split()), at)


def holds(*, user: User, secret: str) -> bool:
    """Whether one of somebody's second factors has this secret; for who keeps it in a file of their own."""
    return any(unseal(factor.secret, purpose=SEALED_FOR) == secret for factor in factors_of(user))


def _shows(factor: Factor, code: str, at: datetime) -> bool:
    step = matching_step(unseal(factor.secret, purpose=SEALED_FOR), code, at=at)
    if step is None:
        return False
    unused = Factor.objects.filter(pk=factor.pk, last_step__lt=step)
    return bool(unused.update(last_step=step, last_used_at=at))


def _recovers(user: User, code: str, at: datetime) -> bool:
    unused = user.recovery_codes.filter(digest=recovery_digest(code), used_at__isnull=True)
    return bool(unused.update(used_at=at, version=F("version") + 1))
