"""Which new facts of goods that are on sale must wait until staff have judged them?"""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from catalog.errors import ChangeOutdated
from catalog.models import Attribute, Listing, ListingChange, Product, TariffCode, Unit, Variant
from catalog.policy import LEGAL_FACTS
from catalog.queries.taxonomy import OF_ATTRIBUTES
from catalog.wording import fact_name
from kit.actors import Actor
from kit.moves import News, move, tell
from kit.transactions import inside_transaction
from kit.words import say

Goods = Product | Variant
Facts = dict[str, dict[str, Any]]

_Status = Listing.Status
ON_SALE = (_Status.LIVE, _Status.PAUSED, _Status.WITHHELD, _Status.BLOCKED)
REPLACED = "replaced by a newer one"
# Columns that name another row, and what people call that row.
_NAMED: Mapping[str, tuple[str, Any, str]] = {
    "tariff_code_id": ("hs6", TariffCode, "hs6"),
    "unit_id": ("unit", Unit, "code"),
}
_COLUMN = {fact: column for column, (fact, _, _) in _NAMED.items()}


class Apart(NamedTuple):
    """What of some new facts holds at once, by column; `judged` are those of them that staff go by."""

    at_once: dict[str, Any]
    judged: Facts


class Prospect(NamedTuple):
    """Goods that are to change: which listings are on sale, what waits, how they are after it."""

    goods: Goods
    on_sale: list[UUID]
    waiting: ListingChange | None
    hoped: Any


@inside_transaction
def prospect_of(goods: Goods) -> Prospect:
    """What has to be known of goods, locked by the caller, before they change; locks their listings."""
    on_sale, waiting, hoped = _on_sale(goods), waiting_change(goods), copy(goods)
    if on_sale and waiting is not None:
        for column, value in columns_of(goods, waiting.facts).items():
            setattr(hoped, column, value)
    return Prospect(goods, on_sale, waiting, hoped)


@inside_transaction
def set_apart(*, prospect: Prospect, given: Mapping[str, Any], at: datetime, by: Actor) -> Apart:
    """
    Keep what must wait of new facts in the one waiting change.

    What waited already waits on, unless it is given anew: the last word on a fact counts, be
    it the present one. Attributes are sent as a whole, so none of them waits on but as last sent.
    What waits of goods that are on sale no longer is overtaken by any new word on such facts.
    """
    goods, waiting = prospect.goods, prospect.waiting
    asked = _asked(goods, given, waiting)
    if not asked:
        return Apart(dict(given), {})
    if goods.seller.sandbox:
        # Nobody judges goods of the test world: their seller needn't wait.
        return Apart(dict(given), {})
    if not prospect.on_sale:
        _replace(goods, waiting, {}, (), at=at, by=by)
        return Apart(dict(given), _differing(goods, asked))
    hoped = {} if waiting is None else {fact: each["becomes"] for fact, each in waiting.facts.items()}
    facts = _differing(goods, {**hoped, **asked})
    _replace(goods, waiting, facts, prospect.on_sale, at=at, by=by)
    return Apart(_harmless(goods, given, asked), {})


def waiting_change(goods: Goods) -> ListingChange | None:
    """The change of a product or a variant that waits for staff, if one does."""
    rows = ListingChange.objects.filter(status=ListingChange.Status.WAITING)
    if isinstance(goods, Variant):
        return rows.filter(variant=goods).first()
    return rows.filter(product=goods, variant=None).first()


def columns_of(goods: Goods, facts: Facts) -> dict[str, Any]:
    """
    What the columns become by a change, attributes together with those it leaves alone.

    :raises ChangeOutdated: if it names a row that is gone.
    """
    columns: dict[str, Any] = {}
    attributes = dict(goods.attributes)
    for fact, each in facts.items():
        if fact.startswith(OF_ATTRIBUTES):
            attributes[fact.removeprefix(OF_ATTRIBUTES)] = each["becomes"]
        else:
            column = _COLUMN.get(fact, fact)
            columns[column] = _value(goods, column, each["becomes"])
    attributes = {code: value for code, value in attributes.items() if value is not None}
    return columns if attributes == goods.attributes else {**columns, "attributes": attributes}


def outdated_facts(goods: Goods, facts: Facts) -> list[str]:
    """Those facts of a change that are no longer what they were when it was asked for."""
    return [fact for fact, each in facts.items() if _present(goods, fact) != each["was"]]


def in_words(facts: Facts) -> str:
    """What was, what becomes: "gross_g: 2044 → 2100, hs6: 110100 → 110220"."""
    return ", ".join(f"{fact}: {each['was']} → {each['becomes']}" for fact, each in sorted(facts.items()))


