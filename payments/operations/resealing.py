"""Which secrets of payments are to be sealed anew when SECRET_KEY changes?"""

from kit.resealing import Sealed
from payments.bank_data import SEALED_AS
from payments.models import PayoutAccount

SEALED = (Sealed(PayoutAccount, {"number_sealed": SEALED_AS}),)
