"""Who may come in through a REST door?"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.errors import (
    BadCredential,
    ConfirmAgain,
    FactorNeeded,
    PersonNeeded,
    ScopeMissing,
    SecondStepNeeded,
)
from accounts.models import AccessToken, ApiKey, User
from accounts.operations.touching import touch
from accounts.policy import CONFIRMED_FOR, STAFF_GROUPS
from accounts.queries import must_prove, signed_in_by
from kit.actors import ANONYMOUS, ANONYMOUS_IN_SANDBOX, Actor
from kit.clock import now
from kit.errors import Invalid, Problem
from kit.http import Forbidden, Unauthenticated
from kit.rest import uuid_or_none

SAFE = ("GET", "HEAD", "OPTIONS")
# Any role of that kind of actor.
ANYONE: frozenset[str] = frozenset({"*"})
# Any member of staff who has been put into a group: before that they are let nowhere.
STAFF: frozenset[str] = frozenset(STAFF_GROUPS)
SIGNED_IN: Mapping[str, frozenset[str]] = dict.fromkeys(("buyer", "seller", "partner", "staff"), ANYONE)
EVERYONE: Mapping[str, frozenset[str]] = {"anonymous": ANYONE, **SIGNED_IN}


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer` with an access token or an API key."""

    def authenticate(self, request: Request) -> tuple[User | None, AccessToken | ApiKey] | None:
        """
        Find who is calling and leave the actor on the request.

        :raises BadCredential: if a credential was sent that is no good.
        """
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, credential = header.partition(" ")
        at = now()
        organisation = _asked_organisation(request)
        signed_in = None
        if scheme.lower() == "bearer" and credential.isascii() and len(credential) <= 200:
            signed_in = signed_in_by(credential.strip(), at=at, organisation=organisation)
        if signed_in is None:
            raise BadCredential
        request.actor = signed_in.actor  # type: ignore[attr-defined]
        touch(signed_in.credential, at=at)
        return signed_in.user, signed_in.credential

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document names our only way in."""

    target_class = "accounts.entry.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An opaque bearer token."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "sct_…, sck_… or sck_test_…"}


class MayEnter(BasePermission):
    """Nobody enters a door that doesn't name their kind, role and scope."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """
        Compare the actor with what the door says.

        What strangers may read is refused to nobody: a key without the scope
        reads it as a stranger does.

        :raises Unauthenticated: if signing in might help.
        :raises Forbidden: if it would not.
        """
        reading = request.method in SAFE
        admitted: Mapping[str, frozenset[str]] = getattr(view, "readers" if reading else "writers", {})
        actor: Actor = getattr(request, "actor", ANONYMOUS)
        roles = admitted.get(actor.kind)
        if roles is None and actor.kind == "anonymous":
            raise Unauthenticated
        if not is_admitted(roles, actor):
            raise Forbidden
        resource = getattr(view, "resource", "")
        action = "read" if reading else "write"
        if actor.kind == "anonymous" or not resource or actor.has_scope(resource, action):
            return True
        if reading and "anonymous" in admitted:
            request.actor = ANONYMOUS_IN_SANDBOX if actor.sandbox else ANONYMOUS  # type: ignore[attr-defined]
            return True
        raise ScopeMissing(scope=f"{resource}:{action}")


def is_admitted(roles: Collection[str] | None, actor: Actor) -> bool:
    """Whether an actor is in one of the roles that a door names for its kind; None: it names none."""
    return roles is not None and ("*" in roles or actor.has_role(*roles))


class HasProved(BasePermission):
    """Nobody enters further than what they have proved: half a sign-in opens its step, money wants more."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """
        Compare what was proved for a token with what the door asks for; keys have their scopes.

        :raises SecondStepNeeded: if the token is half a sign-in.
        :raises FactorNeeded: if the door needs a second factor, and none was given for the token.
        :raises ConfirmAgain: if what would be done needs a proof that is not so long ago.
        :raises PersonNeeded: if a machine wants to do what is a person's.
        """
        token, writes = request.auth, request.method not in SAFE
        if not isinstance(token, AccessToken):
            actor: Actor = getattr(request, "actor", ANONYMOUS)
            if view.needs_person and writes and not actor.sandbox:
                raise PersonNeeded
            return True
        if token.step and token.step not in view.half_signed_in:
            raise SecondStepNeeded(step=token.step)
        if view.needs_factor and token.proved_at is None:
            raise FactorNeeded
        if view.needs_confirmation and writes:
            check_confirmed(request)
        return True

    @staticmethod
    def problems_of(view: Any) -> list[type[Problem]]:
        """For which of these reasons a door may be refused to somebody."""
        asked: dict[type[Problem], bool] = {
            SecondStepNeeded: True,
            FactorNeeded: view.needs_factor or view.needs_confirmation,
            ConfirmAgain: view.needs_confirmation,
            PersonNeeded: view.needs_person,
        }
        return [problem for problem, holds in asked.items() if holds]


def check_confirmed(request: Request) -> None:
    """
    See that the person who calls proved lately who they are; keys have their scopes.

    :raises FactorNeeded: if they must have a second factor, and none was given for their token.
    :raises ConfirmAgain: if it is too long ago.
    """
    token = request.auth
    if not isinstance(token, AccessToken):
        return
    if token.proved_at is None and must_prove(token.user):
        raise FactorNeeded
    check_fresh(token)


def check_fresh(token: AccessToken) -> None:
    """
    See that the holder of a token proved lately who they are, by whatever they have.

    :raises ConfirmAgain: if it is too long ago.
    """
    if token.confirmed_at is None or token.confirmed_at <= now() - CONFIRMED_FOR:
        raise ConfirmAgain(within_s=int(CONFIRMED_FOR.total_seconds()))


def _asked_organisation(request: Request) -> UUID | None:
    asked = request.headers.get("X-Organisation")
    if asked is None:
        return None
    organisation = uuid_or_none(asked)
    if organisation is None:
        raise Invalid("X-Organisation is not an id")
    return organisation
