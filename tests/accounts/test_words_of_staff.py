"""Are groups, events and histories told in the words of whoever reads them?"""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import AccessToken, Membership, Organisation, User
from kit.clock import now
from shipping.models import Location, SealChange
from storefront.models import Label
from tests import desks
from tests.catalog.trade import Trade

_RUSSIAN = {"accept-language": "ru"}


@pytest.fixture
def desk(db: None) -> Client:
    """A browser of somebody above all groups."""
    client = Client()
    desks.sign_in(client, User.objects.create_superuser("boss@example.com"))
    return client


def test_groups_are_told_in_words_beside_their_names(desk: Client) -> None:
    anna = User.objects.create_user("anna@example.com", is_staff=True)
    anna.groups.add(Group.objects.get_or_create(name="dispatch")[0])
    page = desk.get(reverse("admin:accounts_user_change", args=(anna.pk,)), headers=_RUSSIAN)
    assert "диспетчерская (dispatch)" in page.content.decode()
    other = Group.objects.get_or_create(name="support")[0]
    said = {"email": anna.email, "language": "ru", "is_active": "on", "is_staff": "on", "groups": [other.pk]}
    frame = {
        f"{inside}-{which}_FORMS": "0"
        for inside in ("memberships", "address_changes")
        for which in ("TOTAL", "INITIAL")
    }
    kept = desk.post(reverse("admin:accounts_user_change", args=(anna.pk,)), {**said, **frame})
    assert kept.status_code == 302, kept.context["adminform"].form.errors
    assert [group.name for group in anna.groups.all()] == ["support"]
    anna.groups.set(Group.objects.filter(name="dispatch"))
    listed = desk.get(reverse("admin:accounts_user_changelist"), headers=_RUSSIAN).content.decode()
    assert "диспетчерская (dispatch)" in listed
    [group] = anna.groups.all()
    found = desk.get(reverse("admin:accounts_user_changelist"), {"group": str(group.pk)})
    assert [row.email for row in found.context["cl"].result_list] == ["anna@example.com"]
    assert desk.get(reverse("admin:accounts_user_changelist"), {"group": "x"}).status_code == 200


def test_events_and_histories_are_told_in_words(desk: Client) -> None:
    trade = Trade()
    listing = trade.listing(status="submitted")
    desk.post(
        reverse("admin:catalog_listing_changelist"),
        {"action": "approve", "_selected_action": [str(listing.pk)], "index": "0"},
    )
    events = desk.get(reverse("admin:news_event_changelist"), headers=_RUSSIAN).content.decode()
    assert "предложение: одобрено" in events.lower()
    assert ">listing.approved<" not in events
    page = desk.get(reverse("admin:catalog_listing_change", args=(listing.pk,)), headers=_RUSSIAN)
    assert "подано → одобрено" in page.content.decode().lower()
    assert "submitted → approved" not in page.content.decode()


def test_codes_of_reference_data_are_told_in_words(desk: Client) -> None:
    Location.objects.create(
        code="KZ-AKTAU",
        names={"en": "Aktau port", "ru": "Порт Актау"},
        kind="seaport",
        latitude=43,
        longitude=51,
        country="KZ",
        timezone="Asia/Almaty",
        confidence="low",
        created_at=now(),
    )
    listed = desk.get(reverse("admin:shipping_location_changelist"), headers=_RUSSIAN).content.decode()
    for words in ("Порт Актау", "морской порт"):
        assert words in listed
    assert ">seaport<" not in listed
    [place] = Location.objects.all()
    page = desk.get(reverse("admin:shipping_location_change", args=(place.pk,)), headers=_RUSSIAN)
    assert "низкая" in page.content.decode()
    found = desk.get(reverse("admin:shipping_location_changelist"), {"kind": "seaport"})
    assert found.context["cl"].result_count == 1


def test_kinds_of_facets_are_told_in_words(desk: Client) -> None:
    Label.objects.create(kind="brand", code="steppe", names={"en": "Steppe"})
    listed = desk.get(reverse("admin:storefront_label_changelist"), headers=_RUSSIAN).content.decode()
    assert ">марка</a>" in listed
    assert ">brand<" not in listed


def test_titles_of_rows_are_told_in_words() -> None:
    anna, mill = User(email="anna@mill.kz"), Organisation(name="Mill")
    with override("ru"):
        assert str(Membership(user=anna, organisation=mill, role="owner")) == "anna@mill.kz · Mill · Владелец"
        assert str(SealChange(kind="sealed", seal_no="A1")) == "Опломбировано A1"
    assert str(AccessToken(user=anna, expires_at=now())) == f"Token of anna@mill.kz until {now():%Y-%m-%d}"
