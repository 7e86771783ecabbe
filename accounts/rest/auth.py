"""Through which doors does a person sign up, in, out?"""

from typing import Any, ClassVar, Literal
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, SIGNED_IN, Door
from accounts.errors import BadLink, BadPassword, EmailUnconfirmed, UseApiKey, WeakPassword
from accounts.models import AccessToken, User
from accounts.operations.registering import confirm_email, sign_up
from accounts.operations.resetting import ask_for_reset, reset_password
from accounts.operations.signing_in import revoke_token, sign_in
from accounts.policy import (
    MAIL_BY_ADDRESS,
    MAIL_BY_EMAIL,
    SIGN_IN_BY_ADDRESS,
    SIGN_IN_BY_EMAIL,
    SIGN_UP_BY_ADDRESS,
)
from accounts.queries import live_tokens_of
from accounts.rest.shapes import (
    AcceptedOut,
    EmailIn,
    KeyIn,
    NewPasswordIn,
    SignInIn,
    SignInOut,
    SignUpIn,
    TokenOut,
)
from kit.clock import now
from kit.errors import NotFound
from kit.http import Forbidden
from kit.languages import language_of
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In

_MAIL_SENT = {"detail": "If this address can be used, a mail is on its way to it."}


class _CountedDoor(Door):
    """A door where guessing is possible: each try counts, by e-mail address and by caller."""

    writers = EVERYONE
    shape: type[In]
    limits_tried: tuple[Any, Any]

    def before(self) -> None:
        """Count the try outside the transaction, so that a refused one stays counted."""
        by_address, by_email = self.limits_tried
        self.given = self.body(self.shape)
        self.count(by_address, self.client_address())
        if by_email is not None:
            self.count(by_email, self.given["email"].strip().lower())


class SignUpDoor(_CountedDoor):
    """A new account."""

    shape, limits_tried = SignUpIn, (SIGN_UP_BY_ADDRESS, MAIL_BY_EMAIL)

    @operation(
        id="signUp",
        summary="Open an account; a mail with a link confirms the address",
        request=SignUpIn,
        response=AcceptedOut,
        status=202,
        problems=[WeakPassword],
        request_example={"email": "buyer@example.com", "password": "corn-flour-by-rail-7"},
        response_example=_MAIL_SENT,
    )
    def post(self, request: Request) -> Response:
        """Answer the same for known and unknown addresses."""
        language = language_of(self.request.headers.get("Accept-Language", ""))
        sign_up(**{"language": language, **self.given}, at=now())
        return self.answer(_MAIL_SENT, status=202)


class ConfirmEmailDoor(Door):
    """The link in the mail, for clients that open it themselves."""

    writers = EVERYONE

    @operation(
        id="confirmEmail",
        summary="Confirm an e-mail address",
        request=KeyIn,
        response=AcceptedOut,
        problems=[BadLink],
        request_example={"key": "MTI:1vKq…"},
        response_example={"detail": "Confirmed. You can sign in now."},
    )
    def post(self, request: Request) -> Response:
        """Confirm the address that the key was signed for."""
        confirm_email(**self.body(KeyIn))
        return self.answer({"detail": "Confirmed. You can sign in now."})


class SignInDoor(_CountedDoor):
    """A password for a token."""

    shape, limits_tried = SignInIn, (SIGN_IN_BY_ADDRESS, SIGN_IN_BY_EMAIL)
    answers_secret = True

    @operation(
        id="signIn",
        summary="Exchange e-mail address and password for a token",
        request=SignInIn,
        response=SignInOut,
        status=201,
        problems=[BadPassword, EmailUnconfirmed, UseApiKey],
        request_example={"email": "buyer@example.com", "password": "corn-flour-by-rail-7"},
        response_example={
            "id": "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001",
            "token": "sct_4fJ…",
            "expires_at": "2026-12-24T09:00:00Z",
            "step": "",
        },
        description=(
            "Whoever has a second factor gets `step: code`, and gives a code to `/auth/second-step`. Whoever"
            " looks after a seller's money and has none gets `step: enrol`, and goes on at `/auth/factors`."
        ),
    )
    def post(self, request: Request) -> Response:
        """Issue a token of 30 days, or half a sign-in."""
        agent = request.headers.get("User-Agent", "")
        issued = sign_in(**self.given, user_agent=agent, at=now())
        shown = {
            "id": issued.row.pk,
            "token": issued.token,
            "expires_at": issued.row.expires_at,
            "step": issued.row.step,
        }
        return self.created(SignInOut(shown))


