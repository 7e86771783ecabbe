"""Through which door does finance ask for parts of an order, and what if ten do at once?"""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group

from accounts.models import Organisation, User
from accounts.operations.keying import create_key
from accounts.operations.registering import register
from kit.actors import SYSTEM
from kit.clock import now
from kit.ids import uuid7
from kit.transactions import owns_transaction
from payments.chart import Kind
from payments.models import Payout, Refund
from payments.operations.earning import Parts, Sold
from tests.api import Api
from tests.payments.books import (
    LATER,
    ORDER,
    bank_data,
    earn,
    firm,
    on,
    open_one,
    rate,
    release,
    schedule,
    sell,
)
from tests.payments.money import AtOnce, broken_rules, captured

FLOUR, HONEY = uuid7(), uuid7()
LINES = {
    FLOUR: Sold(10, Parts(goods=33_33, freight=5_00, insurance=70, vat=7_00), 3_33, 53),
    HONEY: Sold(1, Parts(goods=16_67, freight=3_00, insurance=30, vat=4_00), 1_67, 27),
}


def finance(email: str = "money@example.com") -> Api:
    """A key of somebody who moves money."""
    user: User = owns_transaction(register)(email=email, password=None, confirmed=True, staff=True, at=now())
    user.groups.set([Group.objects.get_or_create(name="finance")[0]])
    made = owns_transaction(create_key)(
        name="test", scopes=("refunds:read", "refunds:write"), user=user, at=now(), by=SYSTEM
    )
    return Api(made.secret)


def sold_to(seller: Organisation) -> Organisation:
    captured()
    sell(seller, lines=LINES)
    return seller


def body(*lines: dict[str, Any], borne_by: str = "seller") -> dict[str, Any]:
    return {"order_number": ORDER, "reason": "broken", "borne_by": borne_by, "lines": list(lines)}


def units(line: UUID, count: int, **more: Any) -> dict[str, Any]:
    return {"line_id": str(line), "units": count, **more}


def ask(api: Api, count: int, key: str) -> Any:
    return api.post("/refunds", body(units(FLOUR, count)), key=key)


def test_a_refund_says_what_of_which_line_goes_back(db: None) -> None:
    sold_to(firm())
    api = finance()
    freight = {"amount": "1.00", "currency": "CNY"}
    answer = api.post(
        "/refunds",
        body(units(FLOUR, 3, parts=["goods", "vat"]), {"line_id": str(HONEY), "freight": freight}),
        key="one",
    )
    assert answer.status_code == 201
    assert answer.json()["amount"] == {"amount": "13.10", "currency": "CNY"}
    assert answer.json()["borne_by"] == "seller"
    flour, honey = answer.json()["items"]
    assert (flour["units"], flour["goods"]["amount"], flour["vat"]["amount"]) == (3, "10.00", "2.10")
    assert (flour["commission"]["amount"], flour["freight"]["amount"]) == ("1.00", "0.00")
    assert (honey["units"], honey["freight"]) == (0, freight)
    assert api.get(f"/refunds/{answer.json()['id']}").json()["items"] == [flour, honey]


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ({"line_id": str(FLOUR)}, "/lines/0"),
        ({"line_id": str(FLOUR), "parts": ["goods"]}, "/lines/0/parts"),
        ({"line_id": str(FLOUR), "goods": {"amount": "1.00", "currency": "KZT"}}, "/lines/0/goods"),
        ({"line_id": str(FLOUR), "units": 0}, "/lines/0/units"),
        ({"line_id": str(FLOUR), "units": 1, "parts": ["tip"]}, "/lines/0/parts/0"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(db: None, line: dict[str, Any], pointer: str) -> None:
    sold_to(firm())
    answer = finance().post("/refunds", body(line), key="one")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("order", "line", "code", "pointers"),
    [
        (ORDER, units(uuid7(), 1), "payments.refund_line_not_found", ["/lines/0/line_id"]),
        (ORDER, units(FLOUR, 11), "payments.refund_part_too_large", ["/lines/0/units"]),
        (
            ORDER,
            {"line_id": str(FLOUR), "goods": {"amount": "33.34", "currency": "CNY"}},
            "payments.refund_part_too_large",
            ["/lines/0/goods"],
        ),
        (ORDER, units(FLOUR, 1, parts=["duty"]), "payments.nothing_to_refund", []),
        ("SC-26-00000009-9", units(FLOUR, 1), "payments.payment_not_found", []),
        ("SC-26-00000002-5", units(FLOUR, 1), "payments.sale_not_standing", []),
    ],
)
def test_what_cannot_go_back_is_refused_by_name(
    db: None, order: str, line: dict[str, Any], code: str, pointers: list[str]
) -> None:
    sold_to(firm())
    answer = finance().post("/refunds", {**body(line), "order_number": order}, key="one")
    assert answer.json()["code"] == code
    assert [each["pointer"] for each in answer.json()["errors"]] == pointers
    assert not Refund.objects.exists()


