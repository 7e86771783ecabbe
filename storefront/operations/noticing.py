"""How does a buyer hear that goods are there again, or cheaper?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from catalog.errors import ListingNotFound
from kit.actors import SYSTEM, Actor
from kit.errors import FieldProblem, Invalid
from kit.money import Money
from kit.moves import move, move_many
from kit.transactions import inside_transaction
from storefront.errors import NothingToWaitFor, NoticeThere, TooManyNotices
from storefront.models import Notice
from storefront.policy import MARKET_CURRENCY, MAX_NOTICES, NOTICE_BATCH
from storefront.queries.browsing import now_of
from storefront.queries.sifting import BUYABLE_UNITS, ON_SALE, WITH_ESTIMATE

Kind, Status = Notice.Kind, Notice.Status


@inside_transaction
def wait_for_stock(*, listing_id: UUID, at: datetime, by: Actor) -> Notice:
    """
    Note that somebody wants to hear when a listing has units again.

    :raises ListingNotFound: if it isn't on sale.
    :raises NothingToWaitFor: if it has some now.
    :raises NoticeThere, TooManyNotices: if they wait for it already, or for too much.
    """
    _, _, units = _now(listing_id, by)
    if units > 0:
        raise NothingToWaitFor(available=units)
    return _note(Notice(listing_id=listing_id, kind=Kind.BACK_IN_STOCK, created_at=at), by)


@inside_transaction
def wait_for_price(*, listing_id: UUID, price: Money, at: datetime, by: Actor) -> Notice:
    """
    Note that somebody wants to hear when one unit costs `price` or less.

    :raises ListingNotFound: if it isn't on sale.
    :raises Invalid: if its market sells in another currency.
    :raises NothingToWaitFor: if it costs no more now.
    :raises NoticeThere, TooManyNotices: if they wait for it already, or for too much.
    """
    market, minor, _ = _now(listing_id, by)
    if price.currency != MARKET_CURRENCY[market]:
        problem = FieldProblem("/price/currency", "field.invalid", f"send this in {MARKET_CURRENCY[market]}")
        raise Invalid(problem.message, fields=[problem])
    if minor <= price.minor:
        raise NothingToWaitFor(price=Money(minor, price.currency).as_json())
    return _note(
        Notice(
            listing_id=listing_id,
            kind=Kind.PRICE,
            currency=price.currency,
            price_minor=price.minor,
            created_at=at,
        ),
        by,
    )


@inside_transaction
def stop_waiting(*, notice: Notice, at: datetime, by: Actor) -> Notice:
    """
    Forget a wish.

    :raises IllegalMove: if it has come true, or was forgotten before.
    """
    return move(notice, to=Status.CANCELLED, at=at, by=by, ended_at=at)


@inside_transaction
def find_due(*, at: datetime, limit: int = NOTICE_BATCH) -> int:
    """
    Let wishes come true whose goods are there, or as cheap as they were wanted; how many did.

    Each is told to the outbox once (`notice.due`), whoever asks at the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [limit])
        found: Collection[UUID] = [row[0] for row in cursor.fetchall()]
    won = move_many(found, model=Notice, was=Status.WAITING, to=Status.DUE, at=at, by=SYSTEM, ended_at=at)
    return len(won)


# By the catalogue's own rows: what the window still shows of a price may be a second old, which is harmless.
_DUE = f"""
    SELECT notice.id
    {ON_SALE}
    JOIN storefront_notice AS notice ON notice.listing_id = shelf.listing_id AND notice.status = 'waiting'
    {WITH_ESTIMATE}
    WHERE CASE notice.kind
        WHEN 'back_in_stock' THEN {BUYABLE_UNITS} > 0
        ELSE shelf.price_minor <= notice.price_minor
    END
    ORDER BY notice.id LIMIT %s
"""


def _now(listing_id: UUID, by: Actor) -> tuple[str, int, int]:
    found = now_of(listing_id, sandbox=by.sandbox)
    if found is None:
        raise ListingNotFound
    return found


def _note(notice: Notice, by: Actor) -> Notice:
    assert by.user_id is not None
    notice.user_id = by.user_id
    waiting = Notice.objects.filter(user_id=by.user_id, status=Status.WAITING)
    if waiting.count() >= MAX_NOTICES:
        raise TooManyNotices(most=MAX_NOTICES)
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError:
        raise NoticeThere from None
    return notice
