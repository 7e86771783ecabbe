"""When do files of goods, and the rows that were read of them, go?"""

from datetime import datetime

from django.core.files.storage import default_storage

from catalog.models import ImportJob, ImportRow
from catalog.operations.importing import FOLDER, OPEN
from catalog.policy import IMPORT_FILES_KEPT, IMPORT_ROWS_KEPT
from kit.transactions import inside_transaction

_ROWS_AT_ONCE = 5_000


def sweep_files(*, at: datetime) -> int:
    """Delete files, a day old, that no open job waits to have read; returns how many."""
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    used = set(ImportJob.objects.filter(status__in=OPEN).values_list("file_key", flat=True))
    strays = [f"{FOLDER}/{name}" for name in names if name not in used]
    before = at - IMPORT_FILES_KEPT
    old = [path for path in strays if default_storage.get_modified_time(path) < before]
    for path in old:
        default_storage.delete(path)
    return len(old)


@inside_transaction
def clear_rows(*, at: datetime) -> int:
    """Delete some rows of imports that ended long ago; how many. The jobs stay, with their counts."""
    over = ImportRow.objects.filter(job__ended_at__lt=at - IMPORT_ROWS_KEPT)
    ids = list(over.order_by("pk").values_list("pk", flat=True)[:_ROWS_AT_ONCE])
    if ids:
        ImportRow.objects.filter(pk__in=ids).delete()
    return len(ids)
