"""How do the files of pictures come into the storage, and out when no row names them?"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.filing import FOLDER, key_of, new_key, path_of
from catalog.operations.sweeping import sweep_folder
from catalog.policy import STRAY_FILES_KEPT
from catalog.queries.picturing import keys_in_use


def store(files: Mapping[int, bytes]) -> str:
    """
    Keep a cleaned picture, before the row that names it; returns its key.

    Should the row never come, `sweep` finds the files.
    """
    key = new_key()
    for side, data in files.items():
        default_storage.save(path_of(key, side), ContentFile(data))
    return key


def sweep(*, at: datetime) -> int:
    """
    Delete files that no row has named for a day; returns how many.

    One hour's call looks at each 24th folder, so that a day's calls look at all.
    A removed picture's files stay as long, since cached pages still show them.
    """
    folders = [f"{number:02x}" for number in range(256) if number % 24 == at.hour]
    before = at - STRAY_FILES_KEPT
    return sum(sweep_folder(f"{FOLDER}/{folder}", before=before, named=_named) for folder in folders)


def _named(names: Collection[str]) -> set[str]:
    used = keys_in_use({key_of(name) for name in names})
    return {name for name in names if key_of(name) in used}
