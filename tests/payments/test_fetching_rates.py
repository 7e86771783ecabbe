"""Are central banks asked when their hour has come, and is nothing but a document believed?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kit.transactions import owns_transaction
from payments.models import FxRate, RateDocument, RateFeed
from payments.operations import fetching
from payments.operations.fetching import NotFetched, claim_feed, day_expected, fetch, fetch_due, next_turn
from payments.policy import FX_LEASE
from payments.readers.published import MOST_BYTES
from tests.gateways.serving import Asked, Gateway, Said
from tests.payments.published import EUROPEAN, NATIONAL, archive, european

# 14:00 in Almaty, 10:00 in Frankfurt, on a Monday.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)


class CentralBank(Gateway):
    """Answers by path; whatever else it is asked for is away."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, Said] = {}
        self.asked: list[Asked] = []

    def perform(self, asked: Asked) -> Said:
        self.asked.append(asked)
        return self.pages.get(asked.path, Said(b"away", 503))


@pytest.fixture
def bank(settings: Any) -> Iterator[CentralBank]:
    with CentralBank() as bank:
        settings.EXCHANGE_RATE_FEEDS = {"nbk": f"{bank.url}/nbk?fdate={{day}}"}
        yield bank


def feed() -> RateFeed:
    return RateFeed.objects.get(publisher="nbk")


@pytest.mark.django_db(transaction=True)
def test_a_publisher_is_asked_for_the_day_and_its_rates_count(bank: CentralBank) -> None:
    bank.pages["/nbk"] = Said(archive(TODAY))
    assert fetch_due(at=NOW) == ["nbk"]
    assert bank.asked[0].query == {"fdate": "23.11.2026"}
    assert bank.asked[0].headers["accept-encoding"] == "identity"
    assert FxRate.objects.filter(date=TODAY).count() == 5
    # Its next hour is ten minutes after midnight in Almaty, five hours before that in London.
    assert feed().due_at == datetime(2026, 11, 23, 19, 10, tzinfo=UTC)
    assert (feed().attempts, feed().error, feed().answered_at) == (0, "", NOW)
    assert fetch_due(at=NOW + timedelta(hours=1)) == []


@pytest.mark.django_db(transaction=True)
def test_who_does_not_answer_is_asked_again_with_growing_pauses(bank: CentralBank) -> None:
    at = NOW
    for pause in (5, 10, 20, 40, 60, 60):
        assert fetch_due(at=at) == ["nbk"]
        assert feed().error == "the answer is 503"
        assert feed().due_at == at + timedelta(minutes=pause)
        assert fetch_due(at=feed().due_at - timedelta(seconds=1)) == []
        at = feed().due_at
    bank.pages["/nbk"] = Said(archive(TODAY))
    fetch_due(at=at)
    assert (feed().attempts, feed().error) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_yesterdays_document_is_kept_and_asked_past(bank: CentralBank) -> None:
    bank.pages["/nbk"] = Said(archive(FRIDAY))
    fetch_due(at=NOW)
    assert FxRate.objects.filter(date=FRIDAY).exists()
    assert feed().error == "no rates of 2026-11-23 yet"
    bank.pages["/nbk"] = Said(archive(TODAY))
    fetch_due(at=feed().due_at)
    assert FxRate.objects.filter(date=TODAY).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(b"<html>sorry</html>"), "html"),
        (Said(archive(TODAY, {**NATIONAL, "USD": "0"})), "no rate above nothing"),
        (Said(european((TODAY, EUROPEAN))), "another publisher"),
        (Said(b" " * (MOST_BYTES + 1)), "more than 524288 bytes"),
        (Said(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "packed"),
        (Said(b"", 302, {"Location": "https://example.com/rates"}), "another host"),
        (Said(b"", 302, {"Location": "/nbk"}), "too many redirects"),
    ],
)
def test_what_is_no_document_of_the_publisher_publishes_nothing(
    bank: CentralBank, said: Said, why: str
) -> None:
    bank.pages["/nbk"] = said
    fetch_due(at=NOW)
    assert why in feed().error
    assert not FxRate.objects.exists()
    assert not RateDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_absurd_document_waits_for_finance_and_is_not_asked_for_again_today(bank: CentralBank) -> None:
    bank.pages["/nbk"] = Said(archive(FRIDAY))
    fetch_due(at=NOW)
    bank.pages["/nbk"] = Said(archive(TODAY, {**NATIONAL, "USD": "52.00"}))
    fetch_due(at=feed().due_at)
    assert RateDocument.objects.get(state="held").last_date == TODAY
    assert feed().error == ""
    assert not FxRate.objects.filter(date=TODAY).exists()


@pytest.mark.django_db
def test_whose_turn_it_is_one_asker_takes_until_its_lease_ends() -> None:
    claim = owns_transaction(claim_feed)
    first = claim(publisher="nbk", at=NOW)
    assert first is not None
    assert claim(publisher="nbk", at=NOW) is None
    second = claim(publisher="nbk", at=NOW + FX_LEASE)
    assert second is not None
    # The first was too slow: what it says counts no more.
    owns_transaction(fetching.end_attempt)(first, error="late", at=NOW + FX_LEASE)
    assert (feed().error, feed().token) == ("", 2)


@pytest.mark.django_db
def test_nobody_is_asked_where_no_source_is_set(settings: Any) -> None:
    settings.EXCHANGE_RATE_FEEDS = {}
    assert fetch_due(at=NOW) == []
    assert not RateFeed.objects.exists()


def test_a_redirect_on_the_same_host_is_followed(bank: CentralBank) -> None:
    bank.pages |= {"/old": Said(b"", 301, {"Location": "/new"}), "/new": Said(b"here")}
    assert fetch(f"{bank.url}/old") == b"here"
    with pytest.raises(NotFetched):
        fetch("http://127.0.0.1:9/closed")


@pytest.mark.parametrize(
    ("publisher", "at", "day", "turn"),
    [
        # Almaty is five hours ahead: 00:09 there is not yet the day's hour, 00:10 is.
        ("nbk", "2026-11-22T19:09Z", date(2026, 11, 22), "2026-11-22T19:10Z"),
        ("nbk", "2026-11-22T19:10Z", date(2026, 11, 23), "2026-11-23T19:10Z"),
        # Frankfurt is one hour ahead in winter, two in summer.
        ("ecb", "2026-11-23T15:09Z", date(2026, 11, 20), "2026-11-23T15:10Z"),
        ("ecb", "2026-11-20T15:10Z", date(2026, 11, 20), "2026-11-23T15:10Z"),
        ("ecb", "2026-07-15T14:10Z", date(2026, 7, 15), "2026-07-16T14:10Z"),
        # No rates from Good Friday to Easter Monday, 2026-04-03 to 04-06.
        ("ecb", "2026-04-06T20:00Z", date(2026, 4, 2), "2026-04-07T14:10Z"),
    ],
)
def test_each_publisher_has_its_hour_by_its_own_clock(publisher: str, at: str, day: date, turn: str) -> None:
    instant = datetime.fromisoformat(at)
    assert day_expected(publisher, at=instant) == day
    assert next_turn(publisher, after=instant) == datetime.fromisoformat(turn)
