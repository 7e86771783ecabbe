"""Does nobody bring in more than one person may within a year, whoever's account orders?"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from accounts.operations.signing_in import issue_token
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from orders.errors import OverAnnualLimit, OverPersonLimit
from orders.models import Allowance, AllowanceTake, ImportIdentity, Order, OrderGroup
from orders.operations import accepting, cancelling, expiring, identifying
from orders.operations.allowing import give_back_allowance, take_allowances
from orders.queries.allowances import year_so_far
from shop.made_up import identity_number
from tests.orders.claims import broken
from tests.orders.market import Market, Shopper

SUGAR = "170199"


def owned(verb: Callable[..., Any], **facts: Any) -> Any:
    return owns_transaction(verb)(**facts)


def used(**of: Any) -> dict[str, int]:
    """What is booked, by goods."""
    return dict(Allowance.objects.filter(**of).values_list("goods", "used"))


def value_of(order: Order) -> int:
    return order.goods_minor + order.freight_minor + order.insurance_minor


def cancel(order: Order, by: Shopper) -> None:
    owned(cancelling.cancel_order, order=order, reason="", at=by.market.at, by=by.actor)


def says(value_minor: int, *, year: int = 2026, limit_minor: int = 2_600_000) -> Mapping[str, Any]:
    """What a quote says of the year."""
    said = {"year": year, "limit_minor": limit_minor, "value_minor": value_minor, "masses": []}
    return {"allowance": said}


def an_order(market: Market, wang: Shopper) -> Order:
    """One that has taken nothing of anybody's year."""
    order = wang.buy((market.listing(market.seller()), 1)).orders.get()
    owned(give_back_allowance, order=order)
    AllowanceTake.objects.all().delete()
    return order


# ---- rule 4 ----------------------------------------------------------------------------


def test_26000_yuan_pass_and_a_fen_more_does_not(market: Market, wang: Shopper) -> None:
    order, someone = an_order(market, wang), ImportIdentity.objects.get()

    def take(year: int, *values: int) -> None:
        for value in values:
            AllowanceTake.objects.filter(allowance__year=year).delete()
            owned(take_allowances, identity=someone, orders=[(order, says(value, year=year))], at=market.at)

    # 24,500 + 1,500 = 26,000.
    take(2026, 2_450_000, 150_000)
    with pytest.raises(OverAnnualLimit) as refused:
        take(2026, 1)
    facts = refused.value.facts
    assert (facts["spent_minor"], facts["value_minor"], facts["limit_minor"]) == (2_600_000, 1, 2_600_000)
    # 24,500 + 1,600 = 26,100.
    take(2027, 2_450_000)
    with pytest.raises(OverAnnualLimit):
        take(2027, 160_000)
    assert used(year=2027) == {"": 2_450_000}


def test_a_checkout_takes_goods_freight_and_insurance_of_the_year_of_declaration(
    market: Market, wang: Shopper
) -> None:
    order = wang.buy((market.listing(market.seller()), 3)).orders.get()
    [take] = AllowanceTake.objects.select_related("allowance")
    assert (take.taken, take.left) == (value_of(order), value_of(order))
    assert take.allowance.year == 2026
    assert (take.allowance.used, take.allowance.most) == (value_of(order), 2_600_000)
    assert broken() == []


def test_the_quote_says_what_is_left(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    first = wang.buy((listing, 2)).orders.get()
    said = wang.quote(wang.fill((listing, 1))).document["orders"][0]["allowance"]
    assert said["used_minor"] == value_of(first)
    assert said["limit_minor"] == 2_600_000


def test_two_sellers_of_one_cart_share_the_year(market: Market, wang: Shopper) -> None:
    mills = market.seller("KZ01"), market.seller("KZ02", "490440000271")
    dear = [market.listing(mill, f"DEAR-{mill.code}", price_minor=1_500_000) for mill in mills]
    with pytest.raises(OverAnnualLimit) as refused:
        wang.quote(wang.fill((dear[0], 1), (dear[1], 1)))
    assert 1_500_000 < int(str(refused.value.facts["spent_minor"])) < 1_600_000


def test_the_quote_counts_what_another_account_ordered_in_this_name(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), price_minor=1_500_000)
    wang.buy((listing, 1))
    li = market.buyer("li")
    li.identity = owned(
        identifying.add_identity, name="王芳", number=identity_number(0), at=market.at, by=li.actor
    )
    with pytest.raises(OverAnnualLimit):
        li.quote(li.fill((listing, 1)))


