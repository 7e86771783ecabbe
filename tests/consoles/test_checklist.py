"""Is an empty shop told what it lacks, line by line, until nothing is missing?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from catalog.models import Seller
from consoles.checklist import steps_left
from kit.clock import now
from payments.models import FxRate
from tests import desks


def done() -> list[str]:
    return [step.title for step in steps_left(at=now()) if step.is_done]


def hire() -> None:
    user = User.objects.create_user("anna@example.com", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="dispatch")[0])


def verify_a_seller() -> None:
    Seller.objects.create(
        organisation=Organisation.objects.create(kind="seller", name="Mill", created_at=now()),
        code="KZ99",
        legal_name="Mill",
        country="KZ",
        city="Kostanay",
        origin_code="KZ-KOSTANAY-WH",
        tax_id="123456789012",
        tax_id_kind="BIN",
        status="verified",
        applied_at=now(),
        verified_at=now(),
        created_at=now(),
    )


def publish_rates(*pairs: tuple[str, str], days_ago: int = 0) -> None:
    day = now().date() - timedelta(days=days_ago)
    for base, quote in pairs or (("USD", "CNY"), ("USD", "KZT")):
        FxRate.objects.create(date=day, base=base, quote=quote, rate="70", created_at=now())


def test_an_empty_shop_lacks_everything(db: None) -> None:
    steps = steps_left(at=now())
    assert len(steps) == 6
    assert not any(step.is_done for step in steps)


def test_reference_data_ticks_what_it_brings(db: None) -> None:
    call_command("load_reference", verbosity=0)
    assert done() == ["Route", "Timetable", "Freight rates"]


@pytest.mark.parametrize(
    ("entered", "title"),
    [(hire, "Staff"), (verify_a_seller, "Seller")],
)
def test_a_line_is_ticked_by_what_was_entered(db: None, entered: Callable[[], None], title: str) -> None:
    entered()
    assert done() == [title]


def test_exchange_rates_are_ticked_when_carriage_can_be_priced_in_each_market(db: None) -> None:
    call_command("load_reference", verbosity=0)
    publish_rates(("USD", "CNY"), ("CNY", "KZT"), ("XXX", "KZT"))
    assert "Exchange rates" not in done()
    publish_rates(("USD", "KZT"))
    assert "Exchange rates" in done()


def test_an_old_rate_counts_for_nothing(db: None) -> None:
    call_command("load_reference", verbosity=0)
    publish_rates(("USD", "CNY"))
    publish_rates(("USD", "KZT"), days_ago=365)
    assert "Exchange rates" not in done()


def test_the_list_is_gone_when_all_is_done(db: None) -> None:
    call_command("load_reference", verbosity=0)
    for entered in (hire, verify_a_seller, publish_rates):
        entered()
    assert steps_left(at=now()) == []


def test_all_lines_are_asked_for_at_once(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        steps_left(at=now())
    assert len(queries) == 1


def test_each_line_leads_to_the_page_where_it_is_done(db: None) -> None:
    boss = Client()
    desks.sign_in(boss, User.objects.create_superuser("boss@example.com"))
    page = boss.get(reverse("admin:index")).content.decode()
    for step in steps_left(at=now()):
        assert f'href="{step.address}">{step.title}' in page
        assert boss.get(step.address).status_code == 200
