"""Do staff see in their queue that customs can't be told of goods, and not approve them before they can?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Listing, TariffCode
from catalog.queries import reviewing
from tests import desks
from tests.catalog.trade import Trade

LACKS = "Lacking: Code for China"


@pytest.fixture
def listing(db: None) -> Listing:
    """Flour that waits for review."""
    return Trade().listing(status="submitted")


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Client:
    """A browser in which somebody who reviews is signed in."""
    user = make_user(staff=True)
    user.groups.set([Group.objects.get_or_create(name="onboarding")[0]])
    client = Client()
    desks.sign_in(client, user)
    return client


def approve(desk: Client, listing: Listing) -> list[str]:
    """What the page says once somebody has pressed the button."""
    case: Any = reviewing.case(kind=reviewing.LISTING, pk=listing.pk)
    where = reverse("admin:to_review_one", args=[reviewing.LISTING, listing.pk])
    answer = desk.post(where, {"verb": "approve", "seen": case.seen, "name": "Flour"}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_a_code_that_nobody_knows_is_marked_and_keeps_staff_from_approving(
    desk: Client, listing: Listing
) -> None:
    queue = reverse("admin:to_review")
    assert LACKS not in desk.get(queue).content.decode()
    TariffCode.objects.update(cn10="")
    # Once in the queue, once in the case.
    assert desk.get(queue).content.decode().count(LACKS) == 2
    [why] = approve(desk, listing)
    assert "need the ten-digit code for import into China" in why
    listing.refresh_from_db()
    assert listing.status == "submitted"
    TariffCode.objects.filter(hs6="110100").update(cn10="1101000090")
    approve(desk, listing)
    listing.refresh_from_db()
    assert listing.status == "approved"
