"""For which payment is a line of a bank statement?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.ids import uuid7
from payments.matching import Candidate, Line, Matcher, named_in

GROUP, ORDER = "SCG-26-00000123-5", "SC-26-00000123-5"
ENDS = datetime(2026, 11, 26, 19, 0, tzinfo=UTC)
NOISE = "Оплата за муку по счету, без НДС"


def waiting(
    group: str = GROUP,
    *,
    attempt: int = 1,
    due: int = 12300,
    currency: str = "CNY",
    is_open: bool = True,
    payers: frozenset[str] = frozenset(),
    ends: datetime = ENDS,
) -> Candidate:
    return Candidate(
        key=uuid7(),
        ref=f"{group}/{attempt}",
        group=group,
        orders=(group.replace("SCG", "SC"),),
        due_minor=due,
        currency=currency,
        is_open=is_open,
        expires_at=ends,
        payers=payers,
    )


def line(purpose: str, *, minor: int = 12300, currency: str = "CNY", payer: str = "") -> Line:
    return Line(minor, currency, purpose, payer_number=payer)


def keys(matcher: Matcher, given: Line) -> list[UUID]:
    return [each.key for each in matcher.suggest(given)]


@pytest.mark.parametrize(
    "purpose",
    [
        f"{GROUP}/1",
        f"{NOISE} {GROUP}/1 от 23.11.2026",
        "scg-26-00000123-5/1",
        "SCG 26 00000123 5 / 1",
        "SCG26000001235/1",
        "Оплата:SCG–26–00000123–5/1.",
        # The С is Cyrillic here, as a payer may type it.
        "SСG-26-00000123-5/1",
    ],
)
def test_a_payment_is_named_however_its_reference_is_written(purpose: str) -> None:
    wanted, other = waiting(), waiting("SCG-26-00000124-3")
    found = Matcher([other, wanted]).suggest(line(purpose))
    assert found[0].key == wanted.key
    assert found[0].is_sure
    assert "reference" in found[0].why


@pytest.mark.parametrize("purpose", [GROUP, ORDER, f"{NOISE}, заказ {ORDER}", f"{GROUP}/9"])
def test_the_number_of_checkout_or_order_names_it_as_well(purpose: str) -> None:
    wanted = waiting()
    (found,) = Matcher([wanted]).suggest(line(purpose))
    assert (found.key, found.is_sure) == (wanted.key, True)


@pytest.mark.parametrize("purpose", ["SCG-26-00000123-58", "XSCG-26-0000123-5", "26-00000123-5", NOISE, ""])
def test_other_digits_name_nothing(purpose: str) -> None:
    matcher = Matcher([waiting()])
    assert matcher.suggest(line(purpose, minor=1)) == []
    assert not any(each.is_sure for each in matcher.suggest(line(purpose)))


def test_the_very_sum_alone_is_a_weak_sign_and_never_sure() -> None:
    first, second = waiting(), waiting("SCG-26-00000124-3", ends=ENDS - timedelta(hours=1))
    found = Matcher([first, second]).suggest(line(NOISE))
    # Of equal ones that which ends first.
    assert [each.key for each in found] == [second.key, first.key]
    assert not any(each.is_sure for each in found)


def test_digits_of_the_serial_count_where_the_sum_fits() -> None:
    wanted, other = waiting(), waiting("SCG-26-00099999-0")
    assert keys(Matcher([other, wanted]), line("заказ 00000123"))[0] == wanted.key
    assert keys(Matcher([wanted]), line("заказ 00000123", minor=1)) == []


def test_a_reference_outweighs_sum_and_payer_of_another() -> None:
    named = waiting(due=99900)
    alike = waiting("SCG-26-00000124-3", payers=frozenset({"940140000385"}))
    found = Matcher([alike, named]).suggest(line(f"{GROUP}/1", payer="940140000385"))
    assert [each.key for each in found] == [named.key, alike.key]
    assert not found[0].is_sure


def test_who_paid_a_part_before_is_likely_to_pay_the_rest() -> None:
    begun = waiting(due=300, payers=frozenset({"940140000385"}))
    found = Matcher([waiting("SCG-26-00000124-3", due=300), begun]).suggest(
        line("остаток", minor=300, payer="940140000385")
    )
    assert found[0].key == begun.key


def test_of_two_payments_of_a_checkout_the_one_that_waits_is_meant() -> None:
    dead, alive = waiting(attempt=1, is_open=False), waiting(attempt=2)
    found = Matcher([dead, alive]).suggest(line(GROUP))
    assert (found[0].key, found[0].is_sure) == (alive.key, True)
    # Named by its own reference the dead one is meant, and that is for a person to decide.
    found = Matcher([dead, alive]).suggest(line(f"{GROUP}/1"))
    assert (found[0].key, any(each.is_sure for each in found)) == (dead.key, False)


def test_money_in_another_currency_is_never_sure() -> None:
    (found,) = Matcher([waiting()]).suggest(line(f"{GROUP}/1", currency="KZT"))
    assert "currency" in found.why
    assert not found.is_sure


def test_a_line_that_names_two_payments_is_for_a_person() -> None:
    first, second = waiting(), waiting("SCG-26-00000124-3")
    found = Matcher([first, second]).suggest(line(f"{GROUP}/1, SCG-26-00000124-3/1"))
    assert {each.key for each in found} == {first.key, second.key}
    assert not any(each.is_sure for each in found)


def test_no_more_are_suggested_than_asked_for() -> None:
    matcher = Matcher([waiting(f"SCG-26-{number:08}-0") for number in range(30)])
    assert len(matcher.suggest(line(NOISE))) == 5
    assert len(matcher.suggest(line(NOISE), most=1)) == 1


def test_the_numbers_that_a_purpose_names_are_written_as_ours() -> None:
    assert named_in(f"scg26000001235/1 {NOISE} SС-26-00000124-3") == {GROUP, "SC-26-00000124-3"}


@given(st.text(), st.integers(1, 10**12))
def test_whatever_a_payer_writes_is_answered(purpose: str, minor: int) -> None:
    for each in Matcher([waiting()]).suggest(line(purpose, minor=minor)):
        assert each.score > 0
