"""How is a document of exchange rates read, and what is refused rather than guessed?"""

from datetime import date
from decimal import Decimal

import pytest

from payments.exchange import PairRate, pair_rates, strange_ones
from payments.readers import Unreadable
from payments.readers.published import MOST_BYTES, contents_of, read_rates
from tests.payments.published import EUROPEAN, NATIONAL, archive, european, feed

DAY = date(2026, 11, 23)
BEFORE = date(2026, 11, 20)
WITHOUT_YUAN = {code: rate for code, rate in NATIONAL.items() if code != "CNY"}


def tiny(code: str, rate: str) -> bytes:
    """So many tenge for a thousand of a currency."""
    return archive(DAY, {**NATIONAL, code: rate}, quantity={code: "1000"})


def pairs(data: bytes, *, today: date = DAY) -> dict[tuple[str, str], Decimal]:
    return {each.pair: each.rate for each in pair_rates(read_rates(data, today=today))}


def refusal(data: bytes, *, today: date = DAY) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_rates(data, today=today)
    return refused.value


@pytest.mark.parametrize("data", [archive(DAY), feed(DAY)])
def test_the_national_bank_says_tenge_for_a_unit_and_both_its_documents_are_read(data: bytes) -> None:
    assert read_rates(data, today=DAY).days[0].date == DAY
    assert pairs(data) == {
        ("USD", "KZT"): Decimal(520),
        ("EUR", "KZT"): Decimal("603.2"),
        ("CNY", "KZT"): Decimal("73.24"),
        ("RUB", "KZT"): Decimal("6.4"),
        # 1 / 73.24 = 0.0136537411…
        ("KZT", "CNY"): Decimal("0.01365374"),
    }


def test_what_is_quoted_for_a_hundred_units_is_worth_a_hundredth() -> None:
    data = archive(DAY, {**NATIONAL, "RUB": "640.00"}, quantity={"RUB": "100"})
    assert pairs(data)["RUB", "KZT"] == Decimal("6.4")


def test_the_european_central_bank_says_units_for_a_euro_and_the_dollar_is_crossed() -> None:
    data = european((DAY, EUROPEAN))
    # 8.2360 / 1.1600 = 7.1
    assert pairs(data) == {("EUR", "CNY"): Decimal("8.236"), ("USD", "CNY"): Decimal("7.1")}
    sources = [each.source for each in pair_rates(read_rates(data, today=DAY))]
    assert sources == ["European Central Bank", "European Central Bank: EUR/CNY ÷ EUR/USD"]


def test_a_history_is_read_from_its_oldest_day_on() -> None:
    data = european((DAY, EUROPEAN), (BEFORE, {**EUROPEAN, "CNY": "8.12"}))
    read = read_rates(data, today=DAY)
    assert [day.date for day in read.days] == [BEFORE, DAY]
    told = [f"{each.rate.normalize():f}" for each in pair_rates(read)]
    assert told == ["8.12", "7", "8.236", "7.1"]


def test_another_layout_of_the_same_numbers_says_the_same() -> None:
    once, again = (
        contents_of(read_rates(data, today=DAY))
        for data in (feed(DAY), feed(DAY, {**NATIONAL, "USD": " 520.0 "}).replace(b"<item>", b"\n  <item>"))
    )
    assert once == again


