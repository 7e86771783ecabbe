"""Does every list leave the staff site as it is shown, harmless, on record, in bounded memory?"""

import csv
import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.contrib.admin.utils import lookup_field
from django.contrib.auth.models import Group
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts import export_page
from accounts.exporting import cells_of, columns_of, header_of
from accounts.models import Export, Organisation, ThrottleCount, User
from accounts.policy import EXPORT_CHUNK, EXPORT_TRUST, Limit
from accounts.sites import staff_site
from catalog.models import Listing
from kit.clock import now
from kit.ids import uuid7
from kit.sheets import safe, spool_xlsx, stream_csv
from orders.models import Buyer, Order
from shipping.models import Departure
from tests import desks

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

REGISTERED = sorted(staff_site._registry, key=lambda model: model._meta.label)
FORMATS = ("csv", "xlsx")
FOUR_SCRIPTS = "Flour · Мука · Ә Ғ Қ Ң Ө Ұ Ү Һ І ұн · 面粉"
# Password, person, session; count, record; the rows; what some lists gather or prefetch for them.
MOST_QUERIES = 16
_PASSWORD = "the camel knows the way"


@pytest.fixture
def desk(db: None) -> Client:
    """A browser in which a superuser has just given their password."""
    return trusted(User.objects.create_superuser("boss@example.com", _PASSWORD))


def trusted(user: User, *, at: datetime | None = None) -> Client:
    client = Client()
    desks.sign_in(client, user)
    session = client.session
    session["password_given_at"] = (at or now()).isoformat()
    session.save()
    return client


def address(model: type[models.Model], page: str = "export") -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}")


def export(
    desk: Client, model: type[models.Model], form: str, query: str = "", **more: str
) -> "TestResponse":
    return desk.post(f"{address(model)}{query}", {"format": form, **more})


def table_in(response: Any) -> list[list[Any]]:
    """Header and rows of a file."""
    assert response.status_code == 200, response.content
    content = b"".join(response.streaming_content)
    if response.headers["Content-Type"].startswith("text/csv"):
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_every_list_leaves_as_it_is_shown(
    full_house: None, desk: Client, model: type[models.Model], form: str
) -> None:
    admin: Any = staff_site._registry[model]
    listed = desk.get(address(model, "changelist")).context["cl"]
    with CaptureQueriesContext(connection) as queries:
        header, *rows = table_in(export(desk, model, form))
    assert len(queries) <= MOST_QUERIES + listed.result_count // EXPORT_CHUNK
    if model is Export:
        # The newest line is about this very file.
        rows = rows[1:]
    assert len(rows) == listed.result_count
    columns = columns_of(
        admin, listed.list_display[1:] if listed.list_display[0] == "action_checkbox" else listed.list_display
    )
    assert header == header_of(columns)
    for row, cells in zip(listed.result_list, rows, strict=False):
        left = iter(cells)
        for column in columns:
            shown = words(admin, row, column.name)
            found = [next(left) for _ in range(2 if column.is_two else 1)]
            assert "show" not in found, column.name
            if column.is_two:
                counted = found[:1] if column.is_money else found
                assert all(is_number(cell) for cell in counted), (column.name, found)
            assert is_same(shown, found), (column.name, shown, found)


def words(admin: Any, row: Any, name: Any) -> Any:
    """What the list shows in a cell: text, or what Django makes text of."""
    field, _, value = lookup_field(name, row, admin)
    if field is not None and getattr(field, "flatchoices", None):
        value = dict(field.flatchoices).get(value, value)
    if not isinstance(value, str):
        return value
    text = unescape(strip_tags(value))
    # Thousands are parted for people alone.
    return (
        text.replace(",", "")
        if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)? [A-Z]{3}", text)
        else text
    )


def is_number(cell: Any) -> bool:
    """A number in a workbook, digits in a CSV file, or nothing."""
    return (
        cell in (None, "") or not isinstance(cell, str) or bool(re.fullmatch(r"-?[0-9]+([.][0-9]+)?", cell))
    )


