"""How do the files of pictures come into the storage, and out when no row names them?"""

from collections.abc import Mapping
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.filing import FOLDER, key_of, new_key, path_of
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
    return sum(_sweep_folder(f"{FOLDER}/{folder}", before=at - STRAY_FILES_KEPT) for folder in folders)


def _sweep_folder(folder: str, *, before: datetime) -> int:
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    used = keys_in_use({key_of(name) for name in names})
    strays = [f"{folder}/{name}" for name in names if key_of(name) not in used]
    old = [path for path in strays if default_storage.get_modified_time(path) < before]
    for path in old:
        default_storage.delete(path)
    return len(old)
