"""Does every operation of the API document keep the rules that hold for all of them?"""

import uuid
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection

from accounts.models import AccessToken, ApiKey, Membership
from kit.clock import now
from tests.api import Api
from tests.openapi.document import Op, by_id, operations, resolved
from tests.openapi.samples import SAMPLES, shown
from tests.openapi.test_document import validator
from tests.openapi.world import World, new_key

NAMELESS = {"no_such_field": "x"}
# Other companies write these bodies, of which only what we know is read.
OPEN_BODIES = {"receivePaymentNotification"}
# A machine's key neither lists nor ends a person's sign-ins.
FOR_PEOPLE = {
    *("signOut", "listTokens", "revokeToken", "changeEmail", "finishSignIn", "confirmAgain", "listFactors"),
    *("beginFactor", "confirmFactor", "removeFactor", "renewRecoveryCodes"),
}
# These let in nobody but test keys, whose own tests say whom.
FOR_TEST_KEYS = {"advanceShipment", "settleTestPayment"}
# Tries that are counted are read first: what isn't well said isn't a try.
COUNTED = {"changeEmail", "inviteMember"}
# A checkout has few payments, the shop few markets, the border few crossings, the tree few
# categories, a product few pictures: all of them are shown.
WHOLE_LISTS = {
    *("listPayments", "listMarkets", "listCrossings", "listCategories", "listProductImages", "listRegions"),
    *("suggestProducts", "listEventTypes", "listSellerStatements", "showSellerBalance", "listOrderDocuments"),
    # A person has few factors, a refund few parts.
    *("listFactors", "showRefund"),
}
# A feed is followed by positions that count up, not page by page.
FEEDS = {"listEvents"}


def each(ops: Iterable[Op]) -> pytest.MarkDecorator:
    """One test for each of some operations."""
    return pytest.mark.parametrize("op", list(ops), ids=str)


NO_OBJECTS = (b"[]", b'"text"', b"1", b"null", b"{", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"\xff")
POSTS = [op for op in operations() if op.method == "post"]
KEYED = [op for op in POSTS if op.takes_key]
CHANGES = [op for op in operations() if op.method in ("patch", "put", "delete")]
READS = [op for op in operations() if op.method == "get"]
OPEN = [op for op in READS if op.is_public]
LIMITED = [op for op in READS if "limit" in op.parameters("query")]
PAGES = [op for op in LIMITED if op.id not in FEEDS]
STRICT = [op for op in operations() if op.method in ("post", "patch", "put") and op.id not in OPEN_BODIES]


def test_every_operation_has_a_sample_and_every_sample_an_operation() -> None:
    assert set(SAMPLES) == set(by_id())


@each(operations())
def test_a_good_request_is_answered_as_the_document_says(world: World, op: Op) -> None:
    answer = SAMPLES[op.id](world.east).send(op)
    status, schema = op.success()
    assert answer.status_code == status, answer.content
    if schema is None:
        assert answer.content == b""
    else:
        assert [problem.message for problem in validator(schema).iter_errors(shown(answer))] == []


