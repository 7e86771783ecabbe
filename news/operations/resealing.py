"""Which secrets of webhooks are to be sealed anew when SECRET_KEY changes?"""

from kit.resealing import Sealed
from news.models import Endpoint
from news.sealing import PURPOSE

SEALED = (Sealed(Endpoint, {"secret": PURPOSE, "old_secret": PURPOSE}),)
