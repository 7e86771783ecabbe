"""What runs for this checkout now, as noted on disk for other commands?"""

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devtools.checkout import Checkout
from devtools.files import read_json, write_json
from devtools.identity import fingerprint
from devtools.processes import Target


@dataclass
class Record:
    """The launcher that tends the processes, the processes themselves, and the addresses they serve."""

    launcher: Target
    urls: dict[str, str] = field(default_factory=dict)
    base_url: str = ""
    demo: bool = False
    ready: bool = False
    home: str = ""
    processes: dict[str, Target] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Note it."""
        write_json(
            path,
            {
                "launcher": _to_json(self.launcher),
                "urls": self.urls,
                "base_url": self.base_url,
                "demo": self.demo,
                "ready": self.ready,
                "home": self.home,
                "processes": {name: _to_json(target) for name, target in self.processes.items()},
            },
        )


def new_record() -> Record:
    """A record of this very process as the launcher."""
    pid = os.getpid()
    return Record(launcher=Target("the launcher", pid, fingerprint(pid) or "", ((signal.SIGTERM, 60.0),)))


def read_record(path: Path) -> Record | None:
    """What was noted last; None when nothing is, or nothing readable."""
    content = read_json(path)
    try:
        return Record(
            launcher=_from_json(content["launcher"]),
            urls=content["urls"],
            base_url=content["base_url"],
            demo=content["demo"],
            ready=content["ready"],
            home=content["home"],
            processes={name: _from_json(noted) for name, noted in content["processes"].items()},
        )
    except (KeyError, TypeError, ValueError):
        return None


def living_record(checkout: Checkout) -> Record | None:
    """The record, when its launcher is alive."""
    record = read_record(checkout.running)
    return record if record and record.launcher.is_alive else None


def _to_json(target: Target) -> dict[str, Any]:
    goodbyes = [[number.name, patience_s] for number, patience_s in target.goodbyes]
    return {"title": target.title, "pid": target.pid, "mark": target.mark, "goodbyes": goodbyes}


def _from_json(noted: Mapping[str, Any]) -> Target:
    goodbyes = tuple((signal.Signals[name], float(patience_s)) for name, patience_s in noted["goodbyes"])
    return Target(str(noted["title"]), int(noted["pid"]), str(noted["mark"]), goodbyes)