# ---- rule 5 ----------------------------------------------------------------------------


def test_sugar_is_two_kilograms_a_person_and_year(market: Market, wang: Shopper) -> None:
    half = market.listing(market.seller(), "SUGAR", hs6=SUGAR, gross_g=544)
    order = wang.buy((half, 3)).orders.get()
    # 1.5 kg of the group, and of the code that the list names.
    assert {**used(), "": 0} == {"": 0, "sugar": 1_500, SUGAR: 1_500}
    someone = ImportIdentity.objects.get()
    assert year_so_far(someone, 2026).net_g == {SUGAR: 1_500}
    with pytest.raises(OverPersonLimit) as refused:
        wang.quote(wang.fill((half, 2)))
    assert (refused.value.facts["imported_g"], refused.value.facts["limit_g"]) == (1_500, 2_000)
    wang.buy((half, 1))
    assert used()["sugar"] == 2_000
    cancel(order, wang)
    assert used()["sugar"] == 500
    assert broken() == []


def test_two_quotes_of_sugar_become_one_order(market: Market, wang: Shopper) -> None:
    kilogram = market.listing(market.seller(), "SUGAR", hs6=SUGAR, gross_g=1_544)
    carts = [wang.fill((kilogram, 1)) for _ in range(2)]
    quotes = [wang.quote(cart) for cart in carts]
    wang.place(carts[0], quotes[0])
    with pytest.raises(OverPersonLimit) as refused:
        wang.place(carts[1], quotes[1])
    assert refused.value.facts["net_g"] == 1_500
    assert OrderGroup.objects.count() == 1


# ---- what is given back ----------------------------------------------------------------


def ended_by_cancelling(order: Order, wang: Shopper) -> None:
    cancel(order, wang)


def ended_by_expiring(order: Order, wang: Shopper) -> None:
    at = wang.market.at + timedelta(hours=2)
    assert owned(expiring.expire_group, group=order.group, at=at, by=SYSTEM) == 1


@pytest.mark.parametrize("end", [ended_by_cancelling, ended_by_expiring])
def test_an_order_that_ends_gives_its_year_back_once(
    market: Market, wang: Shopper, end: Callable[[Order, Shopper], None]
) -> None:
    order = wang.buy((market.listing(market.seller()), 2)).orders.get()
    end(order, wang)
    assert used() == {"": 0}
    assert owned(give_back_allowance, order=order) == 0
    assert used() == {"": 0}
    assert broken() == []


def test_an_order_that_its_seller_declines_gives_its_year_back(
    market: Market, wang: Shopper, drain_jobs: Callable[[], object]
) -> None:
    order = wang.buy_and_pay(drain_jobs, (market.listing(market.seller()), 2))
    assert used() == {"": value_of(order)}
    owned(accepting.decline, order=order, reason="", at=market.at, by=SYSTEM)
    assert used() == {"": 0}


def test_what_comes_back_in_part_is_given_back_in_part_and_no_more_than_stands(
    market: Market, wang: Shopper
) -> None:
    half = market.listing(market.seller(), "SUGAR", hs6=SUGAR, gross_g=544)
    order = wang.buy((half, 2)).orders.get()
    assert owned(give_back_allowance, order=order, value_minor=1_000, net_g={SUGAR: 500}) == 1_000
    assert used() == {"": value_of(order) - 1_000, "sugar": 500, SUGAR: 500}
    rest = value_of(order) - 1_000
    assert owned(give_back_allowance, order=order, value_minor=10 * rest, net_g={SUGAR: 9_000}) == rest
    assert used() == {"": 0, "sugar": 0, SUGAR: 0}
    assert broken() == []


def test_a_booking_without_an_order_is_found(market: Market, wang: Shopper) -> None:
    order = wang.buy((market.listing(market.seller()), 1)).orders.get()
    Allowance.objects.update(used=value_of(order) + 1)
    assert broken() == ["what is booked of a person's year is what standing orders take of it"]
    Allowance.objects.update(used=value_of(order) - 1)
    AllowanceTake.objects.update(taken=value_of(order) - 1, left=value_of(order) - 1)
    assert len(broken()) == 1


