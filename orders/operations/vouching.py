"""Is somebody named in whose name customs let the goods in, and may they be?"""

from kit.transactions import inside_transaction
from orders.errors import IdentityNameDiffers, IdentityRequired, IdentityUnreadable
from orders.identity_numbers import is_called
from orders.models import Address, ImportIdentity, Quote
from orders.policy import IDENTITY_NEEDED_IN


def check_name(*, identity: ImportIdentity, address: Address) -> None:
    """
    Whoever imports is the receiver, or the buyer, who pays.

    Source: rule 20 of the shop's tax notes, and announcement 194 of 2018 of China's customs, by which the
    one who orders is the one who pays.

    :raises IdentityNameDiffers: if the name on the card is neither of theirs.
    :raises IdentityUnreadable: if no key of ours reads it.
    """
    if identity.is_unreadable:
        raise IdentityUnreadable(identity_id=str(identity.pk))
    if is_called(identity.name, address.real_name or address.recipient):
        return
    if not is_called(identity.name, address.buyer.user.name):
        raise IdentityNameDiffers(
            "The name on the card is neither that of the address (real_name, else recipient)"
            " nor that of your account.",
            identity_id=str(identity.pk),
        )


@inside_transaction
def hold_identity(quote: Quote) -> ImportIdentity | None:
    """
    The person that a quote names, who can't be removed before this checkout is done.

    None where customs ask for none.

    :raises IdentityRequired: if one is asked for, and the quote names none that is still kept.
    :raises IdentityNameDiffers: if the address was changed since to somebody else's.
    :raises IdentityUnreadable: if no key of ours reads the name.
    """
    if quote.document["market"] not in IDENTITY_NEEDED_IN:
        return None
    rows = ImportIdentity.objects.select_for_update(no_key=True)
    named = quote.identity_id
    identity = rows.filter(pk=named, removed_at=None).first() if named else None
    if identity is None:
        raise IdentityRequired(market=quote.document["market"])
    check_name(identity=identity, address=quote.address)
    return identity
