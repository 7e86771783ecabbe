"""Through which doors does a person prove who they are, besides by their password?"""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.entry import check_fresh
from accounts.errors import BadPassword, ConfirmAgain, LastFactor, TooManyFactors, WrongCode
from accounts.operations import enrolling, proving
from accounts.operations.signing_in import Issued, finish_sign_in, swap_token
from accounts.policy import CONFIRMED_FOR
from accounts.queries import factors_of, must_prove, recovery_codes_left
from accounts.rest.auth import TokenDoor
from accounts.rest.shapes import (
    BegunFactorOut,
    CodeIn,
    ConfirmedOut,
    EnrolledOut,
    FactorIn,
    FactorsOut,
    ProofIn,
    RecoveryCodesOut,
    TokenIssuedOut,
)
from kit.clock import now
from kit.errors import NotFound
from kit.openapi import operation
from kit.rest import In

_ID = "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f002"
_CODE = {"code": "287082"}
_ISSUED = {
    "id": "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001",
    "token": "sct_4fJ…",
    "expires_at": "2026-12-24T09:00:00Z",
}
_FACTOR = {
    "id": _ID,
    "name": "Authenticator app",
    "confirmed_at": "2026-11-24T09:00:00Z",
    "last_used_at": "2026-11-24T09:00:00Z",
}
_CODES = ["k3ad-7tqm-x2vb-ny5e", "b6ru-2lsc-gz4f-w7oi"]


class _CodeDoor(TokenDoor):
    """A door where a code could be guessed: each try counts, by person and by address."""

    def before(self) -> None:
        """Count the try outside the transaction, so that a refused one stays counted."""
        super().before()
        proving.count_code(self.user, address=self.client_address(), at=now())


class SecondStepDoor(_CodeDoor):
    """A code for a whole sign-in."""

    half_signed_in = ("code",)

    @operation(
        id="finishSignIn",
        summary="Give the code that a sign-in waits for; its token becomes another one",
        request=CodeIn,
        response=TokenIssuedOut,
        status=201,
        problems=[WrongCode, NotFound],
        request_example=_CODE,
        response_example=_ISSUED,
    )
    def post(self, request: Request) -> Response:
        """A new token of 30 days; the half one ends."""
        given = self.body(CodeIn)
        issued = finish_sign_in(token=self.token, at=now(), **given)
        return self.created(TokenIssuedOut(_issued(issued)))


class ConfirmDoor(TokenDoor):
    """Is it still you?"""

    @operation(
        id="confirmAgain",
        summary="Prove again who you are, for ten minutes of what moves money or lets somebody in",
        request=ProofIn,
        response=ConfirmedOut,
        problems=[WrongCode, BadPassword],
        request_example=_CODE,
        response_example={"confirmed_until": "2026-11-24T09:10:00Z"},
        description="Whoever has a second factor gives a code of it, whoever has none their password.",
    )
    def post(self, request: Request) -> Response:
        """Note it on this token alone."""
        token = proving.confirm_token(token=self.token, at=now(), **self.body(ProofIn))
        assert token.confirmed_at is not None
        return self.answer(ConfirmedOut({"confirmed_until": token.confirmed_at + CONFIRMED_FOR}))

    def before(self) -> None:
        """Count the try, as a sign-in too: a password may be guessed here."""
        super().before()
        proving.count_proof(self.user, address=self.client_address(), at=now())


class FactorsDoor(TokenDoor):
    """My second factors."""

    half_signed_in = ("enrol",)

    @operation(
        id="listFactors",
        summary="With what I sign in besides my password",
        response=FactorsOut,
        response_example={"items": [_FACTOR], "recovery_codes_left": 10, "is_required": True},
    )
    def get(self, request: Request) -> Response:
        """Those that count; there are few."""
        shown = {
            "items": list(factors_of(self.user)),
            "recovery_codes_left": recovery_codes_left(self.user),
            "is_required": must_prove(self.user),
        }
        return self.answer(FactorsOut(shown))

    @operation(
        id="beginFactor",
        summary="Set up a second factor; its secret is shown this once",
        request=FactorIn,
        response=BegunFactorOut,
        status=201,
        problems=[TooManyFactors, ConfirmAgain],
        request_example={"name": "Phone"},
        response_example={
            "id": _ID,
            "name": "Phone",
            "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            "address": "otpauth://totp/Steel%20Camel:…",
        },
        description="It counts once a first code of it came to `/auth/factors/{factor_id}/confirm`.",
    )
    def post(self, request: Request) -> Response:
        """Make a secret; one that was begun before is void."""
        if not self.token.step:
            check_fresh(self.token)
        begun = enrolling.begin_enrolling(user=self.user, at=now(), **self.body(FactorIn))
        return self.created(BegunFactorOut(begun))


class ConfirmFactorDoor(_CodeDoor):
    """The first code."""

    half_signed_in = ("enrol",)

    @operation(
        id="confirmFactor",
        summary="Let a second factor count, by the first code that it shows",
        request=CodeIn,
        response=EnrolledOut,
        problems=[WrongCode, NotFound],
        request_example=_CODE,
        response_example={"factor": _FACTOR, "recovery_codes": _CODES, "sign_in": _ISSUED},
    )
    def post(self, request: Request, factor_id: UUID) -> Response:
        """Count it; half a sign-in becomes a whole one."""
        given, at = self.body(CodeIn), now()
        token = self.token
        codes = enrolling.finish_enrolling(user=self.user, factor_id=factor_id, at=at, token=token, **given)
        issued = swap_token(token=token, at=at) if token.step else None
        shown = {
            "factor": factors_of(self.user).get(pk=factor_id),
            "recovery_codes": codes,
            "sign_in": _issued(issued) if issued else None,
        }
        return self.answer(EnrolledOut(shown))


class RemoveFactorDoor(TokenDoor):
    """The end of a second factor."""

    needs_confirmation = True

    @operation(
        id="removeFactor",
        summary="Remove a second factor; every other sign-in ends",
        status=204,
        problems=[NotFound, LastFactor],
    )
    def post(self, request: Request, factor_id: UUID) -> Response:
        """Not the last of who must have one."""
        self.body(In)
        enrolling.remove_factor(user=self.user, factor_id=factor_id, at=now(), token=self.token)
        return self.answer(status=204)


class RecoveryCodesDoor(TokenDoor):
    """For the day on which the phone is gone."""

    needs_confirmation = True

    @operation(
        id="renewRecoveryCodes",
        summary="New recovery codes, shown this once; those before no longer work",
        response=RecoveryCodesOut,
        status=201,
        problems=[NotFound],
        response_example={"recovery_codes": _CODES},
    )
    def post(self, request: Request) -> Response:
        """In place of all before; without a second factor there is nothing to recover."""
        self.body(In)
        if not factors_of(self.user).exists():
            raise NotFound
        codes = enrolling.renew_recovery_codes(user=self.user, at=now())
        return self.created(RecoveryCodesOut({"recovery_codes": codes}))


def _issued(issued: Issued) -> dict[str, object]:
    return {"id": issued.row.pk, "token": issued.token, "expires_at": issued.row.expires_at}
