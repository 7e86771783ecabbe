"""How does an account move to another e-mail address, and back?"""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.errors import BadLink, WrongPassword
from accounts.models import AddressChange, Invitation, User
from accounts.operations.keying import revoke_keys_since
from accounts.operations.registering import release_unconfirmed
from accounts.operations.signing_in import revoke_every_token
from accounts.policy import ADDRESS_CONFIRMED_WITHIN, ADDRESS_UNDONE_WITHIN
from accounts.queries import owners_of
from kit.errors import FieldProblem
from kit.ids import uuid7
from kit.letters import Letter, post
from kit.rest import uuid_or_none
from kit.transactions import inside_transaction

_CONFIRM, _UNDO = "accounts.new_address", "accounts.address_changed"


@inside_transaction
def ask_for_address(*, user: User, email: str, password: str, at: datetime) -> None:
    """
    Mail a link to another address, behind which the account moves there.

    An address that has an account is told so instead, and the caller learns nothing:
    both ways leave one wish and one letter.

    :raises WrongPassword: if the password isn't the account's.
    """
    if user.sandbox or not user.check_password(password):
        field = FieldProblem("/password", "field.wrong", WrongPassword.title)
        raise WrongPassword(fields=[field])
    email = email.strip().lower()
    # Who never confirmed it has no better right to it than whoever reads the mailbox.
    known_id = owners_of(email).values_list("pk", flat=True).first()
    change = AddressChange.objects.create(
        id=uuid7(), user=user, was=user.email, became=email, proof=_proof(user), created_at=at
    )
    if known_id is not None:
        letter = Letter("account.address_taken", change.pk.hex, {}, known_id)
    else:
        letter = Letter("account.new_address", change.pk.hex, _facts(change), to=email)
    post([letter], at=at)


@inside_transaction
def confirm_address(*, key: str, at: datetime) -> User:
    """
    Move an account to the address that holds its signed link, and tell the one before.

    :raises BadLink: if the link is broken, older than three days, used, no longer what
        its owner wants, or if the address has an account by now.
    """
    change, user = _locked(_pk_in(key, salt=_CONFIRM, good_for=ADDRESS_CONFIRMED_WITHIN))
    _see_to_confirm(change)
    _move(user, to=change.became)
    change.confirmed_at = at
    change.save(update_fields=["confirmed_at"])
    post([Letter("account.address_changed", change.pk.hex, _facts(change), to=change.was)], at=at)
    return user


@inside_transaction
def undo_address(*, key: str, at: datetime) -> User:
    """
    Move an account back to the address that holds its signed link.

    Whoever changed it may know the password: every sign-in ends, and so do the keys that were made and the
    invitations that were sent since; a new password has to be chosen, for which a link goes to that address.
    What was changed since is undone with it, or a second change would keep the owner out.

    :raises BadLink: if the link is broken, older than seven days or was used, or if the
        address has another account by now.
    """
    change, user = _locked(_pk_in(key, salt=_UNDO, good_for=ADDRESS_UNDONE_WITHIN))
    _see_to_undo(change)
    _move(user, to=change.was)
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(password=user.password)
    AddressChange.objects.filter(user=user, pk__gte=change.pk, undone_at__isnull=True).update(undone_at=at)
    revoke_every_token(user=user, at=at)
    revoke_keys_since(change.created_at, user=user, at=at)
    sent = Invitation.objects.filter(invited_by=user, created_at__gte=change.created_at)
    sent.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=at, version=F("version") + 1)
    post([Letter("account.change_undone", change.pk.hex, {"user": str(user.pk)}, user.pk)], at=at)
    return user


def is_open(change: AddressChange) -> bool:
    """Whether a wish may still come true: the newest of its owner, whose address and password are as then."""
    user = change.user
    return (
        change.confirmed_at is None
        and change.undone_at is None
        and user.is_active
        and user.email == change.was
        and constant_time_compare(change.proof, _proof(user))
        and not AddressChange.objects.filter(user=user, pk__gt=change.pk).exists()
    )


def change_to_confirm(key: str) -> AddressChange:
    """
    The wish that a link to the new address makes come true.

    :raises BadLink: as `confirm_address`.
    """
    change = _known(_pk_in(key, salt=_CONFIRM, good_for=ADDRESS_CONFIRMED_WITHIN))
    _see_to_confirm(change)
    return change


def change_to_undo(key: str) -> AddressChange:
    """
    The change that a link to the address before takes back.

    :raises BadLink: as `undo_address`.
    """
    change = _known(_pk_in(key, salt=_UNDO, good_for=ADDRESS_UNDONE_WITHIN))
    _see_to_undo(change)
    return change


def confirming_key_of(change: AddressChange) -> str:
    """The key in the mail to the new address."""
    return signing.dumps(change.pk.hex, salt=_CONFIRM)


def undoing_key_of(change: AddressChange) -> str:
    """The key in the mail to the address before."""
    return signing.dumps(change.pk.hex, salt=_UNDO)


def _pk_in(key: str, *, salt: str, good_for: timedelta) -> UUID:
    try:
        pk = uuid_or_none(signing.loads(key, salt=salt, max_age=good_for))
    except signing.BadSignature:
        raise BadLink from None
    if pk is None:
        raise BadLink
    return pk


def _known(pk: UUID) -> AddressChange:
    change = AddressChange.objects.select_related("user").filter(pk=pk).first()
    if change is None:
        raise BadLink
    return change


def _see_to_confirm(change: AddressChange) -> None:
    if not is_open(change) or owners_of(change.became).exists():
        raise BadLink


def _see_to_undo(change: AddressChange) -> None:
    if change.confirmed_at is None or change.undone_at is not None:
        raise BadLink


def _locked(pk: UUID) -> tuple[AddressChange, User]:
    """A wish and its owner, whom everybody locks first who changes one of theirs."""
    owner_id = AddressChange.objects.filter(pk=pk).values_list("user_id", flat=True).first()
    if owner_id is None:
        raise BadLink
    user = User.objects.select_for_update().get(pk=owner_id)
    change = AddressChange.objects.get(pk=pk)
    change.user = user
    return change, user


def _move(user: User, *, to: str) -> None:
    try:
        with transaction.atomic():
            release_unconfirmed(to)
            User.objects.filter(pk=user.pk).update(email=to, version=F("version") + 1)
            # Whoever holds the link reads the mailbox.
            EmailAddress.objects.filter(user=user, email=user.email).update(email=to, verified=True)
    except IntegrityError:
        raise BadLink from None
    user.email = to


def _proof(user: User) -> str:
    """Another one after every change of the password, of which it tells nothing."""
    return salted_hmac("accounts.address_change", user.password, algorithm="sha256").hexdigest()


def _facts(change: AddressChange) -> dict[str, object]:
    return {"change": str(change.pk), "language": change.user.language}
