"""Who gets which document of an order over REST, in which language?"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import User
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from orders.models import Order, OrderGroup
from orders.operations import accepting
from payments.models import IssuedDocument
from tests.api import Api
from tests.conftest import Jobs
from tests.kit.test_typesetting import read
from tests.orders.market import Market, Shopper, capture
from tests.orders.test_sharing import rule
from tests.payments.books import member

SignIn = Callable[[User], Api]


def person(shopper: Shopper) -> User:
    return shopper.address.buyer.user


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    """Two bags of flour for 35.00 CNY, paid and accepted; 10 % of them are commission."""
    rule()
    made = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))
    owns_transaction(accepting.accept)(order=made, at=now(), by=SYSTEM)
    jobs.drain()
    return made


@pytest.fixture
def buyer(order: Order, wang: Shopper, signed_in: SignIn) -> Api:
    return signed_in(person(wang))


def listed(api: Api, address: str) -> list[dict[str, Any]]:
    answer = api.get(address)
    assert answer.status_code == 200, answer.content
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_buyer_sees_the_invoice_of_their_order_and_not_what_its_seller_pays(
    buyer: Api, order: Order
) -> None:
    [item] = listed(buyer, f"/orders/{order.pk}/documents")
    assert (item["number"], item["subject"], item["total"]["amount"]) == ("INV-2026-000001", "goods", "35.00")
    shown = buyer.get(f"/orders/{order.pk}/documents/{item['id']}").json()
    assert shown["recipient"]["name"] == "王芳"
    assert shown["vat_rates"] == [
        {
            "percent": "0",
            "net": {"amount": "35.00", "currency": "CNY"},
            "vat": {"amount": "0.00", "currency": "CNY"},
        }
    ]


def test_the_paper_comes_in_the_language_asked_for(buyer: Api, order: Order) -> None:
    [item] = listed(buyer, f"/orders/{order.pk}/documents")
    answer = buyer.get(f"/orders/{order.pk}/documents/{item['id']}?format=pdf&lang=kk")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="INV-2026-000001.pdf"'
    assert "Шот (инвойс)" in read(answer.content)
    again = buyer.get(f"/orders/{order.pk}/documents/{item['id']}?format=pdf&lang=kk")
    assert again.content == answer.content


def test_without_a_word_it_comes_in_the_language_that_its_reader_chose(
    buyer: Api, order: Order, wang: Shopper
) -> None:
    User.objects.filter(pk=person(wang).pk).update(language="zh-Hans")
    [item] = listed(buyer, f"/orders/{order.pk}/documents")
    address = f"/orders/{order.pk}/documents/{item['id']}?format=pdf"
    assert "商业发票" in read(buyer.get(address).content)
    assert "Счёт (инвойс)" in read(buyer.get(address, accept_language="ru").content)


@pytest.mark.parametrize(("asked", "pointer"), [("lang=de", "/lang"), ("lang=kk&page=2", "/page")])
def test_what_is_not_offered_is_refused_by_name(buyer: Api, order: Order, asked: str, pointer: str) -> None:
    [item] = listed(buyer, f"/orders/{order.pk}/documents")
    answer = buyer.get(f"/orders/{order.pk}/documents/{item['id']}?{asked}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_another_buyer_finds_neither_list_nor_paper(order: Order, market: Market, signed_in: SignIn) -> None:
    stranger = signed_in(person(market.buyer("li")))
    document = IssuedDocument.objects.get(subject="goods")
    for address in (
        f"/orders/{order.pk}/documents",
        f"/orders/{order.pk}/documents/{document.pk}?format=pdf",
    ):
        assert stranger.get(address).status_code == 404


def test_a_buyer_finds_the_invoice_of_the_sellers_commission_nowhere(buyer: Api, order: Order) -> None:
    document = IssuedDocument.objects.get(subject="commission")
    assert buyer.get(f"/orders/{order.pk}/documents/{document.pk}").status_code == 404


def test_a_sellers_finance_sees_both_and_may_ask_for_one_kind(order: Order, proved_in: SignIn) -> None:
    finance = proved_in(member(order.seller.organisation, "finance"))
    assert [each["subject"] for each in listed(finance, "/seller/documents")] == ["commission", "goods"]
    [item] = listed(finance, "/seller/documents?subject=commission")
    assert (item["net"]["amount"], item["vat"]["amount"]) == ("3.50", "0.56")
    assert listed(finance, f"/seller/documents?order={order.number}&kind=credit_note") == []
    answer = finance.get(f"/seller/documents/{item['id']}?format=pdf&lang=ru")
    assert "НДС 16 % с 3,50 ¥" in read(answer.content)


def test_a_seller_without_that_role_or_another_seller_sees_none(
    order: Order, market: Market, proved_in: SignIn
) -> None:
    warehouse = proved_in(member(order.seller.organisation, "warehouse"))
    assert warehouse.get("/seller/documents").status_code == 403
    other = proved_in(member(market.seller("KZ02", "490340000218").organisation, "owner", "saule"))
    assert listed(other, "/seller/documents") == []
    document = IssuedDocument.objects.first()
    assert document is not None
    assert other.get(f"/seller/documents/{document.pk}").status_code == 404


# ---- bills ------------------------------------------------------------------------------


@pytest.fixture
def group(market: Market, wang: Shopper) -> OrderGroup:
    return wang.buy((market.listing(market.seller()), 2))


def test_a_bill_says_what_is_to_be_transferred_in_words_too(
    group: OrderGroup, wang: Shopper, signed_in: SignIn
) -> None:
    payment = wang.start_payment(group)
    api = signed_in(person(wang))
    shown = api.get(f"/payments/{payment.pk}/bill").json()
    assert shown["number"] == payment.provider_ref
    assert shown["total"] == {"amount": payment.amount.amount, "currency": "CNY"}
    # Monday, and three banking days after it.
    assert (shown["issue_date"], shown["due_date"]) == ("2026-11-23", "2026-11-26")
    assert set(shown["words"]) == {"ru", "kk"}
    text = read(api.get(f"/payments/{payment.pk}/bill?format=pdf&lang=ru").content)
    for said in ("Счёт на оплату", payment.provider_ref, shown["words"]["ru"], shown["account"], "王芳"):
        assert said in text, said


def test_the_bill_is_for_its_own_buyer(
    group: OrderGroup, wang: Shopper, market: Market, signed_in: SignIn
) -> None:
    payment = wang.start_payment(group)
    stranger = signed_in(person(market.buyer("li")))
    assert stranger.get(f"/payments/{payment.pk}/bill").status_code == 404


def test_what_was_paid_has_no_bill_any_more(group: OrderGroup, wang: Shopper, signed_in: SignIn) -> None:
    api = signed_in(person(wang))
    payment = wang.start_payment(group)
    capture(payment, at=wang.market.at)
    answer = api.get(f"/payments/{payment.pk}/bill")
    assert (answer.status_code, answer.json()["code"]) == (409, "payments.no_bill")


def test_the_due_day_is_the_last_on_which_money_may_come(group: OrderGroup, wang: Shopper) -> None:
    payment = wang.start_payment(group)
    # Midnight in Almaty, which is five hours ahead, begins the day after.
    assert payment.expires_at == datetime.fromisoformat("2026-11-27T00:00:00+05:00")
    assert payment.expires_at.date() == date(2026, 11, 26)
