"""Into which categories are goods sorted, what is asked of each?"""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from catalog.errors import BadTree, CodeTaken, UnknownReference
from catalog.models import Category
from catalog.naming import language_of, name_in
from catalog.operations import sorting
from catalog.policy import MODERATORS
from catalog.queries import taxonomy
from catalog.rest.shapes import PUBLIC_CACHING, CodeField, KindNamesField
from catalog.rest.telling import row_of
from kit.clock import now
from kit.openapi import operation
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found

_ID = "019e0000-0000-7000-8000-000000000001"
NAMES = {"en": "Wheat flour", "ru": "Мука пшеничная", "kk": "Бидай ұны", "zh-Hans": "小麦粉"}
CATEGORY_BODY = {"code": "wheat-flour", "parent": "flour", "names": NAMES, "position": 10, "is_open": True}
CATEGORY_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "code": "wheat-flour",
    "parent": "flour",
    "path": "food/grain/flour/wheat-flour",
    "depth": 4,
    "name": "Wheat flour",
    "position": 10,
    "is_open": True,
    "attributes": [{"code": "grade", "is_required": True, "asked_by": "wheat-flour"}],
}


class KindQuery(In):
    """In which languages."""

    translations = serializers.ChoiceField(choices=["all"], required=False)


class CategoryQuery(KindQuery):
    """Which categories."""

    # DRF calls what a field belongs to its parent; a field of that name goes its own way.
    parent = TextField(  # type: ignore[assignment]
        max_length=40, required=False, help_text="Only those right below this one."
    )


class KindPageQuery(PageQuery):
    """Which page, in which languages."""

    translations = serializers.ChoiceField(choices=["all"], required=False)


class CategoryIn(In):
    """What staff say of a category, once it is there."""

    names = KindNamesField()
    position = WholeField(min_value=0, max_value=100_000, required=False, help_text="Among its siblings.")
    is_open = serializers.BooleanField(required=False, help_text="Whether goods may be put into it.")


class NewCategoryIn(CategoryIn):
    """A category, at the root or below another."""

    code = CodeField(help_text="For ever; part of the path of all below it.")
    parent = TextField(  # type: ignore[assignment]
        max_length=40, required=False, allow_null=True, help_text="Null: at the root."
    )


class CategoryPlaceIn(In):
    """Where a category is to hang, with all below it."""

    parent = TextField(  # type: ignore[assignment]
        max_length=40, allow_null=True, help_text="Null: at the root."
    )


class AskIn(In):
    """By which attribute goods of a category are told."""

    attribute = TextField(max_length=40, help_text="One of listAttributes.")
    is_required = serializers.BooleanField(required=False, default=False)


class StopAskingIn(In):
    """Which attribute is asked no more."""

    attribute = TextField(max_length=40)


class AskedOut(serializers.Serializer[Any]):
    """An attribute by which goods of a category are told."""

    code = serializers.CharField()
    is_required = serializers.BooleanField()
    asked_by = serializers.CharField(help_text="The category that asks: this one, or one above it.")


class KindOut(serializers.Serializer[Any]):
    """What all kinds have: a name in the reader's language, or all of them."""

    name = serializers.CharField(help_text="In the reader's language.")
    names = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="With ?translations=all."
    )


class CategoryOut(KindOut):
    """A node of the tree with what its goods are asked."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    code = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    path = serializers.CharField(help_text="The codes from the root down.")
    depth = serializers.IntegerField(help_text="1 at the root.")
    position = serializers.IntegerField()
    is_open = serializers.BooleanField(help_text="Whether goods may be put into it.")
    attributes = AskedOut(many=True)


class CategoryListOut(serializers.Serializer[Any]):
    """All categories; they are few."""

    items = CategoryOut(many=True)


class KindDoorBase(Door):
    """Everybody may read and caches may keep it for a moment; onboarding writes."""

    resource = "products"
    readers = EVERYONE
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": MODERATORS}
    vary = ("Accept-Language",)

    @property
    def language(self) -> str:
        """What the reader asks for."""
        return language_of(self.request.headers.get("Accept-Language", ""))

    def named(self, row: Any) -> dict[str, Any]:
        """The name of a kind in the reader's language; with `?translations=all` all of them too."""
        shown = {"name": name_in(row.names, self.language)}
        return {**shown, "names": row.names} if "translations" in self.query else shown

    def public(self, response: Response) -> Response:
        """Let caches keep what everybody may read."""
        response.headers["Cache-Control"] = PUBLIC_CACHING
        return response


