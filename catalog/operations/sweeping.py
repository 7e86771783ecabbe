"""How do files go that nothing names any more?"""

from collections.abc import Callable, Collection
from datetime import datetime

from django.core.files.storage import default_storage


def sweep_folder(
    folder: str, *, before: datetime, named: Callable[[Collection[str]], Collection[str]]
) -> int:
    """
    Delete files of a folder that are older than `before`; how many.

    Of those that are there `named` says which are to stay: it is asked after the looking, so that a file
    whose row is just being written is kept for its age.
    """
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    kept = set(named(names))
    strays = [f"{folder}/{name}" for name in names if name not in kept]
    old = [path for path in strays if default_storage.get_modified_time(path) < before]
    for path in old:
        default_storage.delete(path)
    return len(old)
