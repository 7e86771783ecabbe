"""How do staff sort goods into a tree of categories?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr

from catalog.errors import BadTree, CodeTaken
from catalog.models import Attribute, Category, CategoryAttribute
from catalog.policy import MAX_CATEGORIES, MAX_CATEGORY_DEPTH
from catalog.queries.taxonomy import branch
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from kit.words import say


@inside_transaction
def create_category(
    *, code: str, parent: Category | None, facts: Mapping[str, Any], at: datetime, by: Actor
) -> Category:
    """
    Make a category, at the root or below another; `facts` are its names, position, openness.

    :raises CodeTaken: if there is one of this code.
    :raises BadTree: if the tree would be too deep or too large.
    """
    if Category.objects.count() >= MAX_CATEGORIES:
        raise BadTree(say("There are %(count)s categories already.", count=MAX_CATEGORIES))
    # Its path must not change until the new one is below it.
    above = None if parent is None else Category.objects.select_for_update().get(pk=parent.pk)
    depth = 1 if above is None else above.depth + 1
    _check_depth(depth)
    path = code if above is None else f"{above.path}/{code}"
    row = Category(code=code, parent=above, path=path, depth=depth, **facts, created_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise CodeTaken(
            say("There is another category %(code)s.", code=code),
            fields=[FieldProblem("/code", "field.taken", say("is taken"))],
        ) from None
    return row


@inside_transaction
def change_category(*, category: Category, facts: Mapping[str, Any], at: datetime, by: Actor) -> Category:
    """Change names, position or openness of a category, locked by the caller; its code stays."""
    changed = {name: value for name, value in facts.items() if getattr(category, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(category, name, value)
        category.version += 1
        category.save(update_fields=[*changed, "version"])
    return category


@inside_transaction
def move_category(*, category: Category, parent: Category | None, at: datetime, by: Actor) -> Category:
    """
    Hang a category, with all below it, below another one or at the root.

    The whole tree is locked meanwhile, in one order, so that no two moves make a circle.

    :raises BadTree: if it would hang below itself, or the tree would be too deep.
    """
    _lock_tree()
    moved = Category.objects.get(pk=category.pk)
    above = None if parent is None else Category.objects.get(pk=parent.pk)
    if moved.parent_id == (above and above.pk):
        return moved
    if above is not None and f"{above.path}/".startswith(f"{moved.path}/"):
        raise _bad_parent(
            say("%(above)s is %(moved)s itself, or below it", above=above.code, moved=moved.code)
        )
    rows: Any = Category.objects.filter(branch(moved.path))
    lower = (1 if above is None else above.depth + 1) - moved.depth
    _check_depth(rows.aggregate(deepest=Max("depth"))["deepest"] + lower)
    path = moved.code if above is None else f"{above.path}/{moved.code}"
    # A root has no parent, and the database insists: depth and parent change in one statement.
    rows.exclude(pk=moved.pk).update(**_hung(path, moved.path, lower))
    Category.objects.filter(pk=moved.pk).update(**_hung(path, moved.path, lower), parent=above)
    return Category.objects.select_related("parent").get(pk=moved.pk)


@inside_transaction
def ask(
    *, category: Category, attribute: Attribute, is_required: bool, at: datetime, by: Actor
) -> CategoryAttribute:
    """Let goods of a category, and of those below it, be told by an attribute, or make them tell it."""
    row, made = CategoryAttribute.objects.get_or_create(
        category=category,
        attribute=attribute,
        defaults={"is_required": is_required, "created_at": at},
    )
    if not made and row.is_required != is_required:
        row.is_required = is_required
        row.version += 1
        row.save(update_fields=["is_required", "version"])
    if made or row.version > 1:
        _touch(category)
    return row


@inside_transaction
def stop_asking(*, category: Category, attribute: Attribute, at: datetime, by: Actor) -> None:
    """Ask no more; goods that are told by the attribute keep what they say until they are changed."""
    deleted, _ = CategoryAttribute.objects.filter(category=category, attribute=attribute).delete()
    if deleted:
        _touch(category)


def _lock_tree() -> None:
    # Evaluated for its locks; what the rows say is read again, by a snapshot of after the wait.
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))


def _hung(path: str, was: str, lower: int) -> dict[str, Any]:
    return {
        "path": Concat(Value(path), Substr("path", len(was) + 1)),
        "depth": F("depth") + lower,
        "version": F("version") + 1,
    }


def _check_depth(depth: int) -> None:
    if depth > MAX_CATEGORY_DEPTH:
        raise _bad_parent(
            say(
                "the tree would be %(depth)s deep; %(most)s is the most", depth=depth, most=MAX_CATEGORY_DEPTH
            )
        )


def _bad_parent(reason: str) -> BadTree:
    return BadTree(reason, fields=[FieldProblem("/parent", "field.invalid", reason)])


def _touch(category: Category) -> None:
    """What a category asks is shown with it, so its version tells of a change."""
    Category.objects.filter(pk=category.pk).update(version=F("version") + 1)
    category.refresh_from_db(fields=["version"])
