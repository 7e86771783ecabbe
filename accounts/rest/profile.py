"""Through which doors does a caller look after themselves?"""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import SIGNED_IN, Door
from accounts.entry import check_confirmed
from accounts.errors import (
    ConfirmAgain,
    FactorNeeded,
    KeyRevoked,
    NoStaffInSandbox,
    ScopeMissing,
    ScopeUnknown,
    TestKeyMakesNone,
    TooManyKeys,
)
from accounts.models import ApiKey, Organisation, User
from accounts.operations.changing import change_profile
from accounts.operations.keying import NewKey, create_key, revoke_key, rotate_key
from accounts.policy import MONEY_SCOPES
from accounts.queries import keys_of
from accounts.rest.shapes import ApiKeyIn, ApiKeyOut, MeIn, MeOut, NewApiKeyOut
from kit.clock import now
from kit.errors import NotFound
from kit.http import Forbidden
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, found

_KEY_EXAMPLE = {"name": "stock robot", "scopes": ["stock:read", "stock:write"]}


class MeDoor(Door):
    """Myself."""

    resource = "me"
    readers = writers = SIGNED_IN

    @operation(id="showMe", summary="Who am I, for whom do I act?", response=MeOut)
    def get(self, request: Request) -> Response:
        """Show the person behind the credential."""
        return self._shown(self._person())

    @operation(
        id="changeMe",
        summary="Change my name or language",
        request=MeIn,
        response=MeOut,
        request_example={"language": "zh-Hans"},
    )
    def patch(self, request: Request) -> Response:
        """Change what was sent."""
        user = self.matched(User.objects.select_for_update().get(pk=self._person().pk))
        return self._shown(change_profile(user=user, changes=self.body(MeIn, partial=True)))

    def _person(self) -> User:
        if not isinstance(self.request.user, User):
            raise NotFound("an organisation's key belongs to no person")
        return self.request.user

    def _shown(self, user: User) -> Response:
        return self.answer(MeOut(user, context={"actor": self.actor}), row=user)


class ApiKeysDoor(Door):
    """My keys, and those of the organisation that I own."""

    resource = "api-keys"
    readers = writers = SIGNED_IN
    answers_secret = True

    @operation(id="listApiKeys", summary="My API keys", response=page_of(ApiKeyOut), query=PageQuery)
    def get(self, request: Request) -> Response:
        """Show keys, newest first, without their secrets."""
        return self.page(keys_of(self.actor), ApiKeyOut, order=("-id",))

    @operation(
        id="createApiKey",
        summary="Make an API key; its secret is shown this once",
        request=ApiKeyIn,
        response=NewApiKeyOut,
        status=201,
        problems=[
            ScopeUnknown,
            TooManyKeys,
            NoStaffInSandbox,
            TestKeyMakesNone,
            FactorNeeded,
            ConfirmAgain,
        ],
        request_example=_KEY_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        """Make a key for the caller, or for the organisation that they own."""
        given = self.body(ApiKeyIn)
        if MONEY_SCOPES.intersection(given["scopes"]) and not given["sandbox"]:
            check_confirmed(request)
        for_organisation = given.pop("for_organisation") or self.actor.user_id is None
        made = create_key(
            **given,
            user=None if for_organisation else self._person(),
            organisation=self._organisation() if for_organisation else None,
            at=now(),
            by=self.actor,
        )
        return self.answer(_with_secret(made), row=made.row, status=201)

    def _person(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    def _organisation(self) -> Organisation:
        if not self.actor.has_role("owner"):
            raise Forbidden("only an owner makes keys for the organisation")
        return found(Organisation.objects.all(), pk=self.actor.organisation_id)


class _ApiKeyDoor(Door):
    """One of the keys that the caller may end, and end themselves by it."""

    resource = "api-keys"
    writers = SIGNED_IN
    idempotency = "exempt"

    def key(self, key_id: UUID) -> ApiKey:
        """The key, if it is the caller's."""
        return found(keys_of(self.actor).select_for_update(of=("self",)), pk=key_id)


class RevokeApiKeyDoor(_ApiKeyDoor):
    """The end of a key."""

    @operation(id="revokeApiKey", summary="Revoke an API key", response=ApiKeyOut, problems=[KeyRevoked])
    def post(self, request: Request, key_id: UUID) -> Response:
        """End it for good."""
        self.body(In)
        key = revoke_key(key=self.key(key_id), at=now())
        return self.answer(ApiKeyOut(key), row=key)


class RotateApiKeyDoor(_ApiKeyDoor):
    """A new secret for a key."""

    @operation(
        id="rotateApiKey",
        summary="Give an API key a new secret; the old one ends at once",
        response=NewApiKeyOut,
        problems=[KeyRevoked, ScopeMissing, FactorNeeded, ConfirmAgain],
    )
    def post(self, request: Request, key_id: UUID) -> Response:
        """Show the new secret once."""
        self.body(In)
        key = self.key(key_id)
        if MONEY_SCOPES.intersection(key.scopes) and not key.sandbox:
            check_confirmed(request)
        made = rotate_key(key=key, by=self.actor)
        return self.answer(_with_secret(made), row=made.row)


def _with_secret(made: NewKey) -> NewApiKeyOut:
    return NewApiKeyOut(made.row, context={"secret": made.secret})
