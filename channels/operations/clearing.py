"""What of exchanges with 1C is thrown away, when?"""

from collections.abc import Collection
from datetime import datetime

from catalog.operations.sweeping import sweep_folder
from channels import policy
from channels.models import Exchange, ExchangePiece
from channels.operations.receiving import FOLDER
from kit.transactions import inside_transaction


@inside_transaction
def forget_pieces(*, at: datetime) -> int:
    """Forget pieces of exchanges that are over, but those yet to be read: the rest was taken in."""
    over = ExchangePiece.objects.filter(file__exchange__closed_at__isnull=False, file__awaits_reading=False)
    ids = list(over.order_by("pk").values_list("pk", flat=True)[: policy.MAX_PIECES])
    if ids:
        ExchangePiece.objects.filter(pk__in=ids).delete()
    return len(ids)


@inside_transaction
def forget_exchanges(*, at: datetime) -> int:
    """Forget exchanges that ended long ago; how many. The jobs of their files stay."""
    over = Exchange.objects.filter(closed_at__lt=at - policy.EXCHANGES_KEPT)
    ids = list(over.order_by("pk").values_list("pk", flat=True)[: policy.EXCHANGES_FORGOTTEN])
    if ids:
        Exchange.objects.filter(pk__in=ids).delete()
    return len(ids)


def sweep_pieces(*, at: datetime) -> int:
    """Delete files of pieces that no row names; how many."""
    return sweep_folder(FOLDER, before=at - policy.STRAY_PIECES_KEPT, named=_named)


def _named(names: Collection[str]) -> set[str]:
    return set(ExchangePiece.objects.filter(key__in=names).values_list("key", flat=True))
