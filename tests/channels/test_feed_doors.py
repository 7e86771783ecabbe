"""Does a seller open, see and close feeds over REST, and does whoever has the address fetch them?"""

from typing import Any

import pytest
from django.test import Client

from accounts.policy import Limit
from channels.models import GoodsFeed
from channels.operations import feeding
from channels.rest import serving_feeds
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests.api import Api
from tests.catalog.trade import Trade, made, pointers
from tests.channels.feed_goods import CSV, GOOGLE, KASPI, goods, look, opened, rated, reprice
from tests.conftest import Jobs


@pytest.fixture
def trade(db: None) -> Trade:
    """A mill and a farm."""
    return Trade()


@pytest.fixture
def owner(trade: Trade) -> Api:
    """Who owns the mill."""
    return trade.member(trade.mill, "owner")


def fetch(url: str, **headers: str) -> Any:
    """What a marketplace gets at an address of ours."""
    return Client().get(f"/{url.split('/', 3)[3]}", headers=headers)


def body(answer: Any) -> str:
    """The document of a streamed answer."""
    return b"".join(answer.streaming_content).decode()


def test_a_feed_goes_its_whole_way(trade: Trade, owner: Api, jobs: Jobs) -> None:
    goods(trade)
    shown = made(owner.post("/seller/feeds", GOOGLE))
    assert (shown["status"], shown["edition"]) == ("filling", 0)
    waiting = fetch(shown["url"])
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "60")
    jobs.drain()
    shown = owner.get(f"/seller/feeds/{shown['id']}").json()
    assert (shown["status"], shown["sold_count"], shown["withdrawn_count"]) == ("ready", 1, 0)
    answer = fetch(shown["url"])
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert "<g:id>FLR-2KG</g:id>" in body(answer)
    assert owner.get(f"/seller/feeds/{shown['id']}").json()["fetched_at"] is not None
    closed = owner.post(f"/seller/feeds/{shown['id']}/close").json()
    assert (closed["status"], closed["url"]) == ("closed", None)
    assert fetch(shown["url"]).status_code == 404
    assert owner.post(f"/seller/feeds/{shown['id']}/close").status_code == 409


def test_what_didnt_change_isnt_sent_again(trade: Trade, owner: Api) -> None:
    flour = goods(trade)
    feed = opened(trade, GOOGLE)
    url = owner.get(f"/seller/feeds/{feed.pk}").json()["url"]
    tag = fetch(url).headers["ETag"]
    again = fetch(url, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    reprice(flour, 1_000)
    look(feed)
    assert "10.00 CNY" in body(fetch(url, if_none_match=tag))


def test_a_proxy_may_weaken_the_tag_and_ask_for_the_head_alone(trade: Trade, owner: Api) -> None:
    goods(trade)
    feed = opened(trade, GOOGLE)
    url = owner.get(f"/seller/feeds/{feed.pk}").json()["url"]
    tag = fetch(url).headers["ETag"]
    for known in (f"W/{tag}", "*", f'"other", {tag}'):
        assert fetch(url, if_none_match=known).status_code == 304
    head = Client().head(f"/{url.split('/', 3)[3]}")
    assert (head.headers["ETag"], "Content-Length" in head.headers) == (tag, False)


def test_the_secret_stands_in_no_path(trade: Trade, owner: Api) -> None:
    url = made(owner.post("/seller/feeds", GOOGLE))["url"]
    key = url.partition("?key=")[2]
    answer = fetch(url)
    assert (answer.status_code, len(key)) == (503, 40)
    assert key not in answer.request["PATH_INFO"]


def test_whoever_asks_for_changes_gets_no_more(trade: Trade, owner: Api) -> None:
    flour = goods(trade)
    goods(trade, "FLR-5KG")
    feed = opened(trade, CSV)
    url = owner.get(f"/seller/feeds/{feed.pk}").json()["url"]
    edition = fetch(url).headers["X-Feed-Edition"]
    reprice(flour, 1_000)
    look(feed)
    lines = body(fetch(f"{url}&after={edition}")).splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["FLR-2KG"]
    for wrong in ("-1", "x", "9" * 19):
        assert fetch(f"{url}&after={wrong}").status_code == 400


def test_kaspi_is_never_told_a_part(trade: Trade, owner: Api) -> None:
    goods(trade)
    rated("70")
    feed = opened(trade, KASPI)
    url = owner.get(f"/seller/feeds/{feed.pk}").json()["url"]
    assert fetch(f"{url}&after=1").status_code == 400


def test_another_address_ends_the_old_one(trade: Trade, owner: Api) -> None:
    goods(trade)
    feed = opened(trade, GOOGLE)
    old = owner.get(f"/seller/feeds/{feed.pk}").json()["url"]
    new = owner.post(f"/seller/feeds/{feed.pk}/change-address").json()["url"]
    assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)
    owns_transaction(feeding.close_feed)(feed=GoodsFeed.objects.get(pk=feed.pk), at=now(), by=SYSTEM)
    assert owner.post(f"/seller/feeds/{feed.pk}/change-address").json()["code"] == "channels.feed_closed"


