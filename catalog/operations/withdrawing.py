"""How is taken off sale what none of several files names that tell all of a seller's goods together?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from catalog.models import ImportJob, ImportRow, Seller
from catalog.neutral import Header
from catalog.operations.claiming import claim
from catalog.operations.importing import open_job
from catalog.operations.storing import UNREAD, begin_rows, end_rows
from kit.actors import Actor
from kit.transactions import inside_transaction


@inside_transaction
def withdraw_unnamed(
    *, seller: Seller, named_by: Sequence[UUID], format: str, name: str, at: datetime, by: Actor
) -> ImportJob:
    """
    Open a job without a file, whose rows are the goods that none of the jobs `named_by` names.

    Where some of those files name sizes, they alone count: a size that left the program is gone although
    its product stays. Files that name nothing at all take nothing off sale. The job is judged, started and
    taken back as that of any file.

    :raises TooManyImports: if so many files of its seller aren't finished.
    """
    sizes = ImportRow.objects.filter(job__in=named_by).exclude(variant_key="")
    of_sizes = list(sizes.order_by().values_list("job", flat=True).distinct())
    job = open_job(seller=seller, file_name=name, file_key="", data=b"", at=at, by=by)
    taken = claim(job_id=job.pk, statuses=UNREAD, at=at)
    assert taken is not None
    begin_rows(job_id=job.pk, token=taken.token, format=format, at=at)
    names_some = ImportRow.objects.filter(job__in=named_by).exists()
    header = Header(format, is_changes_only=not names_some)
    return end_rows(
        job_id=job.pk, token=taken.token, header=header, at=at, named_by=of_sizes or list(named_by)
    )
