"""What of files of goods is thrown away, when?"""

from collections.abc import Collection
from datetime import datetime

from catalog.models import ImportJob, ImportRow
from catalog.operations.importing import FOLDER, OPEN
from catalog.operations.sweeping import sweep_folder
from catalog.policy import IMPORT_FILES_KEPT, IMPORT_ROWS_KEPT
from kit.transactions import inside_transaction

_ROWS_AT_ONCE = 5_000


def sweep_files(*, at: datetime) -> int:
    """Delete files, a day old, that no open job waits to have read; returns how many."""
    return sweep_folder(FOLDER, before=at - IMPORT_FILES_KEPT, named=_waited_for)


def _waited_for(_: Collection[str]) -> set[str]:
    return set(ImportJob.objects.filter(status__in=OPEN).values_list("file_key", flat=True))


@inside_transaction
def clear_rows(*, at: datetime) -> int:
    """Delete some rows of imports that ended long ago; how many. The jobs stay, with their counts."""
    over = ImportRow.objects.filter(job__ended_at__lt=at - IMPORT_ROWS_KEPT)
    ids = list(over.order_by("pk").values_list("pk", flat=True)[:_ROWS_AT_ONCE])
    if ids:
        ImportRow.objects.filter(pk__in=ids).delete()
    return len(ids)