@each(READS)
def test_what_was_read_before_is_not_sent_again(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    first = sample.send(op)
    again = sample.send(op, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


@each(KEYED)
def test_a_post_repeated_with_its_key_is_answered_as_before_and_does_nothing(world: World, op: Op) -> None:
    sample, key = SAMPLES[op.id](world.east), new_key()
    first = sample.send(op, idempotency_key=key)
    assert 200 <= first.status_code < 300, first.content
    assert "Idempotent-Replayed" not in first.headers
    before = writes()
    second = sample.send(op, idempotency_key=key)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert writes() == before


@each(
    op
    for op in KEYED
    if op.body and op.id not in COUNTED and (not op.is_public or op.path.startswith("/api/v1/carts"))
)
def test_a_key_used_for_another_body_is_refused(world: World, op: Op) -> None:
    sample, key = SAMPLES[op.id](world.east), new_key()
    assert sample.send(op, idempotency_key=key).status_code == op.success()[0]
    answer = sample.send(op, idempotency_key=key, body={**sample.body, **NAMELESS})
    assert refused(op, answer, 422)["code"] == "idempotency.key_reused"


@each(op for op in POSTS if op.door.idempotency == "required")
def test_a_key_is_insisted_upon_where_it_is_required(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    before = writes()
    answer = sample.api.post(sample.path, sample.body)
    assert refused(op, answer, 400)["code"] == "idempotency.key_required"
    assert writes() == before


@each(CHANGES)
def test_a_change_without_if_match_is_refused(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    before = writes()
    answer = sample.api.send(op.method.upper(), sample.path, sample.body)
    assert refused(op, answer, 428)["code"] == "request.if_match_required"
    assert writes() == before


@each(CHANGES)
def test_a_change_of_an_older_version_is_refused(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    before = writes()
    refused(op, sample.send(op, if_match='"999999"'), 412)
    assert writes() == before


@each(operations())
def test_an_unknown_parameter_is_named(world: World, op: Op) -> None:
    path = somewhere(op)
    for api in admitted(world, op):
        answer = api.send(op.method.upper(), f"{path}?no_such_parameter=1", {})
        assert pointers(refused(op, answer, 400)) == {"/no_such_parameter"}


@each(STRICT)
def test_an_unknown_field_is_named_and_nothing_changes(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    before = writes()
    answer = sample.send(op, body={**(sample.body or {}), **NAMELESS})
    assert "/no_such_field" in pointers(refused(op, answer, 400))
    assert writes() == before


@each(STRICT)
def test_a_body_that_is_no_object_is_refused_and_nothing_changes(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    before = writes()
    for body in NO_OBJECTS:
        refused(op, sample.send(op, body=body), 400)
    assert writes() == before


@each(STRICT)
def test_a_body_of_another_type_or_size_is_refused(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    before = writes()
    refused(op, sample.send(op, body=b"<order/>", content_type="text/xml"), 415)
    refused(op, sample.send(op, body=b"{" + b" " * op.largest), 413)
    assert writes() == before


@each(LIMITED)
def test_a_page_is_never_larger_than_a_hundred(world: World, op: Op) -> None:
    api = admitted(world, op)[0]
    for limit in ("0", "-1", "101", "1000000000", "9" * 30, "1.5", "all", ""):
        answer = api.get(f"{somewhere(op)}?limit={limit}")
        assert pointers(refused(op, answer, 400)) == {"/limit"}


@each(PAGES)
def test_pages_follow_each_other_without_gaps(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    whole = shown(sample.send(op, query="limit=100"))["items"]
    assert whole
    walked, page = [], shown(sample.send(op, query="limit=1"))
    assert page["previous"] is None
    for _ in range(2):
        walked += page["items"]
        if page["next"] is None:
            break
        page = shown(sample.api.get(page["next"].partition("/api/v1")[2]))
    assert walked == whole[: len(walked)]
    assert len(walked) == min(2, len(whole))


@each(PAGES)
def test_a_cursor_that_is_not_ours_is_refused(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east) if op.parameters("path") else None
    api, path = (sample.api, sample.path) if sample else (admitted(world, op)[0], somewhere(op))
    for cursor in ("x", "W10", "%00", "WzIsMV0", "WzAsW11d"):
        refused(op, api.get(f"{path}?cursor={cursor}"), 400)


def test_every_list_is_a_page() -> None:
    lists = {op.id for op in READS if "items" in resolved(op.success()[1] or {}).get("properties", {})}
    assert lists - {op.id for op in LIMITED} == WHOLE_LISTS


@each(op for op in operations() if not op.is_public)
def test_nobody_comes_in_without_a_credential(world: World, op: Op) -> None:
    anonymous = world.callers()["anonymous"]
    answer = anonymous.send(op.method.upper(), somewhere(op), {})
    assert refused(op, answer, 401)["code"] == "auth.required"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@each(op for op in operations() if list(op.door.authentication_classes))
def test_a_bad_credential_is_refused_even_where_none_is_needed(world: World, op: Op) -> None:
    for credential in ("sct_nobody", "sck_nobody_secret", "x", "é"):
        answer = Api(credential).send(op.method.upper(), somewhere(op), {})
        assert refused(op, answer, 401)["code"] == "auth.bad_credential"


@each(op for op in operations() if not op.is_public)
def test_callers_of_another_kind_stay_outside(world: World, op: Op) -> None:
    outside = {kind: api for kind, api in world.callers().items() if kind not in op.admitted | {"anonymous"}}
    answers = {kind: api.send(op.method.upper(), somewhere(op), {}) for kind, api in outside.items()}
    assert {kind: refused(op, answer, 403)["code"] for kind, answer in answers.items()} == dict.fromkeys(
        outside, "access.denied"
    )


@each(op for op in operations() if "staff" in op.admitted and op.id not in FOR_PEOPLE)
def test_staff_of_no_group_may_do_only_what_any_staff_may(world: World, op: Op) -> None:
    rules = op.door.readers if op.method == "get" else op.door.writers
    answer = world.trainee.send(op.method.upper(), somewhere(op), {})
    assert (answer.status_code == 403) is ("*" not in rules["staff"])


@each(
    op for op in operations() if "seller" in op.admitted and not op.is_public and op.id not in FOR_TEST_KEYS
)
@pytest.mark.parametrize("role", ["owner", "catalogue", "warehouse", "finance"])
def test_members_may_do_what_their_role_allows(world: World, op: Op, role: str) -> None:
    rules = op.door.readers if op.method == "get" else op.door.writers
    Membership.objects.filter(user=world.east.seller_user).update(role=role)
    prove_again(op)
    answer = world.east.seller.send(op.method.upper(), somewhere(op), {})
    allowed = bool({"*", role} & rules["seller"])
    assert (answer.status_code == 403) is not allowed


@each(op for op in operations() if op.door.resource and op not in OPEN)
def test_a_key_without_the_scope_stays_outside(world: World, op: Op) -> None:
    for api in keyed(world, op):
        take_scope(api, op)
        answer = api.send(op.method.upper(), somewhere(op), {})
        assert refused(op, answer, 403)["code"] == "access.scope_missing"


@each(op for op in OPEN if op.door.resource)
def test_a_key_without_the_scope_reads_what_strangers_read(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    for api in keyed(world, op):
        take_scope(api, op)
        answers = [sample.send(op, api=reader) for reader in (Api(), api)]
        strangers, keys = ((answer.status_code, answer.content) for answer in answers)
        assert keys == strangers


# ---- how a walker looks at things -------------------------------------------------------


def take_scope(api: Api, op: Op) -> None:
    """Take from a key the scope that the operation asks for."""
    rows = ApiKey.objects.filter(public_id=api.credential.split("_")[1])
    (row,) = rows
    action = "read" if op.method == "get" else "write"
    rows.update(scopes=[scope for scope in row.scopes if scope != f"{op.door.resource}:{action}"])


def somewhere(op: Op) -> str:
    """The operation's address with ids that nobody has."""
    path = op.path.removeprefix("/api/v1")
    for name in op.parameters("path"):
        path = path.replace(f"{{{name}}}", str(uuid.UUID(int=7)))
    return path


def admitted(world: World, op: Op) -> list[Api]:
    """One caller of each kind that may come in."""
    prove_again(op)
    kinds = op.admitted & {"buyer"} if op.id in FOR_PEOPLE else op.admitted
    inside = [api for kind, api in world.callers().items() if kind in kinds]
    assert inside
    return inside


def prove_again(op: Op) -> None:
    """Whoever has to prove lately who they are just has, however long ago the world was made."""
    if op.door.needs_confirmation:
        AccessToken.objects.update(proved_at=now(), confirmed_at=now())


def keyed(world: World, op: Op) -> list[Api]:
    """Those of them who come with an API key."""
    return [api for api in admitted(world, op) if api.credential.startswith("sck_")] or [
        world.key_of(next(iter(op.admitted - {"anonymous"})))
    ]


def refused(op: Op, answer: Any, status: int) -> dict[str, Any]:
    """The problem that was answered, which the document must foresee."""
    assert answer.status_code == status, (answer.status_code, answer.content[:300])
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["code"] in op.codes(status), f"{problem['code']} is not documented"
    return problem


def pointers(problem: dict[str, Any]) -> set[str]:
    """Which fields are guilty."""
    return {error["pointer"] for error in problem["errors"]}


def writes() -> int:
    """How many rows this test's transaction has written so far, what was undone included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])