def _asked(goods: Goods, given: Mapping[str, Any], waiting: ListingChange | None) -> dict[str, Any]:
    """What is wanted of facts that staff judge, by the names that people have for them."""
    legal = {column: value for column, value in given.items() if column in LEGAL_FACTS}
    asked = {_fact_of(column): _shown(column, value) for column, value in legal.items()}
    if "attributes" in given:
        wanted, waits = given["attributes"], _codes(() if waiting is None else waiting.facts)
        # One that waits is asked anew even as it holds now: its seller has taken it back.
        asked |= {
            f"{OF_ATTRIBUTES}{code}": wanted.get(code)
            for code in {*_legal_codes({*wanted, *goods.attributes}), *waits}
            if code in waits or wanted.get(code) != goods.attributes.get(code)
        }
    return asked


def _harmless(goods: Goods, given: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """What of `given` nobody needs to judge; attributes that are judged stay as they are."""
    rest = {column: value for column, value in given.items() if column not in LEGAL_FACTS}
    if "attributes" in rest:
        judged = _codes(asked)
        free = {code: value for code, value in rest["attributes"].items() if code not in judged}
        kept = {code: value for code, value in goods.attributes.items() if code in judged}
        rest["attributes"] = {**free, **kept}
    return rest


def _codes(facts: Iterable[str]) -> set[str]:
    """The codes of those facts that are attributes."""
    return {fact.removeprefix(OF_ATTRIBUTES) for fact in facts if fact.startswith(OF_ATTRIBUTES)}


def _legal_codes(codes: Iterable[str]) -> list[str]:
    rows = Attribute.objects.filter(is_legal=True, code__in=list(codes))
    return list(rows.values_list("code", flat=True))


def _differing(goods: Goods, wanted: Mapping[str, Any]) -> Facts:
    present = {fact: _present(goods, fact) for fact in wanted}
    return {
        fact: {"was": present[fact], "becomes": value}
        for fact, value in wanted.items()
        if value != present[fact]
    }


def _present(goods: Goods, fact: str) -> Any:
    if fact.startswith(OF_ATTRIBUTES):
        return goods.attributes.get(fact.removeprefix(OF_ATTRIBUTES))
    column = _COLUMN.get(fact, fact)
    return _shown(column, getattr(goods, column))


def _fact_of(column: str) -> str:
    return _NAMED[column][0] if column in _NAMED else column


def _shown(column: str, value: Any) -> Any:
    """A value as a change keeps it: JSON that people can read."""
    if column in _NAMED and value is not None:
        _, model, name = _NAMED[column]
        return model.objects.values_list(name, flat=True).get(pk=value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, bool | int) else str(value)


def _value(goods: Goods, column: str, shown: Any) -> Any:
    if column in _NAMED and shown is not None:
        fact, model, name = _NAMED[column]
        pk = model.objects.filter(**{name: shown}).values_list("pk", flat=True).first()
        if pk is None:
            raise ChangeOutdated(
                say("There is no %(fact)s %(name)s any more.", fact=fact_name(fact), name=shown), facts=[fact]
            )
        return pk
    field: Any = goods._meta.get_field(column)
    return field.to_python(shown)


def _on_sale(goods: Goods) -> list[UUID]:
    """The listings on sale, locked: none goes on sale or off it before the facts are written."""
    of = {"variant": goods} if isinstance(goods, Variant) else {"variant__product": goods}
    rows = Listing.objects.filter(**of).order_by("pk").select_for_update(of=("self",))
    return [pk for pk, status in rows.values_list("pk", "status") if status in ON_SALE]


def _replace(
    goods: Goods,
    waiting: ListingChange | None,
    facts: Facts,
    listings: Collection[UUID],
    *,
    at: datetime,
    by: Actor,
) -> None:
    if facts == ({} if waiting is None else waiting.facts):
        return
    # Whoever read the goods before must look again: what waits is shown with them.
    goods.version += 1
    goods.save(update_fields=["version"])
    if waiting is not None:
        move(waiting, to=ListingChange.Status.WITHDRAWN, at=at, by=by, reason=REPLACED, decided_at=at)
    if not facts:
        return
    change = ListingChange.objects.create(
        product_id=goods.product_id if isinstance(goods, Variant) else goods.pk,
        variant_id=goods.pk if isinstance(goods, Variant) else None,
        facts=facts,
        asked_at=at,
        created_at=at,
    )
    change.listings.set(Listing.objects.filter(pk__in=listings))
    news = {"id": str(change.pk), "product_id": str(change.product_id), "facts": sorted(facts)}
    tell(ListingChange, what="asked", news=[News(change.pk, news)], at=at)
