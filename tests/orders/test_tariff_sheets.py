"""How do finance change freight tariffs by a sheet, and what does it leave as it was?"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kit.actors import SYSTEM
from kit.clock import now
from kit.sheets import from_csv, to_csv, to_xlsx
from kit.transactions import owns_transaction
from orders.errors import BadTariffs, TariffsChanged
from orders.models import FreightTariff
from orders.operations.tariffing import foresee_sheet, read_sheet, set_tariffs, token_of
from orders.queries.costing import local_day
from orders.queries.rules import rates_known
from orders.queries.tariffs import all_lines
from orders.tariff_sheets import COLUMNS, cells_of
from shipping.queries.finding import live_services
from tests import desks
from tests.orders.market import Market

PAGE, SERVICE = "admin:tariff_sheet", "ALA-LYG-KH"


def today() -> date:
    return max(local_day(now(), market) for market in ("CN", "KZ"))


def later(days: int = 10) -> date:
    return today() + timedelta(days=days)


def row(**cells: object) -> dict[str, object]:
    """A new price of groupage to Lianyungang."""
    return {
        "service_code": SERVICE,
        "load_type": "LCL",
        "currency": "USD",
        "per_chargeable_kg": Decimal("0.40"),
        "weight_bands": "100:0.36;1000:0.3",
        "per_container": None,
        "minimum": Decimal("3.00"),
        "insurance_percent": Decimal("0.3"),
        "fuel_percent": Decimal(6),
        "winter_percent": Decimal(4),
        "winter_months": "11;12;1;2;3",
        "first_mile_per_kg": Decimal("0.05"),
        "last_mile_per_kg": Decimal("0.28"),
        "valid_from": later(),
        "valid_to": None,
        "source": "railway's letter 17",
        "confidence": "high",
        **cells,
    }


def csv(*rows: dict[str, object]) -> bytes:
    return to_csv(COLUMNS, [[each[name] for name in COLUMNS] for each in rows])  # type: ignore[misc]


def rows_of(data: bytes, name: str = "t.csv") -> list[Any]:
    return from_csv(data, name=name, most_rows=2_000)


def put(*rows: dict[str, object]) -> Any:
    found = rows_of(csv(*rows))
    seen = token_of(foresee_sheet(rows=found, at=now()))
    return owns_transaction(set_tariffs)(rows=found, seen=seen, at=now(), by=SYSTEM)


def errors(*rows: dict[str, object]) -> list[str]:
    return [str(each) for each in foresee_sheet(rows=rows_of(csv(*rows)), at=now()).errors]


def of_service(load_type: str = "LCL") -> list[FreightTariff]:
    rows = FreightTariff.objects.filter(service_code=SERVICE, load_type=load_type)
    return list(rows.order_by("valid_from"))


@pytest.fixture
def finance(make_user: Callable[..., User]) -> Client:
    return signed_in(make_user(staff=True), "finance")


def signed_in(user: User, group: str) -> Client:
    user.groups.set([Group.objects.get_or_create(name=group)[0]])
    client = Client()
    return desks.sign_in(client, user)


def send(client: Client, data: bytes, name: str = "tariffs.csv") -> Any:
    return client.post(reverse(PAGE), {"sheet": SimpleUploadedFile(name, data)})


def test_a_sheet_is_looked_at_then_counts(market: Market, finance: Client) -> None:
    looked_at = send(finance, csv(row()))
    page = looked_at.content.decode()
    assert "Nothing is changed yet" in page
    assert [(each["parcel"], bool(each["was"])) for each in looked_at.context["samples"]] == [
        ("1 kg, 3 l", True),
        ("20 kg, 60 l", True),
        ("200 kg, 600 l", True),
    ]
    assert len(of_service()) == 1
    given = {"sheet": looked_at.context["sheet"], "seen": looked_at.context["token"]}
    assert finance.post(reverse(PAGE), given).status_code == 302
    old, new = of_service()
    assert (old.per_chargeable_kg, new.per_chargeable_kg) == (Decimal("0.34"), Decimal("0.40"))
    # The old one holds until the eve, the new one from its first day on.
    prices = [
        rates_known(service_codes=[SERVICE], on=day)[SERVICE].per_chargeable_kg
        for day in (later(9), later(10))
    ]
    assert prices == [Decimal("0.34"), Decimal("0.40")]


def test_a_new_price_is_told_by_what_differs_from_the_one_before_it(market: Market, finance: Client) -> None:
    # The one that holds today costs 0.34 a kilogram.
    [begun] = [dict(zip(COLUMNS, cells_of(each), strict=True)) for each in all_lines() if _is_begun(each.key)]
    answer = send(finance, csv({**begun, "per_chargeable_kg": "0.40", "valid_from": later()}))
    [change] = answer.context["changes"]
    assert change["tariff"] == f"{SERVICE}, Groupage, from {later()} on"
    assert change["columns"] == [("Per chargeable kg (per_chargeable_kg)", "0.3400", "0.4000")]
    assert change["follows"] == str(begun["valid_from"])


def test_the_second_of_two_new_prices_is_compared_with_the_first(market: Market, finance: Client) -> None:
    answer = send(finance, csv(row(), row(minimum="4.00", valid_from=later(20))))
    assert answer.context["changes"][1]["columns"] == [("Minimum (minimum)", "3.00", "4.00")]


def test_all_rows_that_are_wrong_are_told_at_once(market: Market, finance: Client) -> None:
    answer = send(finance, csv(row(source=""), row(service_code="ALA-NOWHERE")))
    assert answer.status_code == 400
    assert [each.partition(":")[0] for each in answer.context["errors"]] == [
        *("Row 2, Source (source)", "Row 3, Service code (service_code)")
    ]


def test_sample_prices_are_those_of_the_tariff(market: Market) -> None:
    summer = row(winter_months="")
    found = foresee_sheet(rows=rows_of(csv(summer)), at=now())
    # 20 kg in 60 l are charged as 30 kg: 30 × 0.40 = 12.00; fuel 6 % 0.72; miles 20 × (0.05 + 0.28) = 6.60;
    # insurance 0.3 % of 100.00 = 0.30; together 19.62.
    assert str(found.samples[1].becomes) == "19.62 USD"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_back_and_changes_nothing(market: Market, finance: Client, form: str) -> None:
    FreightTariff.objects.filter(service_code=SERVICE).update(source="=HYPERLINK(0)")
    before = all_lines()
    out = finance.get(reverse("admin:tariff_file", args=(form,))).content
    if form == "csv":
        assert b"'=HYPERLINK" in out
    read = read_sheet(name=f"tariffs.{form}", data=out)
    assert not read.errors
    assert [line for _, line in read.lines] == before
    looked_at = send(finance, out, f"tariffs.{form}")
    assert "This sheet changes nothing" in looked_at.content.decode()
    assert looked_at.context["found"].same == len(before)


def test_the_same_sheet_twice_changes_nothing(market: Market) -> None:
    assert (put(row()).created, put(row()).created) == (1, 0)
    assert [each.version for each in of_service()] == [1, 1]


def test_a_price_that_has_not_begun_may_be_changed_and_one_that_has_may_only_end(market: Market) -> None:
    put(row())
    assert put(row(minimum=Decimal(5))).changed == 1
    assert of_service()[1].minimum == 5
    line = next(each for each in all_lines() if each.key[:2] == (SERVICE, "LCL"))
    begun = dict(zip(COLUMNS, cells_of(line), strict=True))
    assert errors({**begun, "minimum": Decimal(9)}) == [
        f"row 2, minimum: this price holds since {begun['valid_from']}: let another begin after {today()}"
    ]
    yesterday = today() - timedelta(days=1)
    assert errors({**begun, "valid_to": yesterday}) == [
        f"row 2, valid_to: a price ends on {today()} at the earliest"
    ]
    assert put({**begun, "valid_to": later(3)}).changed == 1
    assert not rates_known(service_codes=[SERVICE], on=later(4))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"per_chargeable_kg": "much"}, "row 2, per_chargeable_kg: 'much' is no number"),
        ({"per_chargeable_kg": "0"}, "row 2, per_chargeable_kg: a price is more than nothing"),
        (
            {"per_chargeable_kg": "0.12345"},
            "row 2, per_chargeable_kg: 0.12345 has more than 4 decimal places",
        ),
        ({"per_chargeable_kg": ""}, "row 2, per_chargeable_kg: is empty"),
        ({"weight_bands": "100:0.5"}, "row 2, weight_bands: 0.5 is not less than per_chargeable_kg, 0.4000"),
        (
            {"load_type": "FCL20", "per_chargeable_kg": None, "per_container": "2400"},
            "row 2, weight_bands: only groupage is priced by weight",
        ),
        ({"weight_bands": "9:0.2;8:0.1"}, "row 2, weight_bands: 8 kg is not more than 9 kg"),
        ({"per_container": "2400"}, "row 2, per_container: LCL is priced by per_chargeable_kg alone"),
        ({"currency": "GBP"}, "row 2, currency: 'GBP' is none of CNY, EUR, KRW, KZT, RUB, USD"),
        ({"fuel_percent": "101"}, "row 2, fuel_percent: 101 is not between 0 and 100"),
        ({"minimum": "-1"}, "row 2, minimum: -1 is not between 0 and 999999999"),
        ({"winter_months": "0129"}, "row 2, winter_months: '0129' is no month"),
        ({"per_chargeable_kg": "1000000"}, "row 2, per_chargeable_kg: 1000000 is not between 0 and 999999"),
        ({"winter_months": "12;13"}, "row 2, winter_months: '13' is no month"),
        ({"valid_from": "soon"}, "row 2, valid_from: 'soon' is no day"),
        ({"valid_to": "2026-01-01"}, "row 2, valid_to: 2026-01-01 lies before"),
        ({"service_code": "ALA-NOWHERE"}, "row 2, service_code: there is no service ALA-NOWHERE"),
        ({"load_type": "FCL99"}, "row 2, load_type: 'FCL99' is none of FCL20, FCL40, FCL40R, LCL"),
        ({"source": ""}, "row 2, source: is empty"),
    ],
)
def test_a_cell_that_cannot_be_used_is_told_by_row_and_column(
    market: Market, wrong: dict[str, object], told: str
) -> None:
    assert [each.startswith(told) for each in errors(row(**wrong))] == [True]


def test_all_that_is_wrong_with_a_row_is_told_at_once(market: Market) -> None:
    wrong = row(
        service_code="kz/1", per_container="2400", minimum="-1", winter_months="13", valid_to="no day"
    )
    assert [each.partition(":")[0] for each in errors(wrong, row(source=""))] == [
        *("row 2, service_code", "row 2, per_container", "row 2, minimum", "row 2, winter_months"),
        *("row 2, valid_to", "row 3, source"),
    ]
    # Whatever hangs on a wrong cell is told by that alone.
    assert [each.partition(":")[0] for each in errors(row(load_type="AIR"))] == ["row 2, load_type"]


def test_a_sheet_that_is_wrong_all_over_is_told_as_far_as_anybody_reads(market: Market) -> None:
    assert len(errors(*[row(source="", confidence="")] * 600)) == 1_000


@pytest.mark.parametrize(
    ("service", "currency", "wrong"),
    [
        # The European Central Bank publishes dollars and euros in yuan, the National Bank tenge.
        (SERVICE, "USD", ""),
        (SERVICE, "EUR", ""),
        (SERVICE, "KZT", ""),
        (SERVICE, "CNY", ""),
        (SERVICE, "RUB", "nobody publishes what RUB is worth in CNY, by which CN pays"),
        (SERVICE, "KRW", "nobody publishes what KRW is worth in CNY, by which CN pays"),
        # Roubles in tenge are the National Bank's, won are nobody's.
        ("LYG-ALA-KH", "RUB", ""),
        ("LYG-ALA-KH", "KRW", "nobody publishes what KRW is worth in KZT, by which KZ pays"),
    ],
)
def test_a_price_is_in_a_currency_that_its_market_can_be_told_it_in(
    market: Market, service: str, currency: str, wrong: str
) -> None:
    told = errors(row(service_code=service, currency=currency))
    assert told == ([f"row 2, currency: {wrong}"] if wrong else [])


def test_a_price_that_stands_in_such_a_currency_can_be_ended(market: Market, finance: Client) -> None:
    FreightTariff.objects.filter(service_code=SERVICE, load_type="LCL").update(currency="RUB")
    [begun] = [dict(zip(COLUMNS, cells_of(each), strict=True)) for each in all_lines() if _is_begun(each.key)]
    assert errors({**begun, "valid_to": later(9)}) == []
    answer = send(finance, csv(row(currency="RUB")))
    assert answer.status_code == 400
    assert "Row 2, Currency (currency): nobody publishes what RUB is worth in CNY" in answer.content.decode()


def _is_begun(key: tuple[str, str, date]) -> bool:
    return key[:2] == (SERVICE, "LCL")


def test_a_new_price_does_not_begin_in_the_past_or_today(market: Market) -> None:
    for day in (today() - timedelta(days=1), today()):
        assert errors(row(valid_from=day)) == [f"row 2, valid_from: a new price begins after {today()}"]
    FreightTariff.objects.filter(service_code=SERVICE, load_type="LCL").delete()
    assert errors(row(valid_from=today())) == []


def test_periods_that_overlap_are_refused_by_row_and_by_the_database(market: Market) -> None:
    first, second = row(valid_to=later(30)), row(valid_from=later(30))
    assert errors(first, second) == [
        f"row 3, valid_from: the price from {later()} ends on {later(30)}, after {later(30)}"
    ]
    assert errors(first, {**second, "valid_from": later(31)}) == []
    assert errors(first, first) == ["row 3, valid_from: row 2 is of the same service, load type and day"]
    put(second)
    with pytest.raises(IntegrityError, match="ends after the next one began"):
        _end_on(later(30))


def _end_on(day: date) -> None:
    """Behind the operation's back; the database judges it as at COMMIT."""
    begun = FreightTariff.objects.filter(service_code=SERVICE, load_type="LCL", valid_from__lt=today())
    with transaction.atomic(), connection.cursor() as cursor:
        begun.update(valid_to=day)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_one_wrong_cell_lets_nothing_count(market: Market, finance: Client) -> None:
    container = {"load_type": "FCL20", "per_chargeable_kg": None, "weight_bands": ""}
    sheet = csv(row(), row(**container, per_container="nothing"))
    answer = send(finance, sheet)
    assert answer.status_code == 400
    assert "Row 3, Per container (per_container)" in answer.content.decode()
    with pytest.raises(BadTariffs) as refused:
        put(row(), row(valid_from=later(11), service_code="ALA-NOWHERE"))
    assert [field.pointer for field in refused.value.fields] == ["/3/service_code"]
    assert len(of_service()) == 1


