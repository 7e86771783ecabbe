"""Do the collected static files still match the sources and packages they came from?"""

import hashlib
from pathlib import Path

from devtools.checkout import Checkout
from devtools.install import RUNTIME, SOURCES

MANIFEST = "staticfiles.json"
COLLECTED = "staticfiles"


def static_stamp(root: Path) -> str:
    """A digest of the packages' pins and of every static file in the apps."""
    digest = hashlib.sha256((root / RUNTIME).read_bytes())
    for app in SOURCES:
        for path in sorted((root / app / "static").rglob("*")):
            facts = path.stat()
            digest.update(f"{path.relative_to(root)} {facts.st_mtime_ns} {facts.st_size}\n".encode())
    return digest.hexdigest()


def are_collected(checkout: Checkout) -> bool:
    """Whether collecting again would change nothing."""
    stamp = checkout.state / "static.stamp"
    # Whoever collected while debugging left no list of the files, without which no page is served.
    there = (checkout.root / COLLECTED / MANIFEST).is_file() and stamp.exists()
    return there and stamp.read_text() == static_stamp(checkout.root)


def note_collected(checkout: Checkout) -> None:
    """Remember that they were collected just now."""
    (checkout.state / "static.stamp").write_text(static_stamp(checkout.root))
