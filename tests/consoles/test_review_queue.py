"""Can the entries of the review queue be told apart?"""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import ListingChange, Product, Variant
from kit.clock import now
from tests import desks
from tests.catalog.trade import Trade
from tests.consoles.test_reviewing import submitted


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


@pytest.fixture
def viewer(make_user: Callable[..., User]) -> Client:
    """A browser in which somebody who looks is signed in."""
    user = make_user(staff=True)
    user.groups.set([Group.objects.get_or_create(name="viewer")[0]])
    client = Client()
    desks.sign_in(client, user)
    return client


def test_sizes_of_one_product_and_its_own_change_are_told_apart(trade: Trade, viewer: Client) -> None:
    small, large = submitted(trade, "A"), submitted(trade, "B")
    product = small.variant.product
    Product.objects.update(names={"en": "Wheat flour", "ru": "Мука"})
    Variant.objects.filter(pk=small.variant_id).update(names={"en": "2 kg"})
    Variant.objects.filter(pk=large.variant_id).update(names={"en": "5 kg"})
    asked = {"product": product, "facts": {}, "asked_at": now(), "created_at": now(), "status": "waiting"}
    ListingChange.objects.create(**asked)
    ListingChange.objects.create(**asked, variant=small.variant)
    queue = viewer.get(reverse("admin:to_review")).content.decode()
    heads = re.findall(r"<b>([^<]+)</b>\s*<span class=\"quiet\">([^<]+)</span>", queue)
    assert heads == [
        ("Wheat flour, 2 kg", "A · New listing · KZ01 · CN"),
        ("Wheat flour, 5 kg", "B · New listing · KZ01 · CN"),
        ("Wheat flour", "A · Change of a product · KZ01"),
        ("Wheat flour, 2 kg", "A · Change of a variant · KZ01"),
    ]
