"""Which secrets of people are to be sealed anew when SECRET_KEY changes?"""

from accounts.models import Factor
from accounts.operations.proving import SEALED_FOR
from kit.resealing import Sealed

SEALED = (Sealed(Factor, {"secret": SEALED_FOR}),)
