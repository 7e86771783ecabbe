"""What becomes of a change of goods on sale?"""

from datetime import datetime

from catalog.errors import ChangeOutdated
from catalog.models import ListingChange, Product, Variant
from catalog.operations.changing import columns_of, outdated_facts
from catalog.operations.describing import rewrite
from catalog.wording import fact_name
from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from kit.words import say

Status = ListingChange.Status


@inside_transaction
def approve_change(*, change: ListingChange, at: datetime, by: Actor) -> ListingChange:
    """
    Let new facts hold from now on; the listings stay as they are.

    The goods are locked before the change, as by their seller, who may be writing.

    :raises IllegalMove, LostRace: if it waits no longer.
    :raises ChangeOutdated: if the goods have changed since, so that something else was judged.
    :raises BadSizes, WrongIdentifier, CodeTaken: if the facts contradict what is there by now.
    :raises ListingIncomplete: if the goods would lack what their category requires by now.
    """
    goods = _locked_goods(change)
    if change.status == Status.WAITING and (stale := outdated_facts(goods, change.facts)):
        raise ChangeOutdated(
            say(
                "These facts have changed since it was asked for: %(facts)s.",
                facts=", ".join(map(fact_name, stale)),
            ),
            facts=stale,
        )
    move(change, to=Status.APPROVED, at=at, by=by, decided_at=at)
    rewrite(goods=goods, columns=columns_of(goods, change.facts))
    return change


@inside_transaction
def decline_change(*, change: ListingChange, reason: str, at: datetime, by: Actor) -> ListingChange:
    """
    Leave the facts as they are, telling the seller why.

    :raises IllegalMove, LostRace: if it waits no longer.
    """
    return move(change, to=Status.DECLINED, at=at, by=by, reason=reason, decided_at=at)


@inside_transaction
def withdraw_change(*, change: ListingChange, at: datetime, by: Actor) -> ListingChange:
    """
    Take a change back before staff have judged it.

    :raises IllegalMove, LostRace: if it waits no longer.
    """
    return move(change, to=Status.WITHDRAWN, at=at, by=by, decided_at=at)


def _locked_goods(change: ListingChange) -> Product | Variant:
    if change.variant_id is None:
        return Product.objects.select_for_update().get(pk=change.product_id)
    return Variant.objects.select_for_update().get(pk=change.variant_id)
