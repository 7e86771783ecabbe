"""Which Python client does the API document make?"""

import importlib
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import openapi_python_client
from openapi_python_client.config import Config, ConfigFile, MetaType

from tests.openapi.document import FILE, by_id

PACKAGE = "steel_camel_client"


@dataclass(frozen=True)
class Generated:
    """The generated package, with what its generator complained of."""

    complaints: Sequence[str]

    def operation(self, operation_id: str) -> ModuleType:
        """The module of one operation."""
        (tag,) = by_id()[operation_id].spec["tags"]
        return importlib.import_module(f"{PACKAGE}.api.{_snake(tag)}.{_snake(operation_id)}")

    def model(self, name: str) -> Any:
        """One shape of the document as a class."""
        return getattr(importlib.import_module(f"{PACKAGE}.models"), name)

    def anonymous(self, base_url: str) -> Any:
        """A client without a credential."""
        return importlib.import_module(PACKAGE).Client(base_url=base_url)

    def signed_in(self, base_url: str, credential: str) -> Any:
        """A client with a token or an API key."""
        return importlib.import_module(PACKAGE).AuthenticatedClient(base_url=base_url, token=credential)


def generate(folder: Path) -> Generated:
    """Make the client from the committed document, in a folder from which it can be imported."""
    config = Config.from_sources(
        ConfigFile(post_hooks=[], package_name_override=PACKAGE),
        MetaType.NONE,
        document_source=FILE,
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder / PACKAGE,
    )
    complaints = openapi_python_client.generate(config=config)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return Generated([f"{each.header} {each.detail}" for each in complaints])


def _snake(words: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", words).replace("-", "_").replace(" ", "_").lower()
