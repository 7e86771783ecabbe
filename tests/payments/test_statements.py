"""Does a seller's statement add up, month by month, for those who may read it?"""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Organisation, User
from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.transactions import owns_transaction
from payments.operations import earning
from payments.postings import Share
from payments.queries import statements
from tests.api import Api
from tests.payments.books import (
    EARNED,
    LATER,
    ORDER,
    bank_data,
    earn,
    firm,
    member,
    open_one,
    rate,
    release,
    schedule,
    sell,
    sold,
)
from tests.payments.money import NOW, captured

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def seller(db: None) -> Organisation:
    """A seller with a sale of 50.00 CNY, released; 44.20 of it are theirs."""
    captured()
    made = firm()
    sell(made)
    release()
    return made


@pytest.fixture
def finance(seller: Organisation, proved_in: Callable[[User], Api]) -> Api:
    """Who looks after its money."""
    return proved_in(member(seller, "finance"))


def of(seller: Organisation) -> Any:
    return statements.lines_of(organisation_id=seller.pk, sandbox=False, currency="CNY")


def test_opening_and_lines_make_the_closing(seller: Organisation) -> None:
    rows = of(seller)
    whole = statements.statement_of(rows, month=NOVEMBER, currency="CNY", at=NOW)
    assert (whole.opening.pending.minor, whole.opening.available.minor) == (0, 0)
    assert (whole.closing.pending.minor, whole.closing.available.minor) == (0, EARNED)
    assert sum(-line.amount_minor for line in statements.lines_in(rows, NOVEMBER)) == EARNED
    assert not whole.is_final


def test_a_month_opens_with_what_the_one_before_closed_with(seller: Organisation) -> None:
    later = datetime(2026, 12, 10, tzinfo=UTC)
    captured(reference="SCG-2", parts={"SC-9": 10_00})
    owns_transaction(earning.record_sale)(
        reference="SC-9",
        organisation_id=seller.pk,
        currency="CNY",
        lines={uuid7(): sold(Share(10_00))},
        sandbox=False,
        at=later,
        by=SYSTEM,
    )
    november, december = (
        statements.statement_of(of(seller), month=month, currency="CNY", at=later)
        for month in (NOVEMBER, DECEMBER)
    )
    assert november.closing == december.opening
    assert november.is_final
    assert december.closing.pending.minor == 10_00
    assert statements.months_of(organisation_id=seller.pk, sandbox=False) == [
        (DECEMBER, "CNY"),
        (NOVEMBER, "CNY"),
    ]


def test_the_month_turns_at_midnight_in_almaty(seller: Organisation) -> None:
    # 2026-11-30 19:00 UTC is 00:00 on the first of December in Almaty.
    for order, at in (
        ("SC-8", datetime(2026, 11, 30, 18, 59, 59, tzinfo=UTC)),
        ("SC-9", datetime(2026, 11, 30, 19, 0, tzinfo=UTC)),
    ):
        captured(reference=f"SCG-{order}", parts={order: 10_00})
        owns_transaction(earning.record_sale)(
            reference=order,
            organisation_id=seller.pk,
            currency="CNY",
            lines={uuid7(): sold(Share(10_00))},
            sandbox=False,
            at=at,
            by=SYSTEM,
        )
    assert "SC-8" in {line.reference for line in statements.lines_in(of(seller), NOVEMBER)}
    assert {line.reference for line in statements.lines_in(of(seller), DECEMBER)} == {"SC-9"}


def test_the_balance_is_told_with_what_its_payout_waits_for(seller: Organisation, finance: Api) -> None:
    [shown] = finance.get("/seller/balance").json()["items"]
    assert shown == {
        "currency": "CNY",
        "pending": {"amount": "0.00", "currency": "CNY"},
        "available": {"amount": "44.20", "currency": "CNY"},
        "on_its_way": {"amount": "0.00", "currency": "CNY"},
        "minimum": {"amount": "100.00", "currency": "CNY"},
        "waits_for": ["minimum", "no_account"],
    }


def test_what_was_taken_out_is_on_its_way(seller: Organisation, finance: Api) -> None:
    earn(seller, 1_000_00, order="SC-9")
    bank_data(seller)
    rate(at=LATER)
    payout = schedule(open_one(seller))
    [shown] = finance.get("/seller/balance").json()["items"]
    assert (shown["available"]["amount"], shown["on_its_way"]["amount"]) == ("0.00", "1044.20")
    [listed] = finance.get("/seller/payouts").json()["items"]
    assert listed == finance.get(f"/seller/payouts/{payout.pk}").json()
    assert (listed["status"], listed["paid"]) == ("scheduled", {"amount": "73094.00", "currency": "KZT"})


def test_a_statement_is_read_page_by_page(seller: Organisation, finance: Api) -> None:
    first = finance.get("/seller/statements/2026-11/CNY?limit=2").json()
    assert (first["opening"]["available"]["amount"], first["closing"]["available"]["amount"]) == (
        "0.00",
        "44.20",
    )
    assert [(each["purpose"], each["amount"]["amount"], each["part"]) for each in first["items"]] == [
        ("goods", "50.00", "pending"),
        ("commission", "-5.00", "pending"),
    ]
    rest = finance.get(first["next"].partition("/api/v1")[2]).json()
    assert [(each["purpose"], each["amount"]["amount"], each["part"]) for each in rest["items"]] == [
        ("commission_vat", "-0.80", "pending"),
        ("release", "-44.20", "pending"),
    ]


def test_a_statement_leaves_as_a_harmless_file(seller: Organisation, finance: Api) -> None:
    captured(reference="SCG-2", parts={"=1+1": 10_00})
    sell(seller, order="=1+1", share=Share(10_00))
    answer = finance.get("/seller/statements/2026-11/CNY?format=csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statement-2026-11-CNY.csv"'
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header[:3] == ["posted_at", "kind", "reference"]
    assert len(rows) == 6
    assert rows[-1][1:] == ["sale", "'=1+1", "goods", "pending", "10.00", "CNY"]
    assert rows[0][2] == ORDER
    # What went is a number too, which programs add up.
    assert {row[5] for row in rows} >= {"-5.00", "-0.80"}


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "november"])
def test_what_is_no_month_is_not_there(finance: Api, month: str) -> None:
    assert finance.get(f"/seller/statements/{month}/CNY").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/seller/balance", "/seller/statements", "/seller/statements/2026-11/CNY", "/seller/payouts"],
)
def test_only_those_who_look_after_the_money_see_it(
    seller: Organisation, proved_in: Callable[[User], Api], path: str
) -> None:
    seen = {role: proved_in(member(seller, role, role)).get(path).status_code for role in _ROLES}
    assert seen == {"owner": 200, "finance": 200, "catalogue": 403, "warehouse": 403}


_ROLES = ("owner", "finance", "catalogue", "warehouse")


def test_nobody_sees_another_sellers_money(seller: Organisation, proved_in: Callable[[User], Api]) -> None:
    earn(seller, 1_000_00, order="SC-9")
    bank_data(seller)
    rate(at=LATER)
    payout = schedule(open_one(seller))
    other = proved_in(member(firm("Other"), "owner", "other"))
    assert other.get("/seller/balance").json()["items"] == []
    assert other.get("/seller/statements").json()["items"] == []
    assert other.get("/seller/statements/2026-11/CNY").json()["items"] == []
    assert other.get(f"/seller/payouts/{payout.pk}").status_code == 404
