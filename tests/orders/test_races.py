"""Does one checkout stay one, however often it is sent at the same instant?"""

from collections.abc import Callable
from typing import Any

from accounts.operations.signing_in import issue_token
from kit.clock import now
from kit.transactions import owns_transaction
from orders.models import OrderGroup
from tests.api import Api
from tests.orders.market import Market, reserved_units

TIMES = 20


def test_twenty_identical_checkouts_at_once_make_one_order_with_one_answer(
    at_once: Callable[..., list[Any]],
) -> None:
    market = Market(at=now()).open()
    wang = market.buyer("wang")
    listing = market.listing(market.seller())
    cart = wang.fill((listing, 1))
    wanted = {"quote_id": str(wang.quote(cart).pk)}
    credential = owns_transaction(issue_token)(
        user=wang.address.buyer.user, user_agent="pytest", at=now()
    ).token

    def check_out() -> Any:
        return Api(credential).post(f"/carts/{cart.pk}/checkout", wanted, key="sent-twenty-times")

    answers = at_once([check_out] * TIMES)
    first = check_out()
    assert first.headers["Idempotent-Replayed"] == "true"
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.content for answer in answers if answer.status_code == 201} == {first.content}
    told_to_wait = [answer for answer in answers if answer.status_code == 409]
    assert all(answer.headers["Retry-After"] == "1" for answer in told_to_wait)
    assert OrderGroup.objects.count() == 1
    assert reserved_units(listing) == 1
