"""Who buys and who sells, as papers about an order name them?"""

from collections.abc import Mapping

from orders.divisions import province_of
from orders.models import Order
from orders.postal import FIELDS, one_line
from payments.queries.documents import Party

# Who somebody is, how they are called up, by which code: no part of where they live. A country is told apart.
_WHERE = [
    name for name in FIELDS if name not in ("recipient", "real_name", "phone", "country", "district_code")
]


def seller_party(order: Order) -> Party:
    """The legal entity that sells."""
    seller = order.seller
    return Party(
        name=seller.legal_name,
        local_name=seller.local_name,
        country=seller.country,
        tax_id=seller.tax_id,
        tax_id_kind=seller.tax_id_kind,
        address=seller.city,
    )


def buyer_party(address: Mapping[str, str]) -> Party:
    """The person whom the goods go to, by the address as it was at checkout."""
    told = {name: address.get(name, "") for name in _WHERE}
    if province := province_of(address["country"], told["province"]):
        told["province"] = province.own_name
    return Party(
        name=address.get("real_name") or address["recipient"],
        country=address["country"],
        address=one_line(told),
    )