def is_same(shown: Any, found: list[Any]) -> bool:
    cell = found[0]
    if shown in (None, "–", ""):
        return cell in (None, "")
    if len(found) == 2 and " of " in shown:
        part, whole = (Decimal(each.replace(",", "")) for each in shown.split(" of "))
        return (part, whole) == tuple(Decimal(str(each)) for each in found)
    if len(found) == 2:
        return bool(f"{Decimal(str(cell)):.2f} {found[1]}" == shown)
    if isinstance(shown, bool):
        return bool(cell == ("yes" if shown else "no"))
    if isinstance(shown, time):
        return bool((cell if isinstance(cell, str) else f"{cell:%H:%M}") == f"{shown:%H:%M}")
    if isinstance(shown, datetime):
        shown = f"{shown.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if isinstance(shown, str) and " UTC" in shown:
        at = datetime.fromisoformat(cell) if isinstance(cell, str) else cell
        return bool(shown.startswith(f"{at:%Y-%m-%d %H:%M} UTC"))
    if str(cell) == str(safe(shown)) if isinstance(shown, str) else str(cell).startswith(str(shown)):
        return True
    return Decimal(str(cell)) == Decimal(str(shown).replace(",", ""))


@pytest.mark.parametrize("form", FORMATS)
def test_only_what_is_filtered_searched_and_in_its_order_leaves(db: None, desk: Client, form: str) -> None:
    for kind, name in (("seller", "Mill B"), ("seller", "Mill A"), ("carrier", "Mill C"), ("seller", "Farm")):
        Organisation.objects.create(kind=kind, name=name, created_at=now())
    _, *rows = table_in(export(desk, Organisation, form, "?q=Mill&kind__exact=seller&o=1"))
    assert [row[0] for row in rows] == ["Mill A", "Mill B"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_run_by_a_spreadsheet_program(db: None, desk: Client, form: str, start: str) -> None:
    Organisation.objects.create(kind="seller", name=f'{start}HYPERLINK("http://x","y")', created_at=now())
    _, row = table_in(export(desk, Organisation, form, "?kind__exact=seller"))
    assert row[0].startswith("'")
    assert row[0].replace("\r", "").endswith('HYPERLINK("http://x","y")')


def test_a_sheet_has_a_name_that_programs_allow(
    db: None, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Organisation._meta, "verbose_name_plural", "Firms/carriers: [all] of the silk road?")
    content = b"".join(export(desk, Organisation, "xlsx").streaming_content)  # type: ignore[attr-defined]
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["Firms carriers   all  of the si"]


@pytest.mark.parametrize("form", FORMATS)
def test_text_in_four_scripts_survives(db: None, desk: Client, form: str) -> None:
    Organisation.objects.create(kind="seller", name=FOUR_SCRIPTS, created_at=now())
    _, row = table_in(export(desk, Organisation, form, "?kind__exact=seller"))
    assert row[0] == FOUR_SCRIPTS


def test_instants_numbers_and_amounts_are_such(full_house: None, desk: Client) -> None:
    header, *rows = table_in(export(desk, Order, "xlsx"))
    row = dict(zip(header, rows[0], strict=True))
    order = Order.objects.get(number=row["Number"])
    assert (row["Total"], row["Total, currency"]) == (order.total_minor / 100, order.currency)
    assert abs(row["Placed"].replace(tzinfo=UTC) - order.placed_at) < timedelta(seconds=1)
    header, *rows = table_in(export(desk, Order, "csv"))
    row = dict(zip(header, rows[0], strict=True))
    assert row["Placed"] == f"{Order.objects.get(number=row['Number']).placed_at:%Y-%m-%dT%H:%M:%SZ}"


def test_a_train_leaves_with_its_free_places_and_mass_to_count_with(full_house: None, desk: Client) -> None:
    header, *rows = table_in(export(desk, Departure, "xlsx"))
    row = dict(zip(header, rows[0], strict=True))
    assert isinstance(row["Free places"], int | float)
    assert isinstance(row["Free mass, t"], int | float)
    assert "On it" not in header


def test_a_price_leaves_as_an_amount_and_its_currency(full_house: None, desk: Client) -> None:
    header, *rows = table_in(export(desk, Listing, "xlsx"))
    row = dict(zip(header, rows[0], strict=True))
    assert isinstance(row["Price"], int | float)
    assert row["Price, currency"] in ("CNY", "KZT")


@pytest.mark.parametrize("form", FORMATS)
def test_who_took_what_is_on_record_and_stays_there(db: None, desk: Client, form: str) -> None:
    Organisation.objects.create(kind="seller", name="Mill", created_at=now())
    table_in(export(desk, Organisation, form, "?q=Mill&o=1"))
    [kept] = Export.objects.all()
    assert (kept.user.email, kept.table, kept.format) == ("boss@example.com", "accounts.organisation", form)
    assert (kept.asked, kept.rows, kept.personal) == ("q=Mill&o=1", 1, False)
    assert "boss@example.com" in desk.get(address(Export, "changelist")).content.decode()
    with connection.cursor() as cursor:
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute("SELECT has_table_privilege(current_user, 'accounts_export', %s)", [right])
            assert cursor.fetchone() == (False,)


def test_a_question_without_end_is_kept_as_far_as_somebody_reads(db: None, desk: Client) -> None:
    table_in(export(desk, Organisation, "csv", f"?q={'x' * 3000}"))
    assert Export.objects.get().asked == f"q={'x' * 1998}"


def test_a_list_that_only_those_see_who_know_buyers_is_personal(db: None, desk: Client) -> None:
    table_in(export(desk, Buyer, "csv"))
    assert Export.objects.get().personal


@pytest.mark.parametrize("form", FORMATS)
def test_characters_that_no_sheet_holds_are_left_out(db: None, desk: Client, form: str) -> None:
    Organisation.objects.create(kind="seller", name="Mi\x0bll\x1f", created_at=now())
    assert table_in(export(desk, Organisation, form))[1][0] == "Mill"


def test_nobody_takes_away_more_often_than_people_read(
    db: None, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_page, "EXPORTS_BY_PERSON", Limit("export", 1, 3600))
    assert export(desk, Organisation, "csv").status_code == 200
    refused = export(desk, Organisation, "csv")
    assert (refused.status_code, "too often" in refused.content.decode()) == (400, True)
    assert Export.objects.count() == 1


def test_a_list_that_is_too_long_says_so_and_leaves_nothing(
    db: None, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_page, "EXPORT_ROWS", 2)
    for number in range(3):
        Organisation.objects.create(kind="seller", name=f"Mill {number}", created_at=now())
    refused = export(desk, Organisation, "csv", "?kind__exact=seller")
    assert refused.status_code == 400
    assert "more than 2 rows" in refused.content.decode()
    assert not Export.objects.exists()


def test_a_filter_that_no_list_has_leads_back_to_the_list(db: None, desk: Client) -> None:
    answer = desk.post(f"{address(Organisation)}?nonsense=1", {"format": "csv"})
    assert answer.headers["Location"] == address(Organisation, "changelist")


def test_the_list_leads_to_its_export_with_its_filters(db: None, desk: Client) -> None:
    page = desk.get(address(Organisation, "changelist"), {"kind__exact": "seller", "q": "x"}).content.decode()
    assert f'href="{address(Organisation)}?kind__exact=seller&amp;q=x"' in page
    shown = desk.get(f"{address(Organisation)}?kind__exact=seller&q=x").content.decode()
    assert "0 rows leave" in shown
    assert "Kind</dt> <dd" in shown
    assert "kind__exact</dt>" not in shown


# ---- who ------------------------------------------------------------------------------


def of_group(group: str, email: str = "") -> User:
    user = User.objects.create_user(email or f"{group}@example.com", _PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def test_whoever_only_looks_takes_nothing_away(db: None) -> None:
    viewer = trusted(of_group("viewer"))
    assert export(viewer, Organisation, "csv").status_code == 403
    assert address(Organisation).encode() not in viewer.get(address(Organisation, "changelist")).content


def test_columns_that_tell_who_a_buyer_is_leave_with_those_who_need_them(full_house: None) -> None:
    header, *_ = table_in(export(trusted(of_group("support")), Order, "csv"))
    assert "Buyer" in header
    assert Export.objects.order_by("-id")[0].personal
    header, *_ = table_in(export(trusted(of_group("finance")), Order, "csv"))
    assert "Buyer" not in header
    assert not Export.objects.order_by("-id")[0].personal


def somebody_new() -> User:
    """Whose wrong passwords nobody has counted yet, in this run of the tests or an earlier one."""
    return of_group("finance", f"{uuid7()}@example.com")


def test_a_password_given_long_ago_is_asked_for_again(db: None) -> None:
    desk = trusted(somebody_new(), at=now() - EXPORT_TRUST)
    assert 'type="password"' in desk.get(address(Organisation)).content.decode()
    assert export(desk, Organisation, "csv").status_code == 400
    wrong = export(desk, Organisation, "csv", password="wrong")
    assert "not your password" in wrong.content.decode()
    assert not Export.objects.exists()
    assert export(desk, Organisation, "csv", password=_PASSWORD).status_code == 200
    assert 'type="password"' not in desk.get(address(Organisation)).content.decode()


def test_passwords_cannot_be_guessed_there(db: None) -> None:
    desk = trusted(somebody_new(), at=now() - EXPORT_TRUST)
    for _ in range(10):
        export(desk, Organisation, "csv", password="wrong")
    refused = export(desk, Organisation, "csv", password=_PASSWORD)
    assert "too often" in refused.content.decode()


def test_signing_in_is_giving_the_password(db: None) -> None:
    desk = desks.sign_in(Client(), of_group("finance"), password=_PASSWORD)
    assert export(desk, Organisation, "csv").status_code == 200


def test_a_failed_sign_in_is_not(db: None) -> None:
    desk = trusted(of_group("finance"), at=now() - EXPORT_TRUST)
    desk.post(reverse("admin:login"), {"username": "finance@example.com", "password": "wrong"})
    assert export(desk, Organisation, "csv").status_code == 400


# ---- how much -------------------------------------------------------------------------


def fill(rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_throttlecount (bucket, count, expires_at)"
            " SELECT 'bucket ' || n, n, now() FROM generate_series(1, %s) AS n",
            [rows],
        )


def csv_rows(header: list[str], cells: Any) -> Callable[[], int]:
    lines = sum(piece.count(b"\r\n") for piece in stream_csv(header, cells))
    return lambda: lines - 1


def xlsx_rows(header: list[str], cells: Any) -> Callable[[], int]:
    file = spool_xlsx("all", header, cells)

    def count() -> int:
        with file, zipfile.ZipFile(file) as book:
            return book.read("xl/worksheets/sheet1.xml").count(b"<row ") - 1

    return count


@pytest.mark.parametrize("write", [csv_rows, xlsx_rows])
def test_ten_times_as_many_rows_need_no_more_memory(
    db: None, write: Callable[[list[str], Any], Callable[[], int]]
) -> None:
    admin: Any = staff_site._registry[ThrottleCount]
    columns = columns_of(admin, admin.list_display)
    fill(5_000)
    peaks = []
    for count in (500, 5_000):
        rows = ThrottleCount.objects.order_by("bucket")[:count]
        tracemalloc.start()
        written = write(header_of(columns), cells_of(admin, rows, columns))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert written() == count
    few, many = peaks
    assert many < few + 500_000