class TokenDoor(Door):
    """A door for people with a token, not for machines with a key."""

    readers = writers = SIGNED_IN
    idempotency: ClassVar[Literal["accepted", "required", "exempt"]] = "exempt"

    def before(self) -> None:
        """
        Insist on a token.

        :raises Forbidden: if a key was used.
        """
        if not isinstance(self.request.auth, AccessToken):
            raise Forbidden("only a person with a token can do this")

    @property
    def user(self) -> User:
        """Whose token it is."""
        assert isinstance(self.request.user, User)
        return self.request.user

    @property
    def token(self) -> AccessToken:
        """The token that it came with."""
        assert isinstance(self.request.auth, AccessToken)
        return self.request.auth


class SignOutDoor(TokenDoor):
    """The end of this sign-in."""

    half_signed_in = ("code", "enrol")

    @operation(id="signOut", summary="End this sign-in", status=204)
    def post(self, request: Request) -> Response:
        """Revoke the token that came with the request."""
        self.body(In)
        revoke_token(user=self.user, token_id=request.auth.pk, at=now())
        return self.answer(status=204)


class TokensDoor(TokenDoor):
    """Where am I signed in?"""

    @operation(id="listTokens", summary="My sign-ins", response=page_of(TokenOut), query=PageQuery)
    def get(self, request: Request) -> Response:
        """Show live tokens, newest first."""
        rows = live_tokens_of(self.user, at=now())
        return self.page(rows, TokenOut, order=("-id",), current=request.auth)


class RevokeTokenDoor(TokenDoor):
    """The end of another sign-in."""

    @operation(id="revokeToken", summary="End one of my sign-ins", status=204, problems=[NotFound])
    def post(self, request: Request, token_id: UUID) -> Response:
        """Revoke one token."""
        self.body(In)
        revoke_token(user=self.user, token_id=token_id, at=now())
        return self.answer(status=204)


class PasswordResetDoor(_CountedDoor):
    """A link for who forgot their password."""

    shape, limits_tried = EmailIn, (MAIL_BY_ADDRESS, MAIL_BY_EMAIL)

    @operation(
        id="askForPasswordReset",
        summary="Ask for a mail with a link to set a new password",
        request=EmailIn,
        response=AcceptedOut,
        status=202,
        request_example={"email": "buyer@example.com"},
        response_example=_MAIL_SENT,
    )
    def post(self, request: Request) -> Response:
        """Answer the same for known and unknown addresses."""
        ask_for_reset(**self.given, at=now())
        return self.answer(_MAIL_SENT, status=202)


class ConfirmPasswordResetDoor(_CountedDoor):
    """A new password for the holder of the link."""

    shape, limits_tried = NewPasswordIn, (SIGN_IN_BY_ADDRESS, None)

    @operation(
        id="confirmPasswordReset",
        summary="Set a new password; every sign-in ends",
        request=NewPasswordIn,
        response=AcceptedOut,
        problems=[BadLink, WeakPassword],
        request_example={"key": "019ab2…-d1k2…", "password": "oat-bran-by-rail-8"},
        response_example={"detail": "The password is set. Please sign in."},
    )
    def post(self, request: Request) -> Response:
        """Set the password."""
        reset_password(**self.given, at=now())
        return self.answer({"detail": "The password is set. Please sign in."})
