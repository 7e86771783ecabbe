"""Is an account for payouts changed in the console by whoever looks after money, and nobody else?"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Seller
from news.models import Mail
from payments.models import PayoutAccount
from payments.policy import PAYOUT_ACCOUNT_RESTS_FOR
from tests import desks
from tests.consoles.test_seller_forms import form
from tests.consoles.test_seller_pages import member
from tests.consoles.test_seller_people import asks, owner_of, said, stale
from tests.orders.market import Market

GIVEN = {
    "verb": "account",
    "account_number": "KZ98 999D EMO0 0000 0001",
    "bic": "DEMOKZKA",
    "bank": "Demo Bank, Almaty",
    "kbe": "17",
}


@pytest.fixture
def console(shop: Market, mill: Seller) -> Client:
    """The console of its owner, who has just signed in."""
    return member(shop, mill, "owner")


def post(console: Client, **given: str) -> Any:
    filled = {**form(console, reverse("seller:money"), "account"), **GIVEN, **given}
    return console.post(reverse("seller:money"), filled, follow=True)


def test_an_account_is_changed_rests_first_and_shows_its_end_alone(console: Client, mill: Seller) -> None:
    assert said(post(console)) == ["The account is taken down. It rests for some days before it is used."]
    row = PayoutAccount.objects.get()
    assert (row.organisation, row.holder, row.number_end) == (mill.organisation, mill.legal_name, "0001")
    assert row.usable_from == row.created_at + PAYOUT_ACCOUNT_RESTS_FOR
    assert row.by_id == owner_of(mill).pk
    assert [mail.user for mail in Mail.objects.filter(kind="payout.account_changed")] == [owner_of(mill)]
    shown = console.get(reverse("seller:money")).text
    assert "0001" in shown
    assert "KZ98999DEMO000000001" not in shown


def test_it_asks_for_a_code_and_keeps_what_was_typed(console: Client, mill: Seller) -> None:
    filled = {**form(console, reverse("seller:money"), "account"), **GIVEN}
    asked = stale(console).post(reverse("seller:money"), filled)
    assert asks(asked)
    assert GIVEN["account_number"] in asked.text
    assert not PayoutAccount.objects.exists()
    code = desks.next_code(owner_of(mill))
    console.post(reverse("seller:money"), {**filled, "_confirming_then": "", "_confirming_code": code})
    assert PayoutAccount.objects.get().number_end == "0001"


def test_a_form_that_is_posted_twice_lets_the_account_rest_once(console: Client) -> None:
    filled = {**form(console, reverse("seller:money"), "account"), **GIVEN}
    for told in (
        "The account is taken down. It rests for some days before it is used.",
        "Somebody changed it meanwhile: look again.",
    ):
        assert said(console.post(reverse("seller:money"), filled, follow=True)) == [told]
    assert PayoutAccount.objects.count() == 1


def test_what_can_not_be_right_is_said_field_by_field(console: Client) -> None:
    # Its check digits are of another number; the bank is in China.
    told = post(console, account_number="KZ97999DEMO000000001", bic="DEMOCNBJ", kbe="99")
    assert " ".join(said(told)) == (
        "This account number can't be right: look at its digits again."
        " This BIC can't be right: it has 8 or 11 characters, and is of a bank in your country."
        " A KBe has two digits, such as 17; only accounts in Kazakhstan have one."
    )
    assert said(post(console, bank=" ")) == ["Say what the bank is called."]
    assert not PayoutAccount.objects.exists()


def test_finance_changes_it_and_nobody_else(shop: Market, mill: Seller) -> None:
    for role, status in (("catalogue", 403), ("warehouse", 403), ("finance", 200)):
        answer = member(shop, mill, role).post(reverse("seller:money"), GIVEN, follow=True)
        assert answer.status_code == status, role
    assert PayoutAccount.objects.count() == 1
