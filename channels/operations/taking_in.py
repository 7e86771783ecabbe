"""How do sellers' files come from their readers into the catalogue's jobs?"""

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from catalog.neutral import Books, NeutralRow
from catalog.neutral_json import books_of, header_of, row_of
from catalog.operations import storing
from catalog.operations.claiming import LostTurn, due_jobs
from catalog.operations.storing import Taken
from channels import policy
from channels.operations.parsing import ReaderDied, Refused, messages
from channels.operations.passing_on import header_of_part
from kit.transactions import owns_transaction

log = logging.getLogger(__name__)


def read_file(*, job_id: UUID, clock: Callable[[], datetime]) -> None:
    """
    Read the file of a job, if it is nobody else's turn, and hand its rows on, chunk by chunk.

    A reader that dies leaves the job to the sweep, which has it read from the beginning, some times.
    """
    taken = owns_transaction(storing.take_file)(job_id=job_id, at=clock())
    if taken is None:
        return
    try:
        with TemporaryDirectory(prefix="goods-") as folder:
            path = Path(folder, "file")
            with storing.file_of(taken) as kept, path.open("wb") as copy:
                shutil.copyfileobj(kept, copy)
            _hand_on(taken, path, clock)
    except Refused as refusal:
        _reject(taken, refusal, clock)
    except LostTurn:
        log.info("import %s is another's by now", job_id)
    except (ReaderDied, OSError):
        log.exception("the reader of import %s died", job_id)
        owns_transaction(storing.drop_file)(job_id=job_id, token=taken.token)


def due_files(*, at: datetime) -> list[UUID]:
    """Files that nobody reads although they wait to be read."""
    return due_jobs(statuses=storing.UNREAD, at=at, most=policy.SWEPT)


def _hand_on(taken: Taken, path: Path, clock: Callable[[], datetime]) -> None:
    said = messages(path, {"name": taken.file_name, "mappings": taken.mappings})
    turn: dict[str, Any] = {"job_id": taken.job_id, "token": taken.token}
    first = next(said, None)
    if first is None:
        raise ReaderDied("it said nothing")
    owns_transaction(storing.begin_rows)(**turn, format=first["format"], at=clock())
    rows: list[NeutralRow] = []
    books = Books()
    for message in said:
        if "books" in message:
            books = books.with_later(books_of(message["books"]))
        if "row" in message:
            rows.append(row_of(message["row"]))
        if len(rows) >= policy.ROWS_AT_ONCE or ("header" in message and rows):
            total = owns_transaction(storing.take_rows)(**turn, rows=rows, at=clock())
            if total > storing.MOST_ROWS:
                raise Refused("import.too_many_rows", {"most": storing.MOST_ROWS})
            rows = []
        if "header" in message:
            told = replace(header_of(message["header"]), books=books)
            header = owns_transaction(header_of_part)(job_id=taken.job_id, header=told)
            owns_transaction(storing.end_rows)(**turn, header=header, at=clock())


def _reject(taken: Taken, refusal: Refused, clock: Callable[[], datetime]) -> None:
    try:
        owns_transaction(storing.reject)(
            job_id=taken.job_id, token=taken.token, code=refusal.code, facts=refusal.facts, at=clock()
        )
    except LostTurn:
        log.info("import %s is another's by now", taken.job_id)
