"""What do staff see of endpoints and calls, and what can they do about them?"""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from news.models import Delivery, Endpoint
from news.operations.claiming import claim
from news.operations.marking import Result, mark
from news.sealing import unseal
from tests import desks
from tests.news.hooks import AT, an_endpoint, happen

URL = "https://erp.example.com/"


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Client:
    client = Client()
    desks.sign_in(client, User.objects.create_superuser("boss@example.com", "a long pass phrase"))
    return client


@pytest.fixture
def failed(db: None) -> Delivery:
    """A call that was answered 500."""
    happen(an_endpoint(URL))
    [work] = claim(at=AT, most=1)
    headers = {"webhook-id": str(work.event_id)}
    mark([Result(work, AT, 7, headers, status=500, answer="<b>out of order</b>")], at=AT)
    return Delivery.objects.get()


def next_try_in(page: str) -> str:
    """What the page of a call says under that head."""
    [told] = re.findall(r'>Next try</label>.*?<div class="readonly[^>]*>(.*?)</div>', page, re.DOTALL)
    return str(told)


def test_a_call_is_shown_as_it_was_made_and_answered(desk: Client, failed: Delivery) -> None:
    page = desk.get(reverse("admin:news_delivery_change", args=(failed.pk,))).content.decode()
    assert f"webhook-id: {failed.event_id}" in page
    assert "&quot;seq&quot;: 1" in page
    # What others answer is shown, never run.
    assert "&lt;b&gt;out of order&lt;/b&gt;" in page


def test_nobody_is_shown_a_secret(desk: Client, failed: Delivery) -> None:
    endpoint = failed.endpoint
    for page in ("changelist", "change"):
        args = (endpoint.pk,) if page == "change" else ()
        shown = desk.get(reverse(f"admin:news_endpoint_{page}", args=args)).content.decode()
        assert "erp.example.com" in shown
        assert endpoint.secret not in shown
        assert unseal(endpoint.secret) not in shown


def test_a_call_is_repeated(desk: Client, failed: Delivery) -> None:
    desk.post(
        reverse("admin:news_delivery_changelist"), {"action": "replay", "_selected_action": [str(failed.pk)]}
    )
    assert Delivery.objects.get(kind="replay").event_id == failed.event_id


def test_nothing_is_tried_or_repeated_at_an_endpoint_that_is_off(desk: Client, failed: Delivery) -> None:
    path = reverse("admin:news_delivery_change", args=(failed.pk,))
    page = desk.get(path).content.decode()
    assert 'value="replay"' in page
    assert next_try_in(page) != "–"
    Endpoint.objects.update(status="deleted")
    page = desk.get(path).content.decode()
    assert 'value="replay"' not in page
    assert next_try_in(page) == "–"


def test_an_endpoint_is_switched_off_with_a_reason(desk: Client, failed: Delivery) -> None:
    asked = {"action": "disable", "_selected_action": [str(failed.endpoint_id)]}
    desk.post(reverse("admin:news_endpoint_changelist"), asked)
    assert Endpoint.objects.get().status == "enabled"
    desk.post(reverse("admin:news_endpoint_changelist"), {**asked, "reason": "It answers in cat pictures."})
    row = Endpoint.objects.get()
    assert (row.status, row.disabled_reason) == ("disabled", "by_staff")
    assert row.moves.get().reason == "It answers in cat pictures."


def test_whoever_gives_no_reason_reads_so_on_the_page_that_they_come_back_to(
    desk: Client, failed: Delivery
) -> None:
    pk = str(failed.endpoint_id)
    asked = {"action": "disable", "_selected_action": [pk], "_from_page": pk, "reason": " "}
    page = desk.post(reverse("admin:news_endpoint_changelist"), asked, follow=True)
    assert page.redirect_chain[-1][0] == reverse("admin:news_endpoint_change", args=(pk,))
    assert "Give a reason." in page.content.decode()


def test_a_buyers_endpoint_leads_to_the_buyer_for_those_alone_who_may_know_buyers(
    desk: Client, make_user: Callable[..., User]
) -> None:
    buyer = make_user("aigerim@example.com")
    endpoint = an_endpoint(URL, reader=buyer.pk)
    clerk = make_user("clerk@example.com", staff=True)
    clerk.groups.add(Group.objects.get_or_create(name="viewer")[0])
    other = Client()
    desks.sign_in(other, clerk)
    page = reverse("admin:accounts_user_change", args=(buyer.pk,))
    for address in (
        reverse("admin:news_endpoint_changelist"),
        reverse("admin:news_endpoint_change", args=(endpoint.pk,)),
    ):
        assert page in desk.get(address).content.decode()
        shown = other.get(address).content.decode()
        assert str(buyer.pk) in shown
        assert page not in shown
        assert buyer.email not in shown
