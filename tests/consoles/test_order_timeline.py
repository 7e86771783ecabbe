import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override, pgettext

from accounts.models import Organisation, User
from accounts.sites import staff_site
from consoles import order_timeline
from consoles.happenings import _SOURCES, KINDS, _actor, sources_of
from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.timeline import Happening, newest
from kit.transactions import owns_transaction
from news.operations.dispatching import dispatch
from orders.models import Note, Order
from orders.operations import cancelling
from orders.operations.attaching import Upload, cleaned
from orders.operations.noting import write_note
from orders.policy import LARGEST_ATTACHMENT_B, LONGEST_NOTE, MOST_ATTACHMENTS
from orders.queries.noting import subject
from shipping.models import Shipment, TransportEvent
from shipping.operations import reporting
from tests import desks
from tests.conftest import Jobs
from tests.consoles.order_story import FOUR_SCRIPTS, HOUR, go_all_the_way
from tests.orders.conftest import NOW
from tests.orders.market import Market
from tests.orders.uploads import PDF, photo
from tests.speech import FOLDERS

MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    """Files of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(db: None) -> Callable[..., User]:
    def make(*groups: str, name: str = "Айгүл 李") -> User:
        user = User.objects.create_user(f"{'-'.join(groups) or 'none'}@example.com", name=name, is_staff=True)
        for group in groups:
            user.groups.add(Group.objects.get_or_create(name=group)[0])
        return user

    return make


@pytest.fixture
def desk_of(staff: Callable[..., User]) -> Callable[..., Client]:
    """A browser in which a member of staff with some groups is signed in."""

    def come(*groups: str) -> Client:
        client = Client()
        desks.sign_in(client, staff(*groups))
        return client

    return come


@pytest.fixture
def order(market: Market, jobs: Jobs) -> Order:
    """A paid order that stands on a train."""
    return market.buyer("wang").buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))


@pytest.fixture
def delivered(order: Order, staff: Callable[..., User], jobs: Jobs) -> Order:
    """It was rolled, went all the way, was written about, and its money goes back."""
    anna = Actor(kind="staff", user_id=staff("dispatch", name="Anna Kim").pk, roles=frozenset({"dispatch"}))
    go_all_the_way(order, at=NOW, by=anna, drain=jobs.drain)
    with transaction.atomic():
        while dispatch(at=NOW + 30 * HOUR):
            pass
    return order


def page_of(desk: Client, order: Order, query: str = "") -> str:
    response = desk.get(f"/admin/orders/order/{order.pk}/timeline/{query}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def entries_in(page: str) -> list[str]:
    """The entries as a reader has them before the eyes: words without marks."""
    found = re.findall(r"<li class=\"border-base-200[^\"]*\">(.*?)</li>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", entry).split()) for entry in found]


def kinds_in(page: str) -> set[str]:
    return set(re.findall(r"<li class=\"border-base-200[^\"]* kind-(\w+)\"", page))


def test_everything_that_happened_stands_in_one_order_of_time(
    desk_of: Callable[..., Client], delivered: Order
) -> None:
    page = page_of(desk_of("viewer"), delivered)
    assert kinds_in(page) == {"order", "money", "stock", "train", "report", "note", "mail"}
    told = entries_in(page)
    sought = (
        "Notes Note Әже",
        "Reported delivered",
        "Mail waiting shipment: delivered",
        "Mail waiting order: placed",
        "Reported handed in",
        "Order packed",
        "Taken from its train staff",
        "Order changed placed → accepted",
        "Place on a train",
        "Payment changed",
        "Units reserved",
        "Order placed",
    )
    instants = re.findall(r"<time datetime=\"([^\"]+)\"", page)
    assert instants == sorted(instants, reverse=True)
    missing = [words for words in sought if not any(words in entry for entry in told)]
    assert missing == [], "\n".join(told)


@pytest.mark.parametrize("language", FOLDERS)
def test_what_came_of_a_notice_is_not_told_in_the_words_of_an_application(
    desk_of: Callable[..., Client], order: Order, language: str
) -> None:
    desk = desk_of("viewer")
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = page_of(desk, order, "?kind=money")
    with override(language):
        assert pgettext("outcome of a notice", "Applied") in page
        assert not {gettext("Applied"), gettext("applied"), "Applied"} & set(re.split(r"[<>]", page))


def test_an_entry_says_when_here_and_there_who_and_why(
    desk_of: Callable[..., Client], delivered: Order
) -> None:
    page = page_of(desk_of("viewer"), delivered)
    roll = next(entry for entry in entries_in(page) if "Taken from its train" in entry)
    for words in ("2026-11-23 11:00 UTC (16:00 Almaty)", "Snow.", "staff Anna Kim"):
        assert words in roll
    border = next(
        entry
        for entry in entries_in(page)
        if "Reported at the border" in entry or "Reported at border" in entry
    )
    assert "2026-11-23 16:00 UTC (" in border
    shipment = Shipment.objects.get()
    assert f'href="/admin/shipping/shipment/{shipment.pk}/change/"' in page
    assert f'href="/admin/orders/order/{delivered.pk}/change/"' in page


def test_a_buyer_is_not_named_to_everybody(desk_of: Callable[..., Client], delivered: Order) -> None:
    page = page_of(desk_of("viewer"), delivered)
    assert "the buyer" in page
    assert "wang@example.com" not in page


@pytest.mark.parametrize(("kind", "words"), [("buyer", "the buyer"), ("staff", "staff Wang")])
def test_a_buyer_who_is_also_one_of_us_stays_the_buyer(kind: str, words: str) -> None:
    person = uuid7()
    happened = Happening(NOW, "", "noted", "orders.order", "", kind, person, {})
    assert _actor(happened, {person: "Wang"}) == words


def test_one_kind_can_be_looked_at_alone(desk_of: Callable[..., Client], delivered: Order) -> None:
    desk = desk_of("viewer")
    for kind in KINDS:
        assert kinds_in(page_of(desk, delivered, f"?kind={kind}")) == {"note" if kind == "file" else kind}
    owns_transaction(write_note)(order_id=delivered.pk, text="No file.", at=NOW, by=SYSTEM)
    assert "No file." in page_of(desk, delivered, "?kind=note")
    assert "No file." not in page_of(desk, delivered, "?kind=file")
    assert kinds_in(page_of(desk, delivered, "?kind=nonsense")) == kinds_in(page_of(desk, delivered))


def test_refunds_stand_with_the_money(desk_of: Callable[..., Client], order: Order) -> None:
    owns_transaction(cancelling.cancel_order)(order=order, reason="Too late.", at=NOW + HOUR, by=SYSTEM)
    told = entries_in(page_of(desk_of("viewer"), order, "?kind=money"))
    assert any("Refund asked for" in entry and "CNY" in entry for entry in told)
    stock = entries_in(page_of(desk_of("finance"), order, "?kind=stock"))
    assert any("released" in entry and "2 × FLR-2KG" in entry for entry in stock)


def test_every_source_has_words_and_no_other_orders(delivered: Order) -> None:
    about = subject(order_id=delivered.pk)
    assert about is not None
    happened = newest(sources_of(about, ""), before=None, most=500)
    assert {each.source for each in happened} <= set(_SOURCES)
    assert {"stock_moved", "rolled", "slot_assigned", "shipment_reported", "noted"} <= {
        each.source for each in happened
    }
    assert len({(each.source, each.key) for each in happened}) == len(happened)
    market = Market(at=NOW)
    other = market.buyer("li").buy((delivered.lines.get().listing, 1)).orders.get()
    assert len(newest(sources_of(about, ""), before=None, most=500)) == len(happened)
    stranger = subject(order_id=other.pk)
    assert stranger is not None
    assert {each.source for each in newest(sources_of(stranger, ""), before=None, most=500)} == {
        "order_placed",
        "stock_reserved",
    }


def test_a_report_names_the_organisation_that_sent_it(desk_of: Callable[..., Client], order: Order) -> None:
    firm = Organisation.objects.create(kind="carrier", name="Steppe Rail", created_at=NOW)
    carrier = Actor(kind="partner", organisation_id=firm.pk)
    shipment = order.shipments.get().shipment
    for number, kind in enumerate(("handed_in", "loaded")):
        owns_transaction(reporting.report_stage)(
            shipment_id=shipment.pk, kind=kind, at=order.placed_at + number * HOUR, by=carrier
        )
    event = TransportEvent.objects.filter(shipment=shipment)[0]
    desk = desk_of("viewer")
    for address in (
        f"/admin/orders/order/{order.pk}/timeline/?kind=report",
        reverse("admin:shipping_transportevent_changelist"),
        reverse("admin:shipping_transportevent_change", args=(event.pk,)),
        reverse("admin:shipping_shipment_change", args=(shipment.pk,)),
    ):
        seen = desk.get(address).content.decode()
        assert "Steppe Rail" in seen, address
        assert f"organisation:{firm.pk}" not in seen, address


def test_pages_follow_each_other_without_gaps(
    desk_of: Callable[..., Client], delivered: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of("viewer")
    whole = entries_in(page_of(desk, delivered))
    monkeypatch.setattr(order_timeline, "HAPPENINGS_SHOWN", 4)
    seen, query = [], ""
    for _ in range(len(whole)):
        page = page_of(desk, delivered, query)
        seen += entries_in(page)
        older = re.search(r"href=\"[^\"]*(\?[^\"]*before=[^\"]*)\">Older", page)
        if older is None:
            break
        query = older[1]
    assert seen == whole


@pytest.mark.parametrize(
    "mark", ["x", "2026-11-23T09:00:00~1", "2026-11-23T09:00:00+00:00~", "~", "%00", "9" * 500]
)
def test_a_mark_that_is_not_ours_leads_to_the_newest(
    desk_of: Callable[..., Client], order: Order, mark: str
) -> None:
    response = desk_of("viewer").get(f"/admin/orders/order/{order.pk}/timeline/?before={mark}")
    assert response.status_code in (200, 400)


def test_a_page_takes_as_few_queries_for_much_as_for_little(
    desk_of: Callable[..., Client], delivered: Order
) -> None:
    desk = desk_of("support")
    page_of(desk, delivered)
    with CaptureQueriesContext(connection) as little:
        page_of(desk, delivered)
    for number in range(30):
        files = [cleaned(Upload("a.pdf", PDF))]
        owns_transaction(write_note)(
            order_id=delivered.pk, text=f"Note {number}", files=files, at=NOW, by=SYSTEM
        )
    with CaptureQueriesContext(connection) as much:
        page_of(desk, delivered)
    assert len(much) == len(little) <= MOST_QUERIES


def test_nothing_is_read_from_end_to_end(delivered: Order) -> None:
    about = subject(order_id=delivered.pk)
    assert about is not None
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for rows in sources_of(about, ""):
        assert "Seq Scan" not in rows.explain(), rows.explain()


def test_the_page_of_an_order_leads_to_its_timeline(desk_of: Callable[..., Client], order: Order) -> None:
    page = desk_of("viewer").get(f"/admin/orders/order/{order.pk}/change/").content.decode()
    assert f'href="/admin/orders/order/{order.pk}/timeline/"' in page


def test_a_young_order_says_what_has_not_happened(desk_of: Callable[..., Client], order: Order) -> None:
    desk = desk_of("viewer")
    assert "Nothing of this kind has happened yet." in page_of(desk, order, "?kind=note")
    assert desk.get(f"/admin/orders/order/{order.group_id}/timeline/").status_code == 404


def write(desk: Client, order: Order, text: str, *files: tuple[str, bytes]) -> Any:
    attached = [SimpleUploadedFile(name, data) for name, data in files]
    return desk.post(f"/admin/orders/order/{order.pk}/notes/", {"text": text, "attached": attached})


def test_support_writes_a_note_with_a_photo_and_reads_it(
    desk_of: Callable[..., Client], order: Order
) -> None:
    desk = desk_of("support")
    answer = write(desk, order, FOUR_SCRIPTS, ("пломба.png", photo("PNG")), ("Шот.pdf", PDF))
    assert answer.headers["Location"] == f"/admin/orders/order/{order.pk}/timeline/"
    raw = desk.get(answer.headers["Location"]).content.decode()
    assert "&lt;b&gt;flour" in raw
    page = unescape(raw)
    note = Note.objects.get()
    image, paper = note.attachments.all()
    for words in (
        FOUR_SCRIPTS,
        f'src="/admin/order-notes/attachments/{image.pk}/" alt="пломба.webp"',
        ">Шот.pdf<",
    ):
        assert words in page
    assert "staff Айгүл 李" in page
    photo_of = desk.get(f"/admin/order-notes/attachments/{image.pk}/")
    assert photo_of.headers["Content-Type"] == "image/webp"
    assert b"".join(photo_of.streaming_content).startswith(b"RIFF")  # type: ignore[attr-defined]
    kept = desk.get(f"/admin/order-notes/attachments/{paper.pk}/")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    for response in (photo_of, kept):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "no-store" in response.headers["Cache-Control"]
        # Not the response: the end of a request would end the connection of the test.
        for close in response._resource_closers:  # type: ignore[attr-defined]
            close()


@pytest.mark.parametrize(
    ("text", "files", "words"),
    [
        ("", [], "This field is required."),
        ("x" * (LONGEST_NOTE + 1), [], "at most 2000 characters"),
        ("ok", [("evil.jpg", b"<script>alert(1)</script>")], "evil.jpg: it is neither a PDF nor a photo"),
        ("ok", [("a.jpg", b"")], "the file is empty"),
        ("ok", [("a.pdf", PDF)] * (MOST_ATTACHMENTS + 1), "At most 5 files"),
        ("ok", [("a.pdf", b"%PDF-" + bytes(LARGEST_ATTACHMENT_B))], "larger than 10 MB"),
    ],
)
def test_a_refused_note_says_why_and_keeps_what_was_typed(
    desk_of: Callable[..., Client], order: Order, text: str, files: list[tuple[str, bytes]], words: str
) -> None:
    answer = write(desk_of("support"), order, text, *files)
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert words in page
    assert f">{text}</textarea>" in page
    assert Note.objects.count() == 0


def test_a_form_larger_than_a_note_may_be_is_not_read(desk_of: Callable[..., Client], order: Order) -> None:
    desk = desk_of("support")
    many = [("a.pdf", b"%PDF-" + bytes(LARGEST_ATTACHMENT_B - 100))] * 4
    assert write(desk, order, "ok", *many).status_code == 413
    big = SimpleUploadedFile("a.pdf", bytes(2 * 1024 * 1024))
    assert desk.post("/admin/find/", {"q": "x", "attached": big}).status_code == 413


@pytest.mark.parametrize("group", ["viewer", "dispatch", "finance", "onboarding"])
def test_only_support_writes_notes(desk_of: Callable[..., Client], order: Order, group: str) -> None:
    desk = desk_of(group)
    assert "<textarea" not in page_of(desk, order)
    assert write(desk, order, "ok").status_code == 403
    assert Note.objects.count() == 0


def test_files_are_handed_only_to_those_who_may_see_the_order(
    desk_of: Callable[..., Client], delivered: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment = delivered.notes.get().attachments.all()[0]
    address = f"/admin/order-notes/attachments/{attachment.pk}/"
    assert desk_of().get(address).status_code == 403
    assert Client().get(address).status_code == 302
    viewer = desk_of("viewer")
    assert viewer.get(f"/admin/order-notes/attachments/{delivered.pk}/").status_code == 404
    monkeypatch.setattr(
        staff_site.get_model_admin(Order), "has_view_permission", lambda request, obj=None: False
    )
    assert viewer.get(address).status_code == 403
    assert viewer.get(f"/admin/orders/order/{delivered.pk}/timeline/").status_code == 403


def test_a_lost_file_is_not_there(desk_of: Callable[..., Client], delivered: Order, tmp_path: Path) -> None:
    attachment = delivered.notes.get().attachments.all()[0]
    (tmp_path / str(attachment.file)).unlink()
    assert desk_of("viewer").get(f"/admin/order-notes/attachments/{attachment.pk}/").status_code == 404
