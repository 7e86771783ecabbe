"""Which secrets of orders are to be sealed anew when SECRET_KEY changes?"""

from kit.resealing import Sealed
from orders.models import HashKey, ImportIdentity
from orders.policy import HASH_KEY_SEALED_AS, IDENTITY_NAME_SEALED_AS, IDENTITY_SEALED_AS

SEALED = (
    Sealed(HashKey, {"sealed": HASH_KEY_SEALED_AS}),
    Sealed(ImportIdentity, {"number_sealed": IDENTITY_SEALED_AS, "name_sealed": IDENTITY_NAME_SEALED_AS}),
)