@pytest.mark.parametrize(
    ("data", "code", "facts"),
    [
        (
            archive(DAY, {k: v for k, v in NATIONAL.items() if k != "CNY"}),
            "missing_currency",
            {"field": "CNY"},
        ),
        (european((DAY, {"CNY": "8.2"})), "missing_currency", {"field": "USD"}),
        (archive(DAY, {**NATIONAL, "USD": "0"}), "bad_rate", {"place": "USD", "field": "description"}),
        (archive(DAY, {**NATIONAL, "USD": "-520"}), "bad_rate", {"place": "USD", "found": "-520"}),
        (archive(DAY, {**NATIONAL, "USD": "NaN"}), "bad_rate", {"found": "NaN"}),
        (archive(DAY, {**NATIONAL, "USD": "5.2e2"}), "bad_rate", {"found": "5.2e2"}),
        # What no column of eight places holds: less than half of the last one, and 1 ÷ it.
        (tiny("USD", "0.000001"), "bad_rate", {"field": "rate"}),
        (tiny("CNY", "0.0000001"), "bad_rate", {"field": "rate"}),
        (european((DAY, {**EUROPEAN, "CNY": ""})), "bad_rate", {"field": "rate"}),
        (archive(DAY, quantity={"RUB": "0"}), "bad_quantity", {"place": "RUB", "field": "quant"}),
        (archive(DAY, quantity={"RUB": "1.5"}), "bad_quantity", {"found": "1.5"}),
        (archive(date(2026, 11, 24)), "future", {"place": "2026-11-24", "today": "2026-11-23"}),
        (european((date(2026, 11, 24), EUROPEAN)), "future", {"place": "2026-11-24"}),
        (archive(DAY).replace(b"23.11.2026", b"31.02.2026"), "bad_day", {"found": "31.02.2026"}),
        (archive(DAY).replace(b"23.11.2026", b"23.11.26"), "bad_day", {"found": "23.11.26"}),
        (european((DAY, EUROPEAN)).replace(b"2026-11-23", b"soon"), "bad_day", {"found": "soon"}),
        (european((DAY, EUROPEAN), (DAY, EUROPEAN)), "many_days", {"found": "2026-11-23"}),
        (feed(DAY).replace(b"23.11.2026", b"20.11.2026", 1), "many_days", {}),
        (feed(DAY).replace(b"<title>EUR", b"<title>USD"), "twice", {"place": "USD"}),
        (feed(DAY).replace(b"<title>EUR", b"<title>Euro"), "bad_code", {"found": "Euro"}),
        (b"<rates><date>23.11.2026</date></rates>", "no_rates", {}),
        (b"<html><body>We are away</body></html>", "other_rates", {"found": "html"}),
        (b"away for a moment", "no_xml", {}),
        (b"", "no_xml", {}),
        (archive(DAY).decode().encode("utf-16"), "no_xml", {}),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(data: bytes, code: str, facts: dict[str, str]) -> None:
    refused = refusal(data)
    assert refused.code == code
    assert facts.items() <= refused.facts.items()


def test_entities_and_document_types_are_not_read() -> None:
    bomb = b'<!DOCTYPE rates [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;">]><rates><date>&b;</date></rates>'
    outside = b'<!DOCTYPE rates [<!ENTITY f SYSTEM "file:///etc/passwd">]><rates><date>&f;</date></rates>'
    for data in (bomb, outside, b"<!DOCTYPE rates>" + archive(DAY).partition(b"?>")[2]):
        assert refusal(data).code == "no_xml"


def test_a_document_is_bounded() -> None:
    whole = archive(DAY)
    assert pairs(whole + b" " * (MOST_BYTES - len(whole)))
    assert refusal(whole + b" " * (MOST_BYTES - len(whole) + 1)).code == "too_large"
    days = [(date.fromordinal(DAY.toordinal() - each), EUROPEAN) for each in range(101)]
    assert len(read_rates(european(*days[:100]), today=DAY).days) == 100
    assert refusal(european(*days)).code == "too_many_days"


@pytest.mark.parametrize(
    ("rate", "is_strange"), [("572", False), ("572.01", True), ("473", False), ("472.72", True)]
)
def test_more_than_a_tenth_from_the_day_before_is_strange(rate: str, is_strange: bool) -> None:
    # 520 × 1.1 = 572; 520 / 1.1 = 472.727…
    today = PairRate(DAY, "USD", "KZT", Decimal(rate), "")
    found = list(strange_ones([today], before={today.pair: Decimal(520)}, factor=Decimal("1.1")))
    assert [each.rate for each in found] == ([today] if is_strange else [])


def test_the_first_rate_of_a_pair_is_strange_to_nothing_and_the_next_day_to_the_first() -> None:
    slow = [
        PairRate(date(2026, 11, day), "USD", "KZT", Decimal(rate), "")
        for day, rate in ((1, 500), (2, 540), (3, 580))
    ]
    assert not list(strange_ones(slow, before={}, factor=Decimal("1.1")))
