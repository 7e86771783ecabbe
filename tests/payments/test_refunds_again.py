"""What becomes of a refund that was declined, or that its provider refused?"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from kit.ids import uuid7
from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from payments import queries
from payments.chart import Kind
from payments.errors import (
    ApproverIsRequester,
    RefundNotDead,
    RefundNotFound,
    RefundPartTooLarge,
    RefundReasonMissing,
    RefundRepeated,
    RefundTooLarge,
)
from payments.models import LedgerTransaction, Refund, SaleLine
from payments.operations import earning, refunding
from payments.operations.earning import Parts, Sold
from payments.operations.parting import Wanted
from payments.queries.refunds import came_to_nothing, dead_ends, declined_for_good
from payments.queries.waiting import piles
from tests import desks
from tests.payments.books import ORDER, firm, on, sell
from tests.payments.money import COLLEAGUE, GROUP, NOW, STAFF, AtOnce, broken_rules, captured
from tests.payments.test_refund_doors import finance

FLOUR, HONEY = uuid7(), uuid7()
# The order of 70.00: ten bags of flour and one jar of honey. Commission 10 %, its VAT 16 %.
LINES = {
    FLOUR: Sold(10, Parts(goods=33_33, freight=5_00, insurance=70, vat=7_00), 3_33, 53),
    HONEY: Sold(1, Parts(goods=16_67, freight=3_00, insurance=30, vat=4_00), 1_67, 27),
}


@pytest.fixture
def seller(db: None) -> Organisation:
    captured()
    made = firm()
    sell(made, lines=LINES)
    return made


def ask(count: int = 3, **facts: Any) -> Refund:
    """Bags of flour go back, at their seller's cost."""
    wanted = [Wanted(FLOUR, count), Wanted(HONEY, sums=Parts(freight=1_00))]
    given = {"borne_by": "seller", "reason": "broken", "by": STAFF, **facts}
    return owns_transaction(refunding.refund_parts)(order_reference=ORDER, wanted=wanted, at=NOW, **given)


def do(verb: Callable[..., Refund], refund: Refund, **facts: Any) -> Refund:
    return owns_transaction(verb)(refund_id=refund.pk, at=NOW, **{"by": COLLEAGUE, **facts})


def declined(refund: Refund) -> Refund:
    return do(refunding.decline_refund, refund, reason="no such account")


def failed(refund: Refund) -> Refund:
    for verb in (refunding.approve_refund, refunding.send_refund):
        do(verb, refund)
    return do(refunding.fail_refund, refund, reason="account closed")


def again(refund: Refund, **facts: Any) -> Refund:
    return do(refunding.refund_again, refund, by=STAFF, **facts)


@pytest.mark.parametrize("dies", [declined, failed])
def test_what_died_is_asked_for_again_part_by_part(
    seller: Organisation, dies: Callable[[Refund], Refund]
) -> None:
    first = ask()
    owed = on(Kind.SELLER_PENDING, owner=seller.pk)
    second = again(dies(first))
    # Three of ten bags: 10.00, 1.50, 0.21 and 2.10, and of the honey 1.00 of freight.
    assert (second.amount_minor, second.status, second.borne_by) == (14_81, "requested", "seller")
    assert (second.instead_of, second.reason, second.requested_by_id) == (first, "broken", STAFF.user_id)
    told = [
        [(item.line.line_id, item.units, item.parts) for item in each.items.select_related("line")]
        for each in (first, second)
    ]
    assert told[0] == told[1]
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == owed
    assert on(Kind.REFUNDS_DUE) == -14_81
    assert broken_rules() == []


def test_four_eyes_see_it_again(seller: Organisation) -> None:
    second = again(declined(ask()))
    with pytest.raises(ApproverIsRequester):
        do(refunding.approve_refund, second, by=STAFF)
    for verb in (refunding.approve_refund, refunding.send_refund, refunding.finish_refund):
        second = do(verb, second)
    assert second.status == "done"
    assert broken_rules() == []


