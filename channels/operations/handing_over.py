"""How are orders handed to a seller's 1C, so that it has each change, however answers get lost?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest

from channels.errors import BadStatusWords
from channels.intending import VERBS, folded
from channels.models import Exchange, ExchangeAccess
from channels.operations.exchanging import held_open
from channels.operations.keying import close_open, drop_unread
from channels.queries.handing_over import ToTell, to_tell
from kit.errors import FieldProblem
from kit.transactions import inside_transaction


@inside_transaction
def tell_orders(*, exchange: Exchange, at: datetime) -> ToTell:
    """
    The orders to be told now, remembered until 1C confirms them; asked again, the same and what is new.

    Where there are none nothing waits for being confirmed.

    :raises Failed: if the exchange is over.
    """
    _hold_access(exchange)
    held = held_open(exchange)
    told = to_tell(held.access)
    Exchange.objects.filter(pk=held.pk).update(
        told_position=told.position, told_count=len(told.sales), told_at=at, confirmed_at=None
    )
    if not told.sales:
        _advance(held.access, told.position)
    return told


@inside_transaction
def confirm_orders(*, exchange: Exchange, at: datetime) -> None:
    """
    Believe that 1C has what it was told last in this exchange, and no more; said twice, it counts once.

    :raises Failed: if the exchange is over.
    """
    _hold_access(exchange)
    held = held_open(exchange)
    if held.told_position is None:
        return
    _advance(held.access, held.told_position)
    Exchange.objects.filter(pk=held.pk, confirmed_at__isnull=True).update(confirmed_at=at)


@inside_transaction
def set_orders(
    *, access: ExchangeAccess, takes_orders: bool, words: Mapping[str, Sequence[str]], at: datetime
) -> ExchangeAccess:
    """
    Let 1C have orders and report of them, or no longer; `words` say by verb what its own words mean.

    Switched on for the first time, it begins with orders that haven't ended by then. What it has been told
    stays told, and of what ends while it is off 1C learns once it is on again.

    :raises BadStatusWords: naming the word that is to mean two things.
    """
    _check(words)
    was = ExchangeAccess.objects.select_for_update(no_key=True).get(pk=access.pk)
    begins = was.orders_from or (at if takes_orders else None)
    ExchangeAccess.objects.filter(pk=was.pk).update(
        takes_orders=takes_orders,
        orders_from=begins,
        status_words={verb: list(words[verb]) for verb in VERBS if words.get(verb)},
        version=F("version") + 1,
    )
    if was.takes_orders and not takes_orders:
        close_open(was, at=at, kind=Exchange.Kind.SALE)
        drop_unread(was, why="exchange.no_orders", at=at)
    access.refresh_from_db()
    return access


def _hold_access(exchange: Exchange) -> None:
    """Before the exchange, as whoever ends exchanges does."""
    ExchangeAccess.objects.select_for_update(no_key=True).get(pk=exchange.access_id)


def _advance(access: ExchangeAccess, position: int) -> None:
    reached = Greatest(Coalesce("confirmed_position", Value(0)), Value(position))
    ExchangeAccess.objects.filter(pk=access.pk).update(confirmed_position=reached)


def _check(words: Mapping[str, Sequence[str]]) -> None:
    seen: dict[str, str] = {}
    wrong: list[FieldProblem] = []
    for verb in VERBS:
        for place, word in enumerate(words.get(verb, ())):
            if seen.setdefault(folded(word), verb) != verb:
                message = f"“{word}” is to mean {seen[folded(word)]} as well."
                wrong.append(FieldProblem(f"/words/{verb}/{place}", "field.repeated", message))
    if wrong:
        raise BadStatusWords(fields=wrong)