def test_who_asked_for_a_refund_is_not_offered_to_approve_it(db: None) -> None:
    sold_to(firm())
    asking, looking = finance(), finance("other@example.com")
    made = asking.post("/refunds", body(units(FLOUR, 1)), key="one").json()
    assert made["allowed_actions"] == ["decline"]
    path = f"/refunds/{made['id']}"
    assert asking.get(path).json()["allowed_actions"] == ["decline"]
    assert asking.get("/refunds").json()["items"][0]["allowed_actions"] == ["decline"]
    assert looking.get(path).json()["allowed_actions"] == ["approve", "decline"]
    assert looking.get("/refunds").json()["items"][0]["allowed_actions"] == ["approve", "decline"]
    assert asking.post(f"{path}/approve", {}, key="two").status_code == 422
    assert looking.post(f"{path}/approve", {}, key="three").status_code == 200


def test_ten_who_refund_at_once_never_take_more_than_a_line_cost(at_once: AtOnce) -> None:
    seller, api = sold_to(firm()), finance()
    # Each wants three of ten bags: three of ten requests find enough left.
    answers = at_once([partial(ask, api, 3, f"key-{number}") for number in range(10)])
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] * 3 + [422] * 7
    assert {a.json()["code"] for a in answers if a.status_code == 422} == {"payments.refund_part_too_large"}
    # Nine of ten bags: 33.33, 5.00, 0.70 and 7.00, less a tenth each.
    assert sum(refund.amount_minor for refund in Refund.objects.all()) == 30_00 + 4_50 + 63 + 6_30
    # The seller bears all of it, and has nine tenths of the commission on the flour back: 3.00 and 0.48.
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -44_20 + 41_43 - 3_00 - 48
    assert broken_rules() == []


def test_the_same_request_sent_ten_times_at_once_is_one_refund(at_once: AtOnce) -> None:
    sold_to(firm())
    api = finance()
    answers = at_once([partial(ask, api, 1, "same")] * 10)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert Refund.objects.count() == 1
    assert broken_rules() == []


def test_refunds_that_race_a_payout_leave_what_nobody_took(at_once: AtOnce) -> None:
    seller = sold_to(firm())
    release()
    earn(seller, 1_000_00, order="SC-26-00000009-9")
    bank_data(seller)
    rate(at=LATER)
    payout, api = open_one(seller), finance()
    asking = [partial(ask, api, 5, f"key-{number}") for number in range(4)]
    calls: list[Callable[[], Any]] = [lambda: schedule(payout), *asking]
    scheduled, *answers = at_once(calls)
    assert isinstance(scheduled, Payout)
    assert sorted(answer.status_code for answer in answers) == [201, 201, 422, 422]
    payout.refresh_from_db()
    # Earned 44.20 and 1,000.00; all of the flour went back with all that it cost, 46.03 less 3.86.
    assert -on(Kind.SELLER_PAYABLE, owner=seller.pk) == 1_044_20 - 42_17 - (payout.amount_minor or 0)
    assert broken_rules() == []
