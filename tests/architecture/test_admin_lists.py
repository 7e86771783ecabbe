"""Do staff pages of every table open, and stay within their queries at ten times the demo?"""

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.sites import staff_site
from tests.architecture.test_audit import OURS

REGISTERED = sorted(staff_site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def desk(db: None) -> Client:
    """A browser in which a superuser is signed in."""
    client = Client()
    client.force_login(User.objects.create_superuser("boss@example.com", "a long pass phrase"))
    return client


def test_every_table_has_a_page() -> None:
    ours = {
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.endswith(("Audit", "Line", "Leg"))
        and (not model.__name__.endswith("Move") or model.__name__ == "StockMove")
    }
    shown = {model for model in ours if model in staff_site._registry}
    assert {model._meta.label for model in ours - shown} <= {"orders.OrderShipment"}


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_list_opens(desk: Client, model: type[models.Model]) -> None:
    assert (
        desk.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")).status_code == 200
    )
