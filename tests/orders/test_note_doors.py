from collections.abc import Callable

import pytest

from accounts.models import User
from accounts.operations.organising import make_staff_groups, put_into_group
from kit.transactions import owns_transaction
from orders.models import Note, Order
from orders.policy import LONGEST_NOTE
from tests.api import Api
from tests.orders.market import Market

TEXT = "Әже қоңырау шалды: 面粉 пришла мокрой."


@pytest.fixture
def order(shop_today: Market) -> Order:
    return shop_today.buyer("wang").buy((shop_today.listing(shop_today.seller()), 1)).orders.get()


@pytest.fixture
def staff_of(make_user: Callable[..., User], signed_in: Callable[[User], Api]) -> Callable[[str], Api]:
    """A member of staff in a group, over REST."""

    def come(group: str) -> Api:
        owns_transaction(make_staff_groups)()
        user = make_user(f"{group}@example.com", staff=True)
        owns_transaction(put_into_group)(user=user, group=group)
        return signed_in(user)

    return come


def test_support_writes_and_every_group_reads(order: Order, staff_of: Callable[[str], Api]) -> None:
    written = staff_of("support").post(f"/orders/{order.pk}/notes", {"text": TEXT}, key="note-0001-aaaa")
    assert written.status_code == 201
    note = Note.objects.get()
    assert (note.text, note.by_kind) == (TEXT, "staff")
    [read] = staff_of("viewer").get(f"/orders/{order.pk}/notes").json()["items"]
    assert read == written.json()
    assert (read["text"], read["order_id"], read["attachments"]) == (TEXT, str(order.pk), [])


@pytest.mark.parametrize("group", ["viewer", "dispatch", "finance", "onboarding"])
def test_others_write_nothing(order: Order, staff_of: Callable[[str], Api], group: str) -> None:
    assert staff_of(group).post(f"/orders/{order.pk}/notes", {"text": TEXT}).status_code == 403
    assert Note.objects.count() == 0


def test_its_buyer_never_sees_what_staff_wrote(
    order: Order, staff_of: Callable[[str], Api], signed_in: Callable[[User], Api]
) -> None:
    staff_of("support").post(f"/orders/{order.pk}/notes", {"text": TEXT})
    buyer = signed_in(order.group.buyer.user)
    assert buyer.get(f"/orders/{order.pk}/notes").status_code == 403
    assert TEXT not in buyer.get(f"/orders/{order.pk}").content.decode()


def test_a_note_too_long_or_on_nothing_is_refused_by_name(
    order: Order, staff_of: Callable[[str], Api]
) -> None:
    support = staff_of("support")
    refused = support.post(f"/orders/{order.pk}/notes", {"text": "x" * (LONGEST_NOTE + 1)})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/text")
    assert support.post(f"/orders/{order.group_id}/notes", {"text": TEXT}).status_code == 404