def test_what_changed_since_it_was_looked_at_is_looked_at_again(market: Market) -> None:
    found = rows_of(csv(row(minimum=Decimal(7))))
    seen = token_of(foresee_sheet(rows=found, at=now()))
    put(row())
    with pytest.raises(TariffsChanged):
        owns_transaction(set_tariffs)(rows=found, seen=seen, at=now(), by=SYSTEM)


def test_a_sheet_that_is_none_is_refused(market: Market, finance: Client) -> None:
    for data, name, told in (
        (b"PK\x03\x04nonsense", "tariffs.xlsx", "no XLSX workbook"),
        (to_xlsx({"other": (COLUMNS, [])}), "tariffs.xlsx", "no sheet named tariffs"),
        (b"service_code\nALA", "tariffs.csv", "the header must name it"),
        (b"", "tariffs.csv", "no rows"),
        (b"x", "tariffs.pdf", "neither an XLSX workbook nor a CSV file"),
        (b" " * (2 * 1024 * 1024 + 1), "tariffs.csv", "larger than 2 MB"),
    ):
        answer = send(finance, data, name)
        assert answer.status_code == 400
        assert told in answer.content.decode(), name


def test_others_look_and_take_away_but_change_nothing(market: Market, make_user: Callable[..., User]) -> None:
    viewer = signed_in(make_user(staff=True), "viewer")
    assert viewer.get(reverse(PAGE)).status_code == 200
    assert viewer.get(reverse("admin:tariff_file", args=("csv",))).status_code == 200
    assert send(viewer, csv(row())).status_code == 403
    assert viewer.get(reverse("admin:tariff_file", args=("pdf",))).status_code == 404


def test_quotes_that_are_held_by_the_service_are_counted(shop_today: Market) -> None:
    wang = shop_today.buyer("wang")
    quote = wang.quote(wang.fill((shop_today.listing(shop_today.seller()), 1)))
    [part] = quote.document["orders"]
    [ride] = part["carriages"]
    of_it = foresee_sheet(rows=rows_of(csv(row(service_code=ride["service_code"]))), at=now())
    assert of_it.held_count == 1
    other = next(code for code in live_services() if code != ride["service_code"])
    assert foresee_sheet(rows=rows_of(csv(row(service_code=other))), at=now()).held_count == 0
