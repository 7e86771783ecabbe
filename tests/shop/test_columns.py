"""Is a word with two meanings told by the one that is meant?"""

from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import override

from orders.admin.groups import OrderLineAdmin
from orders.admin.notes import NoteAdmin
from payments.admin.refunds import RefundAdmin
from shop.columns import MEANT


@pytest.mark.parametrize(("table", "column"), MEANT)
def test_a_column_with_a_meaning_of_its_own_is_called_by_it(table: str, column: str) -> None:
    assert apps.get_model(table)._meta.get_field(column).verbose_name is MEANT[table, column]


@pytest.mark.parametrize("shown", [OrderLineAdmin.of_order, NoteAdmin.of_order, RefundAdmin.order])
def test_an_order_is_what_was_bought_and_no_sequence(shown: Any) -> None:
    with override("ru"):
        assert str(shown.short_description) == "Заказ"
