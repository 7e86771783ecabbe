"""Does no route show, take or change anything of the other world?"""

import copy
from typing import Any

import pytest

from tests.api import Api
from tests.openapi.document import Op, by_id, operations
from tests.openapi.samples import SAMPLES
from tests.openapi.samples_sandbox import SANDBOX
from tests.openapi.test_foreign_ids import NAMED_BY_TEXT, PUBLIC_IDS, owned_fields, put, value_of
from tests.openapi.world import Side, caller
from tests.sandbox.conftest import Worlds
from tests.sandbox.marks import marks, told_of

# A person's own sign-ins and keys: the owner of a test key looks after it with those of the live world.
_OF_OWNERS = {
    *("listApiKeys", "createApiKey", "revokeApiKey", "rotateApiKey", "listTokens", "revokeToken", "signOut"),
    *("confirmFactor", "removeFactor"),
}
# What both worlds share: the law, the tree of kinds, places, rates; and what is nobody's yet.
_SHARED = {
    *("showCategory", "changeCategory", "moveCategory", "askAttribute", "stopAskingAttribute"),
    *("showBrand", "changeBrand", "showAttribute", "changeAttribute", "putAttributeOption"),
    *("showTariffCode", "receivePaymentNotification", "showDemoCharge", "payDemoCharge"),
    *("showEmbargo", "liftEmbargo", "listEventTypes", "showSellerStatement"),
}
# What there is none of in the test world: staff keep no places there and judge nothing, its money is not the
# demo provider's, comes by no transfer that is billed, and goes back by itself; its members follow the live
# world's; or whose sample is booked by nobody.
_NONE_THERE = {
    *("listAllotments", "showAllotment", "showDemoCharge", "payDemoCharge", "assignShipment"),
    *("listListingChanges", "showListingChange", "withdrawListingChange", "approveListingChange"),
    *("declineListingChange", "listRefunds", "showRefund", "approveRefund", "declineRefund", "sendRefund"),
    *("finishRefund", "failRefund", "repeatRefund", "showBill"),
    *("listInvitations", "inviteAgain", "withdrawInvitation", "acceptInvitation", "inviteMember"),
    *("changeMember", "removeMember"),
}
_SHOWN = [op for op in operations() if op.method == "get" and op.id not in _OF_OWNERS | {"listEventTypes"}]
_ON_ROWS = [op for op in operations() if op.parameters("path") and op.id not in _OF_OWNERS | _SHARED]
_FIELDS = sorted(
    {(op.id, name) for op, name in owned_fields() if op.id not in SANDBOX}
    | (PUBLIC_IDS & {("addCartLine", "listing_id")})
    | {("createNotice", "listing_id"), *NAMED_BY_TEXT}
)


def of_twins(op: Op) -> bool:
    """Whether people of the test world come in at all."""
    return bool(op.admitted & {"buyer", "seller", "partner"})


def callers(side: Side) -> dict[str, Api]:
    """Who looks from a side's world."""
    everybody = side.kinds()
    return everybody if side.sandbox else {**everybody, "staff": side.world.staff, "anonymous": caller()}


def sample_of(op: Op, side: Side) -> Any:
    """A request about a side's rows; None where the test world has no such thing."""
    if side.sandbox and op.id in _NONE_THERE:
        return None
    try:
        return SAMPLES[op.id](side)
    except AssertionError:
        if not side.sandbox or of_twins(op):
            raise
        # Staff had to do something before, and were told that there is no such row.
        return None


@pytest.mark.parametrize("op", _SHOWN, ids=str)
def test_nobody_is_shown_anything_of_the_other_world(worlds: Worlds, op: Op) -> None:
    samples = [sample for side in worlds.sides() if (sample := sample_of(op, side)) is not None]
    known = {sandbox: marks(sandbox=sandbox) for sandbox in (False, True)}
    seen = 0
    for side in worlds.sides():
        for api in callers(side).values():
            for sample in samples:
                answer = sample.send(op, api=api)
                # A refusal may name what it was asked for.
                told = told_of(known[not side.sandbox], answer)
                assert {mark for mark in told if mark.strip('"') not in sample.path} == set()
                seen += answer.status_code == 200
    assert seen


@pytest.mark.parametrize("op", _ON_ROWS, ids=str)
def test_a_row_of_the_other_world_is_not_there(worlds: Worlds, op: Op) -> None:
    for owner, stranger in (worlds.sides(), worlds.sides()[::-1]):
        sample = sample_of(op, owner)
        if sample is None:
            continue
        for kind, api in callers(stranger).items():
            answer = sample.send(op, api=api)
            assert answer.status_code == (404 if kind in op.admitted else answer.status_code), (kind, answer)
            assert answer.status_code in (401, 403, 404), (kind, answer.content[:300])


@pytest.mark.parametrize(("name_of_op", "name"), _FIELDS)
def test_an_id_of_the_other_world_in_a_body_is_not_there(worlds: Worlds, name_of_op: str, name: str) -> None:
    op = by_id()[name_of_op]
    samples = {side.sandbox: sample_of(op, side) for side in worlds.sides()}
    for side in worlds.sides():
        own, foreign = samples[side.sandbox], samples[not side.sandbox]
        if own is None or foreign is None:
            continue
        body = copy.deepcopy(own.body)
        assert put(body, name, value_of(foreign.body, name))
        answer = own.send(op, body=body)
        assert answer.status_code in (400, 403, 404, 409, 422), answer.content[:300]
        named = {f'"{value_of(foreign.body, name)}"'}
        assert told_of(marks(sandbox=not side.sandbox) - named, answer) == set()


@pytest.mark.parametrize("op", [op for op in _ON_ROWS if of_twins(op) and op.id not in _NONE_THERE], ids=str)
def test_what_people_do_they_can_do_with_test_keys(worlds: Worlds, op: Op) -> None:
    sample = SAMPLES[op.id](worlds.twin)
    mine = {api.credential for api in worlds.twin.kinds().values()}
    if sample.api.credential in mine:
        answer = sample.send(op)
        assert answer.status_code == op.success()[0], answer.content[:500]
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_exceptions_are_operations_of_the_document() -> None:
    assert set(by_id()) >= _OF_OWNERS | _SHARED
