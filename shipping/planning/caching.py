"""Where is compiled code kept, and is it there already?"""

import hashlib
import importlib.metadata
import os
import platform
import tempfile
from functools import cache
from pathlib import Path

# Whose code is compiled, or compiles it.
_PARTS = ("numba", "llvmlite", "numpy")
_SOURCES = ("book", "stowing", "rebuilding", "searching", "improving")
_COMPLETE = "complete"
_OF_CPU = ("vendor_id", "model name", "flags", "Features")


@cache
def cache_folder() -> Path:
    """
    The folder of what is compiled for these versions, these sources and this processor.

    It stands in `STATE_DIR`, else beside the code, else in the user's own cache; where none of them
    can be written it is a new one, empty each time. Never where others could have put code before.
    """
    here = Path(__file__).resolve()
    homes = [Path(os.environ["STATE_DIR"])] if os.environ.get("STATE_DIR") else []
    homes += [here.parents[2] / ".dev", Path("~/.cache/steelcamel").expanduser()]
    for home in homes:
        folder = home / "compiled" / _key(here.parent)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="steelcamel-"))


def is_compiled() -> bool:
    """Whether everything has been compiled."""
    return (cache_folder() / _COMPLETE).exists()


def note_compiled() -> None:
    """Everything has been compiled."""
    (cache_folder() / _COMPLETE).touch()


def _key(package: Path) -> str:
    said = [platform.python_version(), platform.machine(), *map(importlib.metadata.version, _PARTS), _cpu()]
    for name in _SOURCES:
        # Compiled code is taken for stale when its source has another time.
        source = package / f"{name}.py"
        said.append(f"{source} {source.stat().st_mtime_ns} {source.stat().st_size}")
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    except OSError:
        return platform.processor()
    return "\n".join(line for line in lines if line.split("\t")[0].strip() in _OF_CPU)
