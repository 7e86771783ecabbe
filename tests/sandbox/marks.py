"""By which words is a row of one of the worlds known wherever it turns up?"""

from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import Organisation, User
from catalog.models import (
    Certificate,
    Listing,
    Lot,
    PaperRule,
    Product,
    Seller,
    StockCount,
    StockLevel,
    StockMove,
    StockTransfer,
    Unit,
    Variant,
)
from orders.models import Address, Cart, CartLine, Order, OrderGroup
from payments.models import Payment, Payout, PayoutAccount, Refund
from shipping.models import Container, Departure, LoadUnit, Package, Shipment, TrainService
from storefront.models import Notice

# Of each table: by which column its rows are of the test world, and what tells one of them.
_TABLES: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (User, "sandbox", ("id", "email")),
    (Organisation, "sandbox", ("id",)),
    (Seller, "sandbox", ("id", "code")),
    (Product, "seller__sandbox", ("id", "code")),
    (Variant, "seller__sandbox", ("id", "sku")),
    (Listing, "variant__seller__sandbox", ("id",)),
    (Lot, "variant__seller__sandbox", ("id", "code")),
    (StockLevel, "lot__variant__seller__sandbox", ("id",)),
    (StockCount, "seller__sandbox", ("id", "number")),
    (StockTransfer, "seller__sandbox", ("id", "number")),
    (StockMove, "level__lot__variant__seller__sandbox", ("id",)),
    (Certificate, "seller__sandbox", ("id",)),
    (Notice, "user__sandbox", ("id",)),
    (Cart, "sandbox", ("id",)),
    (CartLine, "cart__sandbox", ("id",)),
    (Address, "buyer__user__sandbox", ("id",)),
    (OrderGroup, "sandbox", ("id", "number")),
    (Order, "group__sandbox", ("id", "number")),
    (Payment, "sandbox", ("id", "provider_ref")),
    (Refund, "part__payment__sandbox", ("id",)),
    (Payout, "sandbox", ("id", "number")),
    (PayoutAccount, "sandbox", ("id",)),
    (TrainService, "sandbox", ("code",)),
    (Departure, "service__sandbox", ("id",)),
    (Shipment, "sandbox", ("id", "number", "tracking_code")),
    (Package, "shipment__sandbox", ("sscc",)),
    (LoadUnit, "packages__shipment__sandbox", ("id", "sscc")),
    (Container, "slot__departure__service__sandbox", ("id",)),
)


def marks(*, sandbox: bool) -> set[str]:
    """
    The ids, numbers and codes of one world, each as it stands in JSON, between quotes.

    A running number that is also a unit's code, such as 113 for a cubic metre, or the beginning of a customs
    code in a rule of papers, such as 3307, tells of no world.
    """
    found: set[str] = set()
    for model, column, names in _TABLES:
        rows: QuerySet[Any] = model.objects.order_by().filter(Q(**{column: sandbox}))
        for values in rows.annotate(_pk=F("pk")).values_list(*names):
            found |= {f'"{value}"' for value in values if value}
    common = {
        *Unit.objects.values_list("code", flat=True),
        *PaperRule.objects.values_list("hs_prefix", flat=True),
    }
    return found - {f'"{code}"' for code in common}


def told_of(marked: set[str], answer: Any) -> set[str]:
    """Which of some marks stand in an answer's body."""
    text = answer.content.decode(errors="replace")
    return {mark for mark in marked if mark in text}
