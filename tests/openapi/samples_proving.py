"""With which request does each operation about second factors succeed, on behalf of one side?"""

from collections.abc import Mapping
from typing import Any

from accounts.models import AccessToken, User
from accounts.operations.signing_in import issue_token
from accounts.queries import factors_of
from accounts.totp import code_of, step_of
from kit.clock import now
from kit.transactions import owns_transaction
from tests import desks
from tests.api import Api
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import PASSWORD, Side, caller, good, new_name


def _person(side: Side) -> User:
    """Somebody with a second factor, whom no throttle has counted."""
    user = side.world.user(new_name(), password=PASSWORD)
    desks.enrol(user)
    return user


def _used(token: str) -> Api:
    """A token of which the first use was noted; later ones soon after are not."""
    api = caller(token)
    api.get("/me")
    return api


def finish_sign_in(side: Side) -> Sample:
    user = _person(side)
    half = owns_transaction(issue_token)(user=user, user_agent="walk", step=AccessToken.Step.CODE, at=now())
    return Sample(_used(half.token), "/auth/second-step", {"code": desks.next_code(user)})


def confirm_again(side: Side) -> Sample:
    user = _person(side)
    token = owns_transaction(issue_token)(user=user, user_agent="walk", at=now()).token
    return Sample(_used(token), "/auth/confirm", {"code": desks.next_code(user)})


def begin_factor(side: Side) -> Sample:
    return Sample(_used(desks.token_of(_person(side))), "/auth/factors", {"name": "Phone"})


def confirm_factor(side: Side) -> Sample:
    return first_code(begin_factor(side).api)


def first_code(api: Api) -> Sample:
    """The first code of a second factor that a caller has begun."""
    begun: dict[str, Any] = good(api.post("/auth/factors", {}))
    code = code_of(begun["secret"], step_of(now()))
    return Sample(api, f"/auth/factors/{begun['id']}/confirm", {"code": code})


def remove_factor(side: Side) -> Sample:
    user = _person(side)
    return Sample(_used(desks.token_of(user)), f"/auth/factors/{factors_of(user)[0].pk}/remove")


def renew_codes(side: Side) -> Sample:
    return Sample(_used(desks.token_of(_person(side))), "/auth/recovery-codes")


PROVING: Mapping[str, Recipe] = {
    "finishSignIn": finish_sign_in,
    "confirmAgain": confirm_again,
    "listFactors": lambda side: Sample(side.seller, "/auth/factors"),
    "beginFactor": begin_factor,
    "confirmFactor": confirm_factor,
    "removeFactor": remove_factor,
    "renewRecoveryCodes": renew_codes,
}
