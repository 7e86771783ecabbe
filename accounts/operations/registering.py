"""How does somebody get an account?"""

from datetime import datetime

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.errors import BadLink, WeakPassword
from accounts.models import SignUp, User
from accounts.policy import SIGN_UP_CONFIRMED_WITHIN
from accounts.queries import unconfirmed_at
from kit.errors import FieldProblem
from kit.ids import uuid7
from kit.letters import Letter, post
from kit.rest import uuid_or_none
from kit.transactions import inside_transaction

_SIGN_UP = "accounts.sign_up"


@inside_transaction
def sign_up(*, email: str, password: str, name: str, language: str, at: datetime) -> None:
    """
    Open an account that waits for its address to be confirmed.

    A known address gets a mail that says so, or its link once more while it isn't confirmed, and
    the caller learns nothing: all ways hash one password and leave one letter.

    :raises WeakPassword: if the password is too easy to guess.
    """
    check_password_strength(password, email=email)
    hashed = make_password(password)
    known = _owner_of(email)
    if known is None:
        try:
            with transaction.atomic():
                known = register(email=email, password=None, name=name, language=language, at=at)
                # Whoever tries to sign in with it hears that the address waits. Later tries change nothing
                # of an account before their link is followed: they may be anybody's.
                User.objects.filter(pk=known.pk).update(password=hashed)
        except IntegrityError:
            # Somebody was quicker by a moment: the address is known by now.
            known = _owner_of(email)
            if known is None:
                raise
    waits = EmailAddress.objects.filter(user=known, email=known.email, verified=False).exists()
    post([_confirmation(known, hashed, at) if waits else _known(known)], at=at)


def _owner_of(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


# Each try is a fact of its own, with its own password: how many there are is counted at the door.
def _confirmation(user: User, hashed: str, at: datetime) -> Letter:
    tried = SignUp.objects.create(id=uuid7(), user=user, password=hashed, created_at=at)
    facts = {"user": str(user.pk), "sign_up": str(tried.pk)}
    return Letter("account.confirm_email", tried.pk.hex, facts, user.pk)


def _known(user: User) -> Letter:
    return Letter("account.already_signed_up", uuid7().hex, {}, user.pk)


@inside_transaction
def register(
    *,
    email: str,
    password: str | None,
    at: datetime,
    name: str = "",
    language: str = "en",
    confirmed: bool = False,
    staff: bool = False,
) -> User:
    """Make a user and their e-mail address; `confirmed` is for addresses known to be good."""
    user = User.objects.create_user(
        email, password, name=name, language=language, is_staff=staff, created_at=at
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=confirmed)
    return user


@inside_transaction
def confirm_email(*, key: str) -> User:
    """
    Believe that the address belongs to whoever holds its signed link.

    The password is that with which this very link was asked for, whoever else tried.

    :raises BadLink: if the link is broken, older than three days or was used.
    """
    tried = _sign_up_of(key)
    if tried is not None:
        # Of two links at once the second finds the address confirmed.
        User.objects.select_for_update().get(pk=tried.user_id)
    address = address_to_confirm(key)
    if not address.set_verified():
        raise BadLink
    user: User = address.user
    if tried is not None:
        User.objects.filter(pk=user.pk).update(password=tried.password, version=F("version") + 1)
        SignUp.objects.filter(user=user).delete()
    return user


def address_to_confirm(key: str) -> EmailAddress:
    """
    The address that a mailed link confirms, if it is still to be.

    :raises BadLink: as `confirm_email`.
    """
    tried = _sign_up_of(key)
    if tried is not None:
        asked = EmailAddress.objects.filter(
            user=tried.user_id, email=tried.user.email, verified=False
        ).first()
    else:
        confirmation = EmailConfirmationHMAC.from_key(key)
        asked = confirmation.email_address if confirmation is not None else None
    if asked is None:
        raise BadLink
    return asked


def confirmation_key_of(address: EmailAddress, sign_up: object = None) -> str:
    """The key in the mail that confirms an address: of one try to sign up, else of the address alone."""
    if sign_up is None:
        return str(EmailConfirmationHMAC(address).key)
    return signing.dumps(str(sign_up), salt=_SIGN_UP)


def _sign_up_of(key: str) -> SignUp | None:
    try:
        pk = uuid_or_none(signing.loads(key, salt=_SIGN_UP, max_age=SIGN_UP_CONFIRMED_WITHIN))
    except signing.BadSignature:
        return None
    return SignUp.objects.select_related("user").filter(pk=pk).first() if pk else None


@inside_transaction
def release_unconfirmed(email: str) -> None:
    """
    Take an address from an account that nobody has ever confirmed, and with the address the account.

    Whoever has proved that they read the mailbox has a better right to it.
    """
    for user in unconfirmed_at(email).select_for_update(of=("self",)):
        user.delete()


def check_password_strength(password: str, *, email: str) -> None:
    """
    Hold a password against Django's validators.

    :raises WeakPassword: naming the field.
    """
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        message = " ".join(error.messages)
        field = FieldProblem("/password", "field.weak", message)
        raise WeakPassword(message, fields=[field]) from None