def test_each_try_leads_to_the_next_and_the_last_one_counts(seller: Organisation) -> None:
    first = failed(ask())
    second = failed(again(first))
    third = again(second)
    assert (second.first_try, third.first_try, third.instead_of) == (first, first, second)
    for each in (first, second, third):
        found = Refund.objects.get(pk=each.pk)
        assert found.last_try == third
        assert owns_transaction(refunding.lock_last_try)(each.pk) == third
    assert not came_to_nothing().exists()
    declined(third)
    assert list(dead_ends()) == list(dead_ends("declined")) == [third]
    assert set(came_to_nothing()) == set(declined_for_good()) == {first, second, third}
    assert not dead_ends("failed").exists()
    # Once the order's money has gone back in another way nothing is left to be asked for again.
    owns_transaction(refunding.refund_rest)(
        reference=GROUP, order_reference=ORDER, reason="late", at=NOW, by=STAFF
    )
    assert not declined_for_good().exists()
    assert broken_rules() == []


def test_only_the_dead_are_asked_for_again_and_once(seller: Organisation) -> None:
    living = ask()
    with pytest.raises(RefundNotDead) as refusal:
        again(living)
    assert refusal.value.facts["status"] == "requested"
    second = again(declined(living))
    with pytest.raises(RefundRepeated) as repeated:
        again(living)
    assert repeated.value.facts["again"] == str(second.pk)
    with pytest.raises(RefundNotFound):
        again(Refund(pk=uuid7()))
    assert Refund.objects.count() == 2


def test_asked_for_again_by_many_at_once_it_goes_back_once(at_once: AtOnce) -> None:
    captured()
    sell(firm(), lines=LINES)
    dead = declined(ask())
    done = at_once([partial(again, dead)] * 6)
    assert [type(each) for each in done].count(Refund) == 1
    assert {type(each) for each in done} == {Refund, RefundRepeated}
    assert broken_rules() == []


def test_what_others_took_meanwhile_is_not_there_again(seller: Organisation) -> None:
    dead = declined(ask(8))
    ask(5)
    with pytest.raises(RefundPartTooLarge) as refusal:
        again(dead)
    assert refusal.value.facts == {"line_id": str(FLOUR), "part": "units", "left": 5}
    owns_transaction(refunding.refund_rest)(
        reference=GROUP, order_reference=ORDER, reason="late", at=NOW, by=STAFF
    )
    with pytest.raises(RefundTooLarge) as nothing_left:
        again(dead)
    assert nothing_left.value.facts["left_minor"] == 0
    assert not Refund.objects.filter(instead_of=dead).exists()
    assert broken_rules() == []


def test_a_sum_of_an_order_that_was_never_split_is_asked_for_again(db: None) -> None:
    captured()
    asked = owns_transaction(refunding.request_refund)(
        reference=GROUP, order_reference=ORDER, amount_minor=70_00, reason="late", at=NOW, by=STAFF
    )
    second = again(failed(asked))
    assert (second.amount_minor, second.items.count()) == (70_00, 0)
    assert broken_rules() == []


def test_of_an_order_that_has_ended_its_deposit_pays_the_sum_again(seller: Organisation) -> None:
    dead = declined(ask())
    owns_transaction(earning.take_back_sale)(reference=ORDER, at=NOW, by=STAFF)
    assert again(dead).items.count() == 0
    assert on(Kind.REFUNDS_DUE) == -14_81
    assert broken_rules() == []


def test_another_refund_may_be_the_next_try_of_a_dead_one_of_its_order_alone(seller: Organisation) -> None:
    dead = failed(ask())
    with pytest.raises(RefundNotDead):
        ask(1, instead_of=ask(1).pk)
    captured(reference=f"{GROUP}/2", parts={"SC-26-00000009-9": 10_00})
    foreign = owns_transaction(refunding.request_refund)(
        reference=f"{GROUP}/2",
        order_reference="SC-26-00000009-9",
        amount_minor=1_00,
        reason="",
        at=NOW,
        by=STAFF,
    )
    with pytest.raises(RefundNotFound):
        ask(1, instead_of=declined(foreign).pk)
    assert ask(1, borne_by="platform", instead_of=dead.pk).instead_of == dead
    assert broken_rules() == []


