"""How do units come into a warehouse?"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from catalog.errors import BadLotDates, CodeTaken
from catalog.models import Lot, StockMove, Variant, Warehouse
from catalog.operations.booking import book
from catalog.operations.standing import check_at_home, levels_in
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction


@inside_transaction
def open_lot(
    *,
    variant: Variant,
    code: str,
    made_date: date,
    best_before_date: date | None,
    certificate_ref: str,
    at: datetime,
    by: Actor,
) -> Lot:
    """
    Note a lot of a variant; without `best_before_date` it ends after the product's shelf life.

    The days are those of the place where it was made.

    :raises BadLotDates: if it would end before it was made, or isn't made yet.
    :raises CodeTaken: if the variant has a lot of this code.
    """
    # East of Greenwich tomorrow begins before ours.
    if made_date > at.date() + timedelta(days=1):
        raise BadLotDates(fields=[FieldProblem("/made_date", "field.invalid", "must not be in the future")])
    ends = best_before_date or variant.product.best_before_of(made_date)
    if ends is not None and ends <= made_date:
        problem = FieldProblem("/best_before_date", "field.invalid", "must come after made_date")
        raise BadLotDates(fields=[problem])
    lot = Lot(
        variant=variant,
        code=code,
        made_date=made_date,
        best_before_date=ends,
        certificate_ref=certificate_ref,
        created_at=at,
    )
    try:
        with transaction.atomic():
            lot.save(force_insert=True)
    except IntegrityError:
        why = f"{variant.sku} has a lot {code} already"
        raise CodeTaken(why, fields=[FieldProblem("/code", "field.taken", why)]) from None
    return lot


@inside_transaction
def receive(
    *, lot: Lot, warehouse: Warehouse, quantity: int, reason: str = "", at: datetime, by: Actor
) -> StockMove:
    """
    Book units of a lot into a warehouse; those of a lot in quarantine join it.

    :raises WarehouseAbroad: if the warehouse is in another country than the seller.
    :raises BadQuantity: if there are none, or more than any real lot has.
    """
    check_at_home(lot.variant.seller, warehouse)
    level = levels_in(lot_ids=[lot.pk], warehouse=warehouse, at=at)[lot.pk]
    kind = StockMove.Kind.RECEIVED
    return book(level=level, kind=kind, quantity=max(quantity, 0), reason=reason, at=at, by=by)