class CategoryDoorBase(KindDoorBase):
    """Categories with what they ask."""

    def view(self, row: Category, asked: taxonomy.Asked) -> dict[str, Any]:
        """A category as JSON values for this reader."""
        columns = ("id", "version", "code", "path", "depth", "position", "is_open")
        shown: dict[str, Any] = CategoryOut(
            {
                **self.named(row),
                **{name: getattr(row, name) for name in columns},
                "parent": row.parent.code if row.parent else None,
                "attributes": [
                    {"code": code, "is_required": code in asked.required, "asked_by": asked.origins[code]}
                    for code in asked.attributes
                ],
            }
        ).data
        return shown

    def answered(self, code: str) -> Response:
        """Answer with one category as it is now."""
        row = self.one(code)
        return self.answer(self.view(row, taxonomy.asked_of(row)), row=row)

    def one(self, code: str) -> Category:
        """One category with the one above it."""
        return found(Category.objects.select_related("parent"), code=code)

    def locked(self, code: str) -> Category:
        """One category, which nobody else changes meanwhile."""
        return found(Category.objects.select_for_update(), code=code)


class CategoriesDoor(CategoryDoorBase):
    """The tree."""

    @operation(
        id="listCategories",
        summary="The categories in the order of the tree, each with its parent and what it asks",
        query=CategoryQuery,
        response=CategoryListOut,
        problems=[UnknownReference],
        response_example={"items": [CATEGORY_EXAMPLE]},
    )
    def get(self, request: Request) -> Response:
        rows = taxonomy.tree()
        if "parent" in self.query:
            parent = row_of(Category, self.query["parent"], "parent")
            rows = [row for row in rows if row.parent_id == parent.pk]
        asked = taxonomy.asked_of_many(rows)
        items = [self.view(row, asked[row.code]) for row in rows]
        return self.public(self.answer({"items": items}))

    @operation(
        id="createCategory",
        summary="Make a category",
        request=NewCategoryIn,
        response=CategoryOut,
        status=201,
        problems=[BadTree, CodeTaken, UnknownReference],
        request_example=CATEGORY_BODY,
        response_example=CATEGORY_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(NewCategoryIn)
        code, above = given.pop("code"), given.pop("parent", None)
        parent = None if above is None else row_of(Category, above, "parent")
        row = sorting.create_category(code=code, parent=parent, facts=given, at=now(), by=self.actor)
        location = f"/api/v1/categories/{row.code}"
        return self.created(self.view(row, taxonomy.asked_of(row)), row=row, location=location)


class CategoryDoor(CategoryDoorBase):
    """One of them."""

    @operation(
        id="showCategory",
        summary="One category with what it asks",
        query=KindQuery,
        response=CategoryOut,
        response_example=CATEGORY_EXAMPLE,
    )
    def get(self, request: Request, code: str) -> Response:
        return self.public(self.answered(code))

    @operation(
        id="changeCategory",
        summary="Rename, reorder, open or close a category",
        request=CategoryIn,
        response=CategoryOut,
        request_example={"names": NAMES, "is_open": False},
        response_example={**CATEGORY_EXAMPLE, "is_open": False},
    )
    def patch(self, request: Request, code: str) -> Response:
        row = self.matched(self.locked(code))
        facts = self.body(CategoryIn, partial=True)
        sorting.change_category(category=row, facts=facts, at=now(), by=self.actor)
        return self.answered(code)


class MoveCategoryDoor(CategoryDoorBase):
    """A branch elsewhere."""

    @operation(
        id="moveCategory",
        summary="Hang a category below another one, with all below it",
        request=CategoryPlaceIn,
        response=CategoryOut,
        problems=[BadTree, UnknownReference],
        request_example={"parent": "grain"},
        response_example={
            **CATEGORY_EXAMPLE,
            "parent": "grain",
            "path": "food/grain/wheat-flour",
            "depth": 3,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        above = self.body(CategoryPlaceIn)["parent"]
        parent = None if above is None else row_of(Category, above, "parent")
        sorting.move_category(category=self.one(code), parent=parent, at=now(), by=self.actor)
        return self.answered(code)
