"""How are orders, their lines and claims called on pages of money, which keeps their numbers alone?"""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import get_language

from accounts.desk import link
from accounts.sites import staff_site
from kit.languages import language_of, name_in
from kit.words import say
from orders.models import Claim, Order, OrderLine


def called(line: OrderLine) -> str:
    """A line's goods, in the language of whoever looks."""
    return f"{line.sku} {name_in(line.names, language_of(get_language() or 'en'))}".strip()


def lines_called(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Goods by the ids of their lines."""
    return {line.pk: called(line) for line in OrderLine.objects.filter(pk__in=ids)}


def orders_called(numbers: Collection[str]) -> Mapping[str, str]:
    """Links to orders by their numbers."""
    return {order.number: link(order, order.number) for order in Order.objects.filter(number__in=numbers)}


def claims_called(numbers: Collection[str]) -> Mapping[str, str]:
    """Links to returns and claims by their numbers, with what was held against the goods."""
    return {
        claim.number: link(
            claim,
            say(
                "%(kind)s %(number)s: %(reason)s",
                kind=claim.get_kind_display(),
                number=claim.number,
                reason=claim.get_reason_display(),
            ),
        )
        for claim in Claim.objects.filter(number__in=numbers)
    }


staff_site.add_names("orders.orderline", lines_called)
staff_site.add_names("orders.order", orders_called)
staff_site.add_names("orders.claim", claims_called)