# ---- at the same time ------------------------------------------------------------------


def credential_of(shopper: Shopper) -> str:
    user = shopper.address.buyer.user
    return str(owned(issue_token, user=user, user_agent="pytest", at=now()).token)


def test_of_two_accounts_in_one_name_one_passes_26000_and_the_other_once_it_cancels(
    transactional_db: None, live_server: Any
) -> None:
    market = Market(at=now()).open()
    dear = market.listing(market.seller(), price_minor=1_400_000)
    twins = [market.buyer(name) for name in ("wang", "li")]
    for shopper in twins:
        # One person, whichever account they use: 14,000 yuan twice are more than 26,000.
        assert shopper.identity is not None
        owned(identifying.remove_identity, identity=shopper.identity, at=market.at)
        shopper.identity = owned(
            identifying.add_identity, name="王芳", number=identity_number(500), at=market.at, by=shopper.actor
        )
    clients = [_client(live_server.url, shopper) for shopper in twins]
    sent = [_quoted(client, shopper, str(dear.pk)) for client, shopper in zip(clients, twins, strict=True)]

    def check_out(which: int, key: str) -> httpx.Response:
        path, body = sent[which]
        return clients[which].post(path, json=body, headers={"Idempotency-Key": f"{key}-{which}-000"})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda which: check_out(which, "at-once"), range(2)))
    assert sorted(each.status_code for each in answers) == [201, 422]
    winner = next(which for which, each in enumerate(answers) if each.status_code == 201)
    refused = answers[1 - winner].json()
    assert refused["code"] == "regime.annual_limit"
    order = Order.objects.get()
    assert refused["spent_minor"] == value_of(order)
    assert refused["limit_minor"] == 2_600_000
    assert used() == {"": value_of(order)}

    gone = clients[winner].post(
        f"/api/v1/orders/{order.pk}/cancel",
        json={"reason": "Changed my mind."},
        headers={"Idempotency-Key": "cancel-0001"},
    )
    assert gone.status_code == 200, gone.text
    assert used() == {"": 0}
    assert check_out(1 - winner, "again").status_code == 201
    assert broken() == []
    for client in clients:
        client.close()


def _client(url: str, shopper: Shopper) -> httpx.Client:
    return httpx.Client(
        base_url=url, headers={"Authorization": f"Bearer {credential_of(shopper)}"}, timeout=60
    )


def _quoted(client: httpx.Client, shopper: Shopper, listing_id: str) -> tuple[str, dict[str, str]]:
    """Where one unit is checked out, and with what."""
    cart = client.post("/api/v1/carts", json={"market": "CN"}).json()["id"]
    path = f"/api/v1/carts/{cart}"
    client.post(f"{path}/lines", json={"listing_id": listing_id, "quantity": 1})
    quote = client.post(f"{path}/quote", json={"address_id": str(shopper.address.pk)}).json()
    assert quote["orders"][0]["allowance"]["used"]["amount"] == "0.00"
    return f"{path}/checkout", {"quote_id": quote["id"]}


def test_eight_checkouts_at_once_in_one_name_fill_the_year_and_no_more(
    at_once: Callable[..., list[Any]],
) -> None:
    market = Market(at=now()).open()
    wang = market.buyer("wang")
    # 4,400 yuan with little carriage: five are less than 26,000, six are more.
    listing = market.listing(market.seller(), price_minor=440_000, units=100)
    carts = [wang.fill((listing, 1)) for _ in range(8)]
    quotes = [wang.quote(cart) for cart in carts]
    answers = at_once(
        [
            lambda cart=cart, quote=quote: wang.place(cart, quote)
            for cart, quote in zip(carts, quotes, strict=True)
        ]
    )
    passed = [each for each in answers if isinstance(each, OrderGroup)]
    refused = [each for each in answers if isinstance(each, OverAnnualLimit)]
    assert (len(passed), len(refused)) == (5, 3)
    assert used()[""] == sum(value_of(order) for order in Order.objects.all()) <= 2_600_000
    assert broken() == []
