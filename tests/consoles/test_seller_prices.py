"""Does a seller see in the console what a rule makes of many prices, before and after it holds?"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from catalog.models import Listing, Price, Repricing, Seller
from tests import desks
from tests.orders.market import Market


@pytest.fixture
def console(shop: Market, mill: Seller) -> Client:
    """The console of who keeps its catalogue."""
    user = shop.user("keeper")
    Membership.objects.create(user=user, organisation=mill.organisation, role="catalogue", created_at=shop.at)
    return desks.enter_console(user)


def typed(console: Client, **given: str) -> Any:
    filled = {"verb": "preview", "market": "CN", "way": "percent", "value": "-10", **given}
    return console.post(reverse("seller:prices"), filled, follow=True)


def said(answer: Any) -> list[str]:
    return [str(each) for each in answer.context["messages"]]


def post(console: Client, verb: str) -> list[str]:
    address = reverse("seller:repricing", args=(Repricing.objects.get().pk,))
    return said(console.post(address, {"verb": verb}, follow=True))


def test_prices_are_looked_at_set_and_taken_back(console: Client, flour: Listing) -> None:
    answer = typed(console, skus="FLR-2KG, NONE")
    assert said(answer) == ["No price has changed yet: look, then set them."]
    # 17.50 less a tenth.
    assert "15.75" in answer.content.decode()
    assert Price.objects.get().amount_minor == 1750
    assert post(console, "apply") == ["The prices are set; orders and quotes keep theirs."]
    assert Price.objects.get().amount_minor == 1575
    assert post(console, "undo") == ["The prices are as before."]
    assert Price.objects.get().amount_minor == 1750


@pytest.mark.parametrize("value", ["", "x", "nan", "-100", "901", "1e3000", "2.555"])
def test_what_is_no_percentage_is_said_to_be_none(console: Client, flour: Listing, value: str) -> None:
    assert said(typed(console, value=value)) == [f"“{value}” is no such number."]
    assert not Repricing.objects.exists()


def test_a_sum_and_a_fixed_price_are_of_the_market(console: Client, flour: Listing) -> None:
    assert said(typed(console, way="amount", value="1,505")) == ["“1.505” is no such number."]
    assert "19.00" in typed(console, way="amount", value="1,50").content.decode()
    assert "99.90" in typed(console, way="price", value="99.90").content.decode()


def test_a_move_beyond_the_usual_is_marked(console: Client, flour: Listing) -> None:
    assert "+40 %: more than usual" in typed(console, value="40").content.decode()
