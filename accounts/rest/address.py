"""Through which doors does an account move to another e-mail address?"""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from accounts.errors import BadLink, WrongPassword
from accounts.operations.readdressing import ask_for_address, confirm_address, undo_address
from accounts.policy import MAIL_BY_EMAIL, SIGN_IN_BY_ADDRESS, SIGN_IN_BY_EMAIL
from accounts.rest.auth import TokenDoor
from accounts.rest.shapes import AcceptedOut, KeyIn, NewAddressIn
from kit.clock import now
from kit.openapi import operation

_MAIL_SENT = {"detail": "If this address can be used, a mail is on its way to it."}
_MOVED = {"detail": "The account has this address now."}
_BACK = {"detail": "The account has its former address again. A link to choose a new password was mailed."}
_KEY_EXAMPLE = {"key": "IjAxOWFiMmQ0…:1vKq…"}


class MyEmailDoor(TokenDoor):
    """Another address for my account."""

    idempotency = "accepted"

    def before(self) -> None:
        """
        Count the try by account and by new address: no password is guessed, no mailbox flooded.

        :raises Forbidden: if a key was used.
        """
        super().before()
        self.given = self.body(NewAddressIn)
        self.count(SIGN_IN_BY_EMAIL, self.user.email)
        self.count(MAIL_BY_EMAIL, self.given["email"].strip().lower())

    @operation(
        id="changeEmail",
        summary="Move my account to another e-mail address, once a mailed link confirms it",
        request=NewAddressIn,
        response=AcceptedOut,
        status=202,
        problems=[WrongPassword],
        request_example={"email": "new@example.com", "password": "corn-flour-by-rail-7"},
        response_example=_MAIL_SENT,
    )
    def post(self, request: Request) -> Response:
        """Answer the same for addresses with and without an account."""
        ask_for_address(user=self.user, **self.given, at=now())
        return self.answer(_MAIL_SENT, status=202)


class _KeyDoor(Door):
    """A door for whoever holds a mailed link."""

    writers = EVERYONE

    def before(self) -> None:
        """Count the try by caller."""
        self.count(SIGN_IN_BY_ADDRESS, self.client_address())


class ConfirmMyEmailDoor(_KeyDoor):
    """The link in the mail to the new address."""

    @operation(
        id="confirmChangedEmail",
        summary="Confirm the new address; the one before is told",
        request=KeyIn,
        response=AcceptedOut,
        problems=[BadLink],
        request_example=_KEY_EXAMPLE,
        response_example=_MOVED,
    )
    def post(self, request: Request) -> Response:
        """Move the account."""
        confirm_address(**self.body(KeyIn), at=now())
        return self.answer(_MOVED)


class UndoMyEmailDoor(_KeyDoor):
    """The link in the mail to the address before."""

    @operation(
        id="undoChangedEmail",
        summary="Take a change of address back; every sign-in ends",
        request=KeyIn,
        response=AcceptedOut,
        problems=[BadLink],
        request_example=_KEY_EXAMPLE,
        response_example=_BACK,
    )
    def post(self, request: Request) -> Response:
        """Move the account back."""
        undo_address(**self.body(KeyIn), at=now())
        return self.answer(_BACK)
