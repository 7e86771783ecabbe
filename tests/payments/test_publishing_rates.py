"""Which documents publish their rates, which wait for finance, and what can nobody change?"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from payments.errors import BadRate, BadRates, NoRate, RateDocumentDecided
from payments.models import FxRate, RateDocument
from payments.operations import publishing
from payments.operations.loading import relay_rates
from payments.queries.rates import latest_rate, old_pairs, rates
from tests.payments.money import STAFF
from tests.payments.published import EUROPEAN, NATIONAL, archive, european

# A Monday; in Almaty it is 14:00.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)
pytestmark = pytest.mark.django_db


def take(data: bytes, *, by_hand: bool = False, at: datetime = NOW) -> RateDocument:
    return owns_transaction(publishing.take_in)(
        data=data, is_sent_by_hand=by_hand, at=at, by=STAFF if by_hand else SYSTEM
    )


def typed(rate: str, *, day: date = TODAY, base: str = "USD", quote: str = "KZT") -> FxRate:
    return owns_transaction(publishing.publish_by_hand)(
        day=day, base=base, quote=quote, rate=Decimal(rate), source="bank", at=NOW, by=STAFF
    )


def worth(base: str = "USD", quote: str = "KZT", *, on: date = TODAY) -> Decimal:
    return latest_rate(base=base, quote=quote, on=on).rate


def test_a_plain_document_publishes_its_rates_and_says_whose_they_are() -> None:
    document = take(archive(TODAY))
    assert (document.state, document.last_date, document.is_sent_by_hand) == ("taken", TODAY, False)
    assert (worth(), worth("KZT", "CNY")) == (Decimal(520), Decimal("0.01365374"))
    rate = FxRate.objects.get(base="KZT")
    assert (rate.source, rate.origin, rate.document) == (
        "National Bank of Kazakhstan: 1 ÷ CNY/KZT",
        "published",
        document,
    )


def test_the_same_document_twice_changes_nothing() -> None:
    first = take(archive(TODAY))
    assert take(archive(TODAY, {**NATIONAL, "USD": "520.0"})) == first
    assert (FxRate.objects.count(), RateDocument.objects.count()) == (5, 1)


def test_a_publishers_correction_is_a_new_row_and_the_old_one_stays() -> None:
    take(archive(TODAY))
    take(archive(TODAY, {**NATIONAL, "USD": "521.00"}))
    assert worth() == 521
    of_dollar = FxRate.objects.filter(base="USD").order_by("edition")
    assert [(int(row.rate), row.edition) for row in of_dollar] == [(520, 1), (521, 2)]
    # What didn't change isn't written again.
    assert FxRate.objects.filter(base="EUR").count() == 1
    assert [int(row.rate) for row in rates(base="USD", on=TODAY)] == [521]


def test_a_publisher_that_returns_to_what_it_said_first_is_believed_again() -> None:
    first = take(archive(TODAY))
    take(archive(TODAY, {**NATIONAL, "USD": "521.00"}))
    again = take(archive(TODAY))
    assert worth() == 520
    assert (again.edition, again.state, again.digest) == (3, "taken", first.digest)
    of_dollar = FxRate.objects.filter(base="USD").order_by("edition")
    assert [(int(row.rate), row.document_id) for row in of_dollar] == [
        (520, first.pk),
        (521, RateDocument.objects.get(edition=2).pk),
        (520, again.pk),
    ]
    # Told once more it is what it is; a document of other days is none of its editions.
    assert take(archive(TODAY)) == again
    assert take(archive(FRIDAY)).edition == 1
    assert (RateDocument.objects.count(), FxRate.objects.filter(date=TODAY).count()) == (4, 7)


def test_an_absurd_rate_holds_its_whole_document_until_finance_decide() -> None:
    take(archive(FRIDAY))
    slipped = take(archive(TODAY, {**NATIONAL, "CNY": "732.40"}))
    assert slipped.state == "held"
    assert [(each["base"], each["quote"], each["was"]) for each in slipped.strange] == [
        ("CNY", "KZT", "73.24000000"),
        ("KZT", "CNY", "0.01365374"),
    ]
    assert not FxRate.objects.filter(date=TODAY).exists()
    owns_transaction(publishing.accept_document)(document_id=slipped.pk, at=NOW, by=STAFF)
    assert worth("CNY") == Decimal("732.4")
    with pytest.raises(RateDocumentDecided):
        owns_transaction(publishing.dismiss_document)(document_id=slipped.pk, note="no", at=NOW, by=STAFF)


def test_a_document_that_was_put_aside_stays_aside_when_it_comes_again() -> None:
    take(archive(FRIDAY))
    slipped = archive(TODAY, {**NATIONAL, "USD": "52.00"})
    owns_transaction(publishing.dismiss_document)(
        document_id=take(slipped).pk, note="a slip", at=NOW, by=STAFF
    )
    again = take(slipped)
    assert (again.state, again.note) == ("dismissed", "a slip")
    assert not FxRate.objects.filter(date=TODAY).exists()


def test_what_is_sent_by_hand_is_looked_at_first() -> None:
    document = take(european((TODAY, EUROPEAN), (FRIDAY, EUROPEAN)), by_hand=True)
    assert (document.state, FxRate.objects.count()) == ("held", 0)
    typed("7.05", base="USD", quote="CNY")
    lines = {
        (line.rate.date, *line.rate.pair): (line.standing, line.was) for line in publishing.lines_of(document)
    }
    assert lines == {
        (TODAY, "EUR", "CNY"): ("new", None),
        (TODAY, "USD", "CNY"): ("kept", Decimal("7.05")),
        (FRIDAY, "EUR", "CNY"): ("new", None),
        (FRIDAY, "USD", "CNY"): ("new", None),
    }
    owns_transaction(publishing.accept_document)(document_id=document.pk, at=NOW, by=STAFF)
    assert (worth("USD", "CNY"), worth("EUR", "CNY")) == (Decimal("7.05"), Decimal("8.236"))
    assert {line.standing for line in publishing.lines_of(document)} == {"known", "kept"}


def test_what_finance_typed_stays_and_what_a_demonstration_assumed_gives_way() -> None:
    typed("530")
    owns_transaction(relay_rates)(at=NOW)
    assert worth("EUR") == Decimal("603.2")
    take(archive(TODAY, {**NATIONAL, "EUR": "610.00"}))
    assert [worth(), worth("EUR")] == [Decimal(530), Decimal(610)]


def test_a_typed_correction_is_a_row_of_its_own() -> None:
    take(archive(TODAY))
    assert typed("519").edition == 2
    assert worth() == 519


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quote": "USD"}, "quote"),
        ({"quote": "XXX"}, "quote"),
        ({"rate": "0"}, "rate"),
        ({"day": date(2026, 11, 24)}, "date"),
    ],
)
def test_what_can_be_no_rate_is_refused_at_its_field(wrong: dict[str, object], field: str) -> None:
    said: dict[str, object] = {"rate": "520", **wrong}
    with pytest.raises(BadRate) as refused:
        typed(**said)  # type: ignore[arg-type]
    assert refused.value.facts["field"] == field


def test_rows_are_only_added() -> None:
    take(archive(TODAY))
    for change in (
        lambda: FxRate.objects.filter(base="USD").update(rate=1),
        lambda: FxRate.objects.filter(base="USD").delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            change()
    assert worth() == 520


def test_a_document_that_cannot_be_read_says_why_and_leaves_nothing() -> None:
    with pytest.raises(BadRates) as refused:
        take(archive(date(2026, 11, 24)))
    assert str(refused.value) == "2026-11-24 lies in the future: today is 2026-11-23."
    assert not RateDocument.objects.exists()


def test_a_day_that_has_begun_in_almaty_is_not_the_future() -> None:
    # 19:30 in London is 00:30 of the next day in Almaty.
    late = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    assert take(archive(TODAY), at=late).last_date == TODAY


def test_three_working_days_without_a_rate_are_an_alarm_and_a_weekend_is_none() -> None:
    take(archive(FRIDAY))
    # Friday's, on Tuesday evening: Monday and Tuesday are two working days.
    assert not old_pairs(at=NOW + timedelta(days=1))
    old = old_pairs(at=NOW + timedelta(days=2))
    assert {(each.base, each.quote) for each in old} == {
        ("USD", "KZT"),
        ("EUR", "KZT"),
        ("CNY", "KZT"),
        ("RUB", "KZT"),
        ("KZT", "CNY"),
    }
    assert {each.days for each in old} == {3}


def test_a_rate_too_old_to_count_refuses_prices_as_before() -> None:
    take(archive(FRIDAY))
    assert worth(on=FRIDAY + timedelta(days=7)) == 520
    with pytest.raises(NoRate):
        worth(on=FRIDAY + timedelta(days=8))
