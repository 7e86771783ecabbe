"""How does somebody get an account?"""

from datetime import datetime

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import BadLink, WeakPassword
from accounts.models import User
from kit.errors import FieldProblem
from kit.ids import uuid7
from kit.letters import Letter, post
from kit.transactions import inside_transaction


@inside_transaction
def sign_up(*, email: str, password: str, name: str, language: str, at: datetime) -> None:
    """
    Open an account that waits for its address to be confirmed.

    A known address gets a mail that says so, or its link once more while it isn't confirmed, and
    the caller learns nothing: all ways hash one password and leave one letter.

    :raises WeakPassword: if the password is too easy to guess.
    """
    check_password_strength(password, email=email)
    known = _owner_of(email)
    if known is not None:
        make_password(password)
        post([_again(known)], at=at)
        return
    try:
        with transaction.atomic():
            user = register(email=email, password=password, name=name, language=language, at=at)
    except IntegrityError:
        # Somebody was quicker by a moment: the address is known by now, and the password was hashed.
        known = _owner_of(email)
        if known is None:
            raise
        post([_again(known)], at=at)
        return
    post([_confirmation(user)], at=at)


def _owner_of(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def _again(known: User) -> Letter:
    """What the owner of a known address hears: the link once more while it isn't confirmed."""
    waits = EmailAddress.objects.filter(user=known, email=known.email, verified=False).exists()
    return _confirmation(known) if waits else _known(known)


# Each try is a fact of its own: how many there are is counted at the door.
def _confirmation(user: User) -> Letter:
    return Letter("account.confirm_email", uuid7().hex, {"user": str(user.pk)}, user.pk)


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

    :raises BadLink: if the link is broken, older than three days or was used.
    """
    address = address_to_confirm(key)
    if not address.set_verified():
        raise BadLink
    user: User = address.user
    return user


def address_to_confirm(key: str) -> EmailAddress:
    """
    The address that a mailed link confirms, if it is still to be.

    :raises BadLink: as `confirm_email`.
    """
    confirmation = EmailConfirmationHMAC.from_key(key)
    if confirmation is None:
        raise BadLink
    return confirmation.email_address


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
