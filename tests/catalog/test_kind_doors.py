"""Do the doors of categories, brands, attributes and units show the tree, and let staff alone change it?"""

from typing import Any

import pytest

from catalog.models import Attribute, AttributeOption, Brand, Category
from catalog.operations.sorting import create_category, move_category
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests.api import Api
from tests.catalog.trade import PRODUCT, Trade, made, pointers

NAMES = {"en": "Camel hair", "ru": "Верблюжий волос", "kk": "Түйе жүні: ӘҒҚҢӨҰҮҺІ", "zh-Hans": "驼毛"}


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers in a shop whose kinds of goods are loaded."""
    return Trade()


@pytest.fixture
def keeper(trade: Trade) -> Api:
    """Onboarding, who keeps the kinds of goods."""
    return trade.staff("onboarding")


def paths() -> set[str]:
    return set(Category.objects.values_list("path", flat=True))


def test_everybody_reads_the_tree_in_its_order_and_caches_may_keep_it(trade: Trade) -> None:
    answer = Api().get("/categories", accept_language="kk")
    items = answer.json()["items"]
    codes = [item["code"] for item in items]
    assert codes[:4] == ["food", "grain", "flour", "wheat-flour"]
    for item in items:
        assert item["parent"] is None or codes.index(item["parent"]) < codes.index(item["code"])
    flour = items[3]
    assert (flour["name"], flour["path"], flour["depth"]) == ("Бидай ұны", "food/grain/flour/wheat-flour", 4)
    assert "names" not in flour
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Accept-Language" in answer.headers["Vary"]
    assert (
        Api().get("/categories", accept_language="kk", if_none_match=answer.headers["ETag"]).status_code
        == 304
    )


def test_what_a_category_asks_comes_from_all_above_it(trade: Trade) -> None:
    asked = {each["code"]: each for each in Api().get("/categories/wheat-flour").json()["attributes"]}
    assert asked["grade"] == {"code": "grade", "is_required": False, "asked_by": "wheat-flour"}
    assert asked["moisture"] == {"code": "moisture", "is_required": False, "asked_by": "flour"}
    assert asked["wheat"]["is_required"] is True
    named = Api().get("/attributes?category=wheat-flour").json()["items"]
    assert {each["code"] for each in named} == set(asked)


def test_the_tree_is_walked_from_node_to_node_too(trade: Trade) -> None:
    below = Api().get("/categories?parent=food&translations=all").json()["items"]
    assert {item["parent"] for item in below} == {"food"}
    assert below[0]["names"]["zh-Hans"] == "谷物及其制品"
    assert pointers(Api().get("/categories?parent=nowhere")) == ["/parent"]


def test_the_tree_takes_as_many_queries_however_large(trade: Trade, django_assert_num_queries: Any) -> None:
    # The tree, what it asks, the options of that.
    with django_assert_num_queries(3):
        answer = Api().get("/categories")
    assert len(answer.json()["items"]) == Category.objects.count()


@pytest.mark.parametrize("path", ["/categories", "/brands", "/attributes"])
@pytest.mark.parametrize("group", ["viewer", "support", "dispatch", "finance"])
def test_other_staff_read_and_write_nothing(trade: Trade, path: str, group: str) -> None:
    body = {"code": "x", "names": NAMES, "kind": "flag"}
    assert trade.staff(group).post(path, body).status_code == 403
    assert trade.member(trade.mill).post(path, body).status_code == 403
    assert Api().post(path, body).status_code == 401
    assert trade.staff(group).get(path).status_code == 200


def test_staff_make_rename_and_close_a_category(keeper: Api) -> None:
    shown = made(keeper.post("/categories", {"code": "hair", "parent": "home", "names": NAMES}))
    assert (shown["path"], shown["depth"], shown["name"], shown["is_open"]) == (
        "home/hair",
        2,
        "Camel hair",
        True,
    )
    address = keeper.post("/categories", {"code": "wool", "names": NAMES}).headers["Location"]
    assert keeper.get(address.removeprefix("/api/v1")).json()["path"] == "wool"
    changed = keeper.patch("/categories/hair", {"is_open": False, "position": 5}, if_match='"1"')
    assert (changed.status_code, changed.json()["is_open"], changed.json()["version"]) == (200, False, 2)
    assert keeper.patch("/categories/hair", {"is_open": True}, if_match='"1"').status_code == 412


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"code": "honey"}, 409, "/code"),
        ({"parent": "nowhere"}, 400, "/parent"),
        ({"parent": "wheat-flour"}, 400, "/parent"),
        ({"code": "Camel Hair"}, 400, "/code"),
        ({"code": "a/b"}, 400, "/code"),
        ({"names": {"ru": "Волос"}}, 400, "/names"),
        ({"names": {"en": "a\u202eb"}}, 400, "/names/en"),
        ({"path": "home"}, 400, "/path"),
    ],
)
def test_a_bad_category_is_refused_by_its_field(
    keeper: Api, change: dict[str, Any], status: int, pointer: str
) -> None:
    before = paths()
    answer = keeper.post("/categories", {"code": "hair", "parent": "home", "names": NAMES, **change})
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (status, [pointer])
    assert paths() == before


def test_a_branch_moves_with_all_below_it(keeper: Api) -> None:
    answer = keeper.post("/categories/flour/move", {"parent": None})
    assert (answer.status_code, answer.json()["path"], answer.json()["depth"]) == (200, "flour", 1)
    wheat = Category.objects.get(code="wheat-flour")
    assert (wheat.path, wheat.depth) == ("flour/wheat-flour", 2)
    back = keeper.post("/categories/flour/move", {"parent": "grain"})
    assert back.json()["path"] == "food/grain/flour"
    assert Category.objects.get(code="wheat-flour").path == "food/grain/flour/wheat-flour"


@pytest.mark.parametrize(("moved", "parent"), [("food", "flour"), ("food", "food"), ("grain", "dairy")])
def test_the_tree_stays_a_tree_of_four_levels(keeper: Api, moved: str, parent: str) -> None:
    before = paths()
    answer = keeper.post(f"/categories/{moved}/move", {"parent": parent})
    assert (answer.status_code, answer.json()["code"]) == (400, "catalog.bad_tree")
    assert paths() == before


def test_a_name_that_begins_like_another_is_another_branch(keeper: Api) -> None:
    made(keeper.post("/categories", {"code": "grain-bar", "parent": "food", "names": NAMES}))
    assert keeper.post("/categories/grain/move", {"parent": None}).status_code == 200
    assert "food/grain-bar" in paths()


def test_the_tree_is_never_too_large_to_be_looked_over(keeper: Api) -> None:
    more = (
        Category(code=f"c{number}", path=f"c{number}", depth=1, names={"en": "C"}, created_at=now())
        for number in range(1000)
    )
    Category.objects.bulk_create(more)
    answer = keeper.post("/categories", {"code": "hair", "names": NAMES})
    assert (answer.status_code, answer.json()["code"]) == (400, "catalog.bad_tree")


def test_a_choice_never_has_more_options_than_a_reader_can_hold(keeper: Api) -> None:
    grade = Attribute.objects.get(code="grade")
    more = (
        AttributeOption(attribute=grade, code=f"o{number}", names={"en": "O"}, created_at=now())
        for number in range(200)
    )
    AttributeOption.objects.bulk_create(more)
    assert pointers(keeper.post("/attributes/grade/options", {"code": "best", "names": NAMES})) == ["/code"]
    assert keeper.post("/attributes/grade/options", {"code": "extra", "names": NAMES}).status_code == 200


def test_staff_choose_what_goods_are_asked(keeper: Api) -> None:
    asked = keeper.post("/categories/dairy/ask", {"attribute": "moisture", "is_required": True}).json()
    assert {"code": "moisture", "is_required": True, "asked_by": "dairy"} in asked["attributes"]
    below = keeper.get("/categories/milk-powder").json()["attributes"]
    assert {"code": "moisture", "is_required": True, "asked_by": "dairy"} in below
    keeper.post("/categories/dairy/stop-asking", {"attribute": "moisture"})
    assert "moisture" not in {each["code"] for each in keeper.get("/categories/dairy").json()["attributes"]}
    assert pointers(keeper.post("/categories/dairy/ask", {"attribute": "beauty"})) == ["/attribute"]


def test_a_tag_of_a_category_tells_of_what_it_asks(keeper: Api) -> None:
    tag = keeper.get("/categories/honey").headers["ETag"]
    keeper.post("/categories/honey/ask", {"attribute": "moisture"})
    assert keeper.get("/categories/honey", if_none_match=tag).status_code == 200
    assert keeper.patch("/categories/honey", {"position": 1}, if_match=tag).status_code == 412


def test_brands_are_shared_and_kept_by_staff(trade: Trade, keeper: Api) -> None:
    made(
        keeper.post(
            "/brands", {"code": "aq-tuye", "names": {"en": "Aq Tüye", "kk": "Ақ түйе"}, "country": "KZ"}
        )
    )
    assert keeper.post("/brands", {"code": "aq-tuye", "names": NAMES}).json()["code"] == "catalog.code_taken"
    assert pointers(keeper.post("/brands", {"code": "b", "names": NAMES, "country": "XX"})) == ["/country"]
    assert pointers(keeper.patch("/brands/aq-tuye", {"country": "XX"}, if_match="*")) == ["/country"]
    for seller in (trade.mill, trade.farm):
        product = made(trade.member(seller).post("/seller/products", {**PRODUCT, "brand": "aq-tuye"}))
        assert product["brand"] == "aq-tuye"
    changed = keeper.patch("/brands/aq-tuye", {"country": "CN"}, if_match="*").json()
    assert (changed["country"], changed["version"]) == ("CN", 2)
    [shown] = Api().get("/brands?country=CN", accept_language="kk").json()["items"]
    assert shown["name"] == "Ақ түйе"
    assert Brand.objects.get().products.count() == 2


def test_an_attribute_is_made_asked_and_answered(keeper: Api) -> None:
    body = {"code": "colour", "names": NAMES, "kind": "choice"}
    made(keeper.post("/attributes", body))
    option = {"code": "white", "names": {"en": "White", "kk": "Ақ"}, "position": 1}
    [shown] = keeper.post("/attributes/colour/options", option).json()["options"]
    assert shown == {"code": "white", "name": "White", "position": 1, "is_open": True}
    closed = keeper.post("/attributes/colour/options", {**option, "is_open": False}).json()
    assert [each["is_open"] for each in closed["options"]] == [False]
    assert closed["version"] == 3


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"unit": "percent"}, "/unit"),
        ({"least": "1"}, "/least"),
        ({"decimals": 1}, "/decimals"),
        ({"kind": "number", "least": "2", "most": "1"}, "/most"),
        ({"kind": "number", "unit": "stones"}, "/unit"),
        ({"kind": "number", "decimals": 5}, "/decimals"),
        ({"kind": "guess"}, "/kind"),
    ],
)
def test_an_attribute_that_makes_no_sense_is_refused(
    keeper: Api, change: dict[str, Any], pointer: str
) -> None:
    answer = keeper.post("/attributes", {"code": "colour", "names": NAMES, "kind": "choice", **change})
    assert pointers(answer) == [pointer]


def test_only_a_choice_has_options(keeper: Api) -> None:
    answer = keeper.post("/attributes/moisture/options", {"code": "wet", "names": NAMES})
    assert (answer.status_code, answer.json()["code"]) == (400, "catalog.bad_attributes")


def test_units_are_read_in_the_readers_language(trade: Trade) -> None:
    units = {
        each["code"]: each for each in Api().get("/units?limit=100", accept_language="ru").json()["items"]
    }
    assert (units["percent"]["symbol"], units["l"]["name"], units["l"]["factor"]) == (
        "%",
        "литр",
        "0.001000000",
    )
    [area] = Api().get("/units?dimension=area&translations=all").json()["items"]
    assert area["names"]["kk"] == "шаршы метр"


# ---- at once -----------------------------------------------------------------------------


def test_two_moves_at_once_make_no_circle(at_once: Any) -> None:
    def category(code: str) -> Category:
        return Category.objects.create(code=code, path=code, depth=1, names={"en": code}, created_at=now())

    here, there = category("here"), category("there")

    def below(moved: Category, parent: Category) -> Any:
        move = owns_transaction(move_category)
        return lambda: move(category=moved, parent=parent, at=now(), by=SYSTEM)

    answers = at_once([below(here, there), below(there, here)])
    assert sum(isinstance(answer, Category) for answer in answers) == 1
    assert len(paths() & {"here/there", "there/here"}) == 1
    assert Category.objects.filter(parent__isnull=True).count() == 1


def test_what_is_made_below_a_branch_moves_with_it(at_once: Any) -> None:
    top = Category.objects.create(code="top", path="top", depth=1, names={"en": "T"}, created_at=now())
    branch = Category.objects.create(
        code="branch", parent=top, path="top/branch", depth=2, names={"en": "B"}, created_at=now()
    )
    facts = {"names": {"en": "L"}}
    answers = at_once(
        [
            lambda: owns_transaction(move_category)(category=branch, parent=None, at=now(), by=SYSTEM),
            lambda: owns_transaction(create_category)(
                code="leaf", parent=branch, facts=facts, at=now(), by=SYSTEM
            ),
        ]
    )
    assert all(isinstance(answer, Category) for answer in answers)
    assert paths() == {"top", "branch", "branch/leaf"}
