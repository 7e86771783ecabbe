"""Where are the demonstration's secrets kept?"""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read_credentials(path: Path) -> dict[str, Any]:
    """What an earlier run kept; nothing when the file is missing or broken."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def write_credentials(path: Path, credentials: Mapping[str, Any]) -> None:
    """
    Keep them in a file that its owner alone can read, whole or not at all.

    :raises FileExistsError: as `refuse_other_than_file`.
    """
    refuse_other_than_file(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(credentials, file, ensure_ascii=False, indent=2)
        file.write("\n")
    Path(draft).replace(path)


def refuse_other_than_file(path: Path) -> None:
    """
    See that nothing but a file would be replaced.

    :raises FileExistsError: if a folder or a device has that name, which root would take from everybody.
    """
    if path.exists() and not path.is_file():
        raise FileExistsError(f"{path} is no file, so no sign-ins are kept there.")