def test_a_failed_refund_is_given_up_with_a_reason_and_nothing_is_put_back_twice(
    seller: Organisation,
) -> None:
    dead = failed(ask())
    standing, posted = SaleLine.objects.get(line_id=FLOUR), LedgerTransaction.objects.count()
    with pytest.raises(RefundReasonMissing):
        do(refunding.decline_refund, dead)
    given_up = do(refunding.decline_refund, dead, reason="the buyer waived it")
    assert (given_up.status, given_up.moves.order_by("-id")[0].reason) == ("declined", "the buyer waived it")
    after = SaleLine.objects.get(line_id=FLOUR)
    assert (after.back_units, after.gone) == (standing.back_units, standing.gone) == (0, Parts())
    assert LedgerTransaction.objects.count() == posted
    with pytest.raises(IllegalMove):
        do(refunding.decline_refund, dead, reason="once more")
    assert again(given_up).amount_minor == 14_81
    assert broken_rules() == []


def test_what_was_asked_for_again_is_not_given_up(seller: Organisation) -> None:
    dead = failed(ask())
    again(dead)
    with pytest.raises(RefundRepeated):
        do(refunding.decline_refund, dead, reason="no")


def test_failed_refunds_wait_for_finance_until_they_are_asked_for_again_or_given_up(
    seller: Organisation,
) -> None:
    one, two = ask(1), ask(2)
    failed(one)
    failed(two)
    declined(ask(1))
    assert (piles()["failed_refunds"].count, piles()["failed_refunds"].oldest_at) == (2, NOW)
    assert queries.waiting_for_staff().refunds_failed == 2
    again(one)
    declined(two)
    assert piles()["failed_refunds"].count == queries.waiting_for_staff().refunds_failed == 0


def test_finance_ask_again_on_the_page_and_find_what_waits(
    seller: Organisation, make_user: Callable[..., User]
) -> None:
    user = make_user(staff=True)
    user.groups.set([Group.objects.get_or_create(name="finance")[0]])
    client = Client()
    desks.sign_in(client, user)
    waits, gone = failed(ask(1)), ask(2)
    declined(gone)
    listed = reverse("admin:payments_refund_changelist")
    page = reverse("admin:payments_refund_change", args=(waits.pk,))
    assert _rows(client, f"{listed}?dead=failed") == [waits]
    assert _rows(client, f"{listed}?dead=declined") == [gone]
    shown = client.get(page).content.decode()
    assert 'value="ask_again"' in shown
    assert 'value="approve"' not in shown
    client.post(listed, {"action": "ask_again", "_selected_action": [str(waits.pk)], "index": "0"})
    second = Refund.objects.get(instead_of=waits)
    assert second.requested_by_id == user.pk
    shown = client.get(page).content.decode()
    assert str(second.pk) in shown
    for verb in ("ask_again", "decline"):
        assert f'value="{verb}"' not in shown
    assert _rows(client, f"{listed}?dead=failed") == []


def test_finance_ask_again_through_the_door(seller: Organisation) -> None:
    api, dead = finance(), ask()
    path = f"/refunds/{dead.pk}"
    assert api.post(f"{path}/repeat", key="one").json()["code"] == "payments.refund_not_dead"
    assert "repeat" not in api.get(path).json()["allowed_actions"]
    failed(dead)
    assert api.get(path).json()["allowed_actions"] == ["decline", "repeat"]
    blank = api.post(f"{path}/decline", {"reason": ""}, key="two")
    assert (blank.status_code, blank.json()["errors"][0]["pointer"]) == (400, "/reason")
    made = api.post(f"{path}/repeat", key="three")
    assert (made.status_code, made.json()["instead_of_id"]) == (201, str(dead.pk))
    assert made.headers["Location"] == f"/api/v1/refunds/{made.json()['id']}"
    shown = api.get(path).json()
    assert (shown["again_id"], shown["allowed_actions"]) == (made.json()["id"], [])
    assert api.post(f"{path}/repeat", key="three").headers["Idempotent-Replayed"] == "true"
    assert api.post(f"{path}/repeat", key="four").json()["code"] == "payments.refund_repeated"
    assert broken_rules() == []


def _rows(client: Client, address: str) -> list[Refund]:
    answer: Any = client.get(address)
    return list(answer.context["cl"].queryset)
