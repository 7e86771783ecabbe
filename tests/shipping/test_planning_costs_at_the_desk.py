"""Do dispatchers say what a container costs on a train, and go back to the default?"""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from shipping.models import ContainerType, HaulCost
from tests.shipping.plans import a_haul_cost
from tests.shipping.railway import NOW, make_train

Desk = Callable[..., Client]


@pytest.fixture
def box(rails: datetime) -> ContainerType:
    return ContainerType.objects.filter(rail_max_gross_g__gt=0).order_by("iso_code")[0]


def test_a_haul_that_costs_nothing_is_refused_at_its_field(desk: Desk, box: ContainerType) -> None:
    said = {"service": str(make_train().service_id), "container_type": str(box.pk)}
    client, address = desk("dispatch"), reverse("admin:shipping_haulcost_add")
    answer = client.post(address, {**said, "cents": "0"})
    assert "More than nothing" in answer.content.decode()
    assert not HaulCost.objects.exists()
    client.post(address, {**said, "cents": "1"})
    assert HaulCost.objects.get().cents == 1


@pytest.mark.parametrize(("group", "is_left"), [("dispatch", False), ("viewer", True)])
def test_dispatchers_alone_go_back_to_the_default(
    desk: Desk, box: ContainerType, group: str, is_left: bool
) -> None:
    row = a_haul_cost(make_train().service, box, 90_000, NOW)
    desk(group).post(reverse("admin:shipping_haulcost_delete", args=(row.pk,)), {"post": "yes"})
    assert HaulCost.objects.exists() is is_left
