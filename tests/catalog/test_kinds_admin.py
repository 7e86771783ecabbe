"""Do staff keep the kinds of goods by forms, each through its operation?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.sites import staff_site
from catalog.models import Attribute, AttributeOption, Brand, Category, CategoryAttribute, Product
from catalog.operations.loading import load_demo
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from tests import desks
from tests.catalog.conftest import AT
from tests.orders.market import Market

NAMES = {"name_en": "Wool", "name_ru": "Шерсть", "name_kk": "Жүн: ӘҒҚҢӨҰҮҺІ", "name_zh": "羊毛"}
WORDS = {"en": "Wool", "ru": "Шерсть", "kk": "Жүн: ӘҒҚҢӨҰҮҺІ", "zh-Hans": "羊毛"}


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Callable[..., Client]:
    """A browser in which somebody of some staff groups is signed in."""

    def sign_in(*groups: str) -> Client:
        user = make_user(staff=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        client = Client()
        desks.sign_in(client, user)
        return client

    return sign_in


def add(client: Client, model: type[Model], fields: dict[str, Any]) -> Any:
    """Send the form of a new row."""
    return client.post(reverse(f"admin:catalog_{model._meta.model_name}_add"), fields)


def change(client: Client, row: Model, fields: dict[str, Any]) -> Any:
    """Send the form of a row that stands, with the counts of the tables below it as a browser would."""
    for inline in staff_site._registry[type(row)].inlines:
        name = "asks" if inline.model is CategoryAttribute else "options"
        count = str(getattr(row, name).count())
        fields = {**fields, f"{name}-TOTAL_FORMS": count, f"{name}-INITIAL_FORMS": count}
    return client.post(reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk]), fields)


def errors(answer: Any) -> dict[str, list[str]]:
    """What the form says is wrong, by field."""
    assert answer.status_code == 200
    return {name: list(said) for name, said in answer.context["adminform"].form.errors.items()}


def category(code: str) -> Category:
    return Category.objects.get(code=code)


def test_onboarding_adds_renames_and_moves_a_category(desk: Callable[..., Client], shop: Market) -> None:
    client = desk("onboarding")
    fields = {"parent": str(category("home").pk), "position": "5", "is_open": "on", **NAMES}
    assert add(client, Category, {"code": "wool", **fields}).status_code == 302
    wool = category("wool")
    assert (wool.path, wool.names, wool.is_open, wool.version) == ("home/wool", WORDS, True, 1)
    moved = {**fields, "parent": str(category("food").pk), "name_en": "Fine wool", "is_open": ""}
    assert change(client, wool, moved).status_code == 302
    wool.refresh_from_db()
    assert (wool.path, wool.names["en"], wool.is_open) == ("food/wool", "Fine wool", False)
    assert [each.pgh_label for each in wool.audit.all()][:1] == ["insert"]  # type: ignore[attr-defined]


def test_what_the_operation_refuses_is_said_at_its_field(desk: Callable[..., Client], shop: Market) -> None:
    client = desk("onboarding")
    food = category("food")
    fields = {"position": "5", "is_open": "on", **NAMES}
    circle = change(client, food, {**fields, "parent": str(category("flour").pk)})
    assert errors(circle) == {"parent": ["flour is food itself, or below it"]}
    taken = add(client, Category, {"code": "honey", **fields})
    assert "code" in errors(taken)
    nameless = add(client, Category, {"code": "wool", **fields, "name_en": ""})
    assert "name_en" in errors(nameless)
    hidden = add(client, Category, {"code": "wool", **fields, "name_ru": "а\u202eб"})
    assert "name_ru" in errors(hidden)
    food.refresh_from_db()
    assert (food.path, food.names["en"]) == ("food", "Food")


def test_a_kind_changes_beside_the_rows_that_hang_from_it(desk: Callable[..., Client], shop: Market) -> None:
    client = desk("onboarding")
    fields = {"parent": str(category("food").pk), "position": "61", "is_open": "on", **NAMES}
    assert change(client, category("honey"), fields).status_code == 302
    assert (category("honey").position, category("honey").asks.count()) == (61, 1)
    grade = Attribute.objects.get(code="grade")
    assert change(client, grade, {"decimals": "0", "position": "11", **NAMES}).status_code == 302
    grade.refresh_from_db()
    assert (grade.position, grade.names, grade.options.count()) == (11, WORDS, 5)


def test_the_tree_is_shown_indented(desk: Callable[..., Client], shop: Market) -> None:
    page = desk("viewer").get(reverse("admin:catalog_category_changelist")).content.decode()
    assert 'style="padding-left:4.5rem">Wheat flour' in page
    assert page.index(">Food<") < page.index(">Flour<") < page.index(">Wheat flour<")


def test_brands_attributes_options_and_asks_have_forms(desk: Callable[..., Client], shop: Market) -> None:
    client = desk("onboarding")
    assert add(client, Brand, {"code": "aq", "country": "KZ", **NAMES}).status_code == 302
    brand = Brand.objects.get(code="aq")
    assert change(client, brand, {"country": "CN", **NAMES, "name_zh": ""}).status_code == 302
    assert "XX is no country" in change(client, brand, {"country": "XX", **NAMES}).content.decode()
    brand.refresh_from_db()
    assert (brand.country, "zh-Hans" in brand.names) == ("CN", False)

    fields = {"kind": "choice", "level": "product", "decimals": "0", "position": "1", **NAMES}
    assert add(client, Attribute, {"code": "fibre", **fields}).status_code == 302
    fibre = Attribute.objects.get(code="fibre")
    bad = add(client, Attribute, {"code": "other", **fields, "least": "1"})
    assert errors(bad) == {"least": ["only a number has a range"]}

    option = {"attribute": str(fibre.pk), "code": "fine", "position": "1", "is_open": "on", **NAMES}
    assert add(client, AttributeOption, option).status_code == 302
    fine = AttributeOption.objects.get(attribute=fibre)
    assert change(client, fine, {"position": "2", **NAMES}).status_code == 302
    fine.refresh_from_db()
    assert (fine.position, fine.is_open) == (2, False)

    asked = {"category": str(category("blankets").pk), "attribute": str(fibre.pk), "is_required": "yes"}
    assert add(client, CategoryAttribute, asked).status_code == 302
    row = CategoryAttribute.objects.get(attribute=fibre)
    assert row.is_required
    assert "is_required" in errors(change(client, row, {}))
    assert change(client, row, {"is_required": "no"}).status_code == 302
    assert CategoryAttribute.objects.filter(attribute=fibre, is_required=False).exists()
    address = reverse("admin:catalog_categoryattribute_changelist")
    client.post(address, {"action": "stop_asking", "_selected_action": str(row.pk), "index": "0"})
    assert not CategoryAttribute.objects.filter(attribute=fibre).exists()


@pytest.mark.parametrize("group", ["viewer", "support", "dispatch", "finance"])
def test_other_staff_look_and_keep_nothing(desk: Callable[..., Client], shop: Market, group: str) -> None:
    client, honey = desk(group), category("honey")
    page = client.get(reverse("admin:catalog_category_change", args=[honey.pk]))
    shown = page.content.decode()
    assert ("food/honey" in shown, "Honey · Мёд · Бал · 蜂蜜" in shown) == (True, True)
    assert add(client, Category, {"code": "wool", **NAMES}).status_code == 403
    assert change(client, honey, NAMES).status_code == 403
    assert client.post(reverse("admin:catalog_category_delete", args=[honey.pk])).status_code == 403


@pytest.mark.parametrize("model", [Category, Brand, Attribute, AttributeOption, CategoryAttribute])
def test_nothing_of_the_kinds_is_deleted_by_hand(
    desk: Callable[..., Client], shop: Market, model: type[Model]
) -> None:
    row = model._default_manager.first()
    if row is not None:
        address = reverse(f"admin:catalog_{model._meta.model_name}_delete", args=[row.pk])
        assert desk("onboarding").post(address).status_code == 403


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("category", "No categories yet"),
        ("brand", "No brands yet"),
        ("attribute", "No attributes yet"),
        ("unit", "No units yet"),
    ],
)
def test_an_empty_list_says_what_to_do(desk: Callable[..., Client], model: str, said: str) -> None:
    page = desk("viewer").get(reverse(f"admin:catalog_{model}_changelist")).content.decode()
    assert said in page


def test_products_show_their_facts_and_what_lacks(desk: Callable[..., Client], shop: Market) -> None:
    owns_transaction(load_demo)(at=AT, by=SYSTEM)
    flour = Product.objects.get(code="KZ01-FLR-PRM")
    client = desk("viewer")
    page = client.get(reverse("admin:catalog_product_change", args=[flour.pk])).content.decode()
    for shown in ("Grade: Premium", "Wet gluten, at least: 28.0 %", "Aqdala", "kk 100", "特等白色烘焙粉"):
        assert shown in page
    address = reverse("admin:catalog_product_changelist")
    for told in (page, client.get(address).content.decode()):
        assert "dry food" in told
    assert client.get(address, {"incomplete_in": "kk"}).context["cl"].result_count == 0
    Product.objects.filter(pk=flour.pk).update(descriptions={"en": "Flour."})
    found = client.get(address, {"incomplete_in": "kk"})
    assert [row.pk for row in found.context["cl"].result_list] == [flour.pk]
    assert "kk 85" in found.content.decode()