def test_an_address_outlives_the_key_of_the_installation(trade: Trade, owner: Api, settings: Any) -> None:
    goods(trade)
    feed = opened(trade, GOOGLE)
    url = owner.get(f"/seller/feeds/{feed.pk}").json()["url"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the installation, long enough for all"
    assert fetch(url).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert fetch(url).status_code == 404


def test_nobody_guesses_an_address(trade: Trade, owner: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    goods(trade)
    feed = opened(trade, GOOGLE)
    url = owner.get(f"/seller/feeds/{feed.pk}").json()["url"]
    address, token = url.split("?key=")
    assert fetch(address).status_code == 404
    assert fetch(f"{address}?key={'0' * 40}").status_code == 404
    assert fetch(f"{address.removesuffix('xml')}csv?key={token}").status_code == 404
    monkeypatch.setattr(serving_feeds, "GUESSES", Limit(f"guess-{feed.pk.hex}", 1, 300))
    assert [fetch(f"{address}?key={'1' * 40}").status_code for _ in range(2)] == [404, 429]


def test_fetching_too_often_is_slowed_down(trade: Trade, owner: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    goods(trade)
    feed = opened(trade, GOOGLE)
    url = owner.get(f"/seller/feeds/{feed.pk}").json()["url"]
    monkeypatch.setattr(serving_feeds, "FETCHES", Limit("feed-of-a-test", 1, 300))
    assert fetch(url).status_code == 200
    slowed = fetch(url)
    assert (slowed.status_code, int(slowed.headers["Retry-After"]) > 0) == (429, True)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({**KASPI, "currency": "CNY"}, {"/currency"}),
        ({**KASPI, "merchant_id": ""}, {"/merchant_id"}),
        ({**GOOGLE, "link_template": "https://shop.example/goods"}, {"/link_template"}),
        ({"format": "google", "market": "CN", "language": "ru"}, {"/link_template"}),
        ({**CSV, "format": "xlsx", "language": "fr"}, {"/format", "/language"}),
        ({**CSV, "color": "red"}, {"/color"}),
    ],
)
def test_what_a_format_cant_tell_is_refused_by_its_field(
    owner: Api, asked: dict[str, str], wrong: set[str]
) -> None:
    refused = owner.post("/seller/feeds", asked)
    assert refused.status_code in (400, 422)
    assert set(pointers(refused)) == wrong
    assert not GoodsFeed.objects.exists()


def test_there_are_no_more_feeds_than_policy_allows(
    trade: Trade, owner: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "FEEDS_PER_SELLER", 1)
    made(owner.post("/seller/feeds", CSV))
    assert owner.post("/seller/feeds", GOOGLE).json()["code"] == "channels.too_many_feeds"


def test_whoever_keeps_the_catalogue_sees_feeds_and_opens_none(trade: Trade, owner: Api) -> None:
    feed = opened(trade, CSV)
    keeper, stranger = trade.member(trade.mill, "catalogue"), trade.member(trade.farm)
    assert [each["id"] for each in keeper.get("/seller/feeds").json()["items"]] == [str(feed.pk)]
    assert keeper.post("/seller/feeds", CSV).status_code == 403
    assert stranger.get("/seller/feeds").json()["items"] == []
    for path in ("", "/close", "/change-address"):
        way = stranger.post if path else stranger.get
        assert way(f"/seller/feeds/{feed.pk}{path}").status_code == 404
