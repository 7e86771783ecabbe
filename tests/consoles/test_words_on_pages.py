"""Do lists, pages and refusals of the staff site speak their reader's language, down to the numbers?"""

import csv
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from consoles import invariants
from kit.actors import Actor
from kit.clock import now
from kit.errors import Conflict
from kit.ids import uuid7
from kit.invariants import Invariant
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import all_told, in_words, say
from orders.models import ContactSearch, Order
from orders.operations.noting import write_note
from shipping.models import Shipment
from tests import desks
from tests.conftest import Jobs
from tests.orders.market import Market

_PASSWORD = "the camel knows the way"
SHIPMENTS = "/admin/shipping/shipment/"
# Neither a code nor a sentence of ours in English has fewer.
ENGLISH = re.compile("[a-z]{3}")


@pytest.fixture
def boss(db: None) -> Client:
    """Somebody of staff who may do everything."""
    User.objects.create_superuser("boss@example.com", _PASSWORD)
    return signed_in("boss@example.com")


@pytest.fixture
def order(market: Market, jobs: Jobs) -> Order:
    """A paid order whose goods have their place on a train that is still to leave."""
    return market.buyer("wang").buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))


def signed_in(email: str) -> Client:
    client = Client()
    desks.sign_in(client, User.objects.get(email=email))
    return client


def page(client: Client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def body(text: str) -> str:
    """What can be read of a page."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text))


class _Full(Conflict):
    code = "tests.full"
    title = "The present state forbids this"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "An SSCC has 18 digits; this has 3. The train is at border already."),
        ("ru", "В SSCC 18 цифр, а здесь 3. Статус поезда уже «на границе»."),
        ("zh-hans", "SSCC 为 18 位数字，这里有 3 位。 列车状态已为“到达口岸”。"),
    ],
)
def test_a_reason_with_a_number_is_told_in_the_language_that_is_spoken(language: str, told: str) -> None:
    with override(language):
        problem = _Full(
            all_told(
                say("An SSCC has 18 digits; this has %(count)s.", count=3),
                say("The train is %(state)s already.", state=in_words("at_border")),
            )
        )
        assert in_readers_words(problem) == told


@pytest.mark.parametrize(("language", "told"), [("ru", "отправляется"), ("zh-hans", "发车")])
def test_a_refusal_with_an_hour_in_it_is_told_to_staff_in_their_language(
    order: Order, boss: Client, language: str, told: str
) -> None:
    shipment = order.shipments.get().shipment
    train = shipment.assignments.get(released_at__isnull=True).slot.departure
    answer = boss.post(
        SHIPMENTS,
        {"action": "deliver", "_selected_action": str(shipment.pk), "index": "0"},
        headers={"accept-language": language},
        follow=True,
    )
    [said] = [str(each) for each in answer.context["messages"]]
    reason = said.partition(": ")[2].replace(str(train), "")
    assert told in reason
    assert not ENGLISH.search(reason), said


@pytest.mark.parametrize("language", ["ru", "zh-hans"])
def test_filters_name_the_classes_of_goods(order: Order, boss: Client, language: str) -> None:
    with override(language):
        climate = in_words("without cooling")
    for address in (SHIPMENTS, reverse("admin:orders_orderline_changelist")):
        text = page(boss, address, language)
        choices = re.findall(r"<option[^>]*>\s*([^<]*?)\s*</option>|<a[^>]*>\s*([^<]*?)\s*</a>", text)
        named = {word for pair in choices for word in pair}
        assert any(climate in word for word in named), address
        assert not {"AMBIENT_DRY", "DRY_FOOD"} & named, address
    shipment = order.shipments.get().shipment
    shown = body(page(boss, reverse("admin:shipping_shipment_change", args=[shipment.pk]), language))
    assert climate in shown
    assert not re.search("AMBIENT_DRY|DRY_FOOD", shown)


def test_what_a_list_counts_stands_behind_its_name(order: Order, boss: Client) -> None:
    for language, told in (("en", "Shipments: 1"), ("ru", "Отправления: 1"), ("kk", "Жөнелтімдер: 1")):
        assert told in body(page(boss, SHIPMENTS, language))


def test_a_shipment_without_marks_has_no_row_for_them(order: Order, boss: Client) -> None:
    shipment = order.shipments.get().shipment
    Shipment.objects.filter(pk=shipment.pk).update(simulated=False)
    address = reverse("admin:shipping_shipment_change", args=[shipment.pk])
    assert "Marks" not in body(page(boss, address))
    Shipment.objects.filter(pk=shipment.pk).update(attention_at=now(), attention_reason="look")
    assert "Marks" in body(page(boss, address))


@pytest.mark.parametrize("name", ["Айгүл", ""])
def test_notes_and_searches_name_who_made_them(order: Order, boss: Client, name: str) -> None:
    author = User.objects.create_user("dana@example.com", name=name, is_staff=True)
    author.groups.add(Group.objects.get_or_create(name="support")[0])
    by = Actor(kind="staff", user_id=author.pk, roles=frozenset({"support"}))
    owns_transaction(write_note)(order_id=order.id, text="The buyer rang.", files=[], at=now(), by=by)
    ContactSearch.objects.create(
        id=uuid7(),
        asked_by="email",
        buyers=[],
        searched_at=now(),
        created_at=now(),
        by_kind="staff",
        by_id=author.pk,
    )
    for model in ("note", "contactsearch"):
        shown = body(page(boss, reverse(f"admin:orders_{model}_changelist")))
        answer: Any = boss.post(
            reverse(f"admin:orders_{model}_export"), {"format": "csv", "password": _PASSWORD}
        )
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        [_header, row] = list(csv.reader(io.StringIO(content, newline="")))
        assert (name or "dana@example.com") in row
        assert (name or "dana@example.com") in shown
        assert str(author.pk) not in shown + content


@pytest.mark.parametrize("language", ["ru", "kk", "zh-hans"])
def test_a_broken_invariant_is_told_in_the_readers_language(
    boss: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    english = "the orders of a group sum to its total"
    monkeypatch.setattr(invariants, "INVARIANTS", [Invariant(english, "SELECT 1")])
    # Of what was checked a moment ago nothing is kept, neither before nor behind.
    monkeypatch.setattr(invariants, "_KEY", f"consoles.invariants.{language}")
    with override(language):
        told = str(say(english))
    assert told != english
    assert told in page(boss, "/admin/", language)
