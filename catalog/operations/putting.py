"""How is it noted on which shelf of a warehouse units of a lot lie?"""

from datetime import datetime

from django.db.models import F

from catalog.models import StockLevel
from kit.actors import Actor
from kit.transactions import inside_transaction


@inside_transaction
def put_on_shelf(*, level: StockLevel, shelf: str, at: datetime, by: Actor) -> StockLevel:
    """
    Note where the units of a level lie, as their seller names the place; an empty name forgets it.

    It changes no number of units; who noted it, and when, stands in the audit of the level.
    """
    StockLevel.objects.filter(pk=level.pk).update(shelf=shelf, version=F("version") + 1)
    level.refresh_from_db(fields=("shelf", "version"))
    return level
