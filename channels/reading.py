"""Which process reads a stranger's file, so that nothing else suffers if it is a bomb?"""

import json
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from catalog.neutral import Books
from catalog.neutral_json import books_in_parts, books_of, header_as_json, mapping_of, row_as_json
from channels.readers import HEAD_BYTES, Unreadable, reader_for
from channels.readers.orders import orders_in

# Characters of a line that says what keys mean: a big base of 1C has tens of thousands of them.
PART_OF_BOOKS = 200_000


def main(path: Path, asked: Mapping[str, Any]) -> None:
    """
    Say on standard output, a line of JSON each: the format, every row, what keys mean, the header; or why it
    can't be read.

    `asked` is `{"name", "mappings": {format: {"choices", "books"}}, "memory_mb", "cpu_s"}`; with `"what"`
    "orders" a file of orders is read, of which each document is said.
    """
    most = asked["memory_mb"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["cpu_s"], asked["cpu_s"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # It reads one file and writes none.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        (_read_orders if asked.get("what") == "orders" else _read)(path, asked)
    except Unreadable as error:
        _say({"unreadable": error.code, "facts": error.facts})
    except MemoryError:
        _say({"unreadable": "import.too_large_to_read", "facts": {}})
    sys.stdout.flush()


def _read(path: Path, asked: Mapping[str, Any]) -> None:
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    name = asked["name"]
    reader = reader_for(head, name)
    chosen = asked["mappings"].get(reader.format, {})
    mapping = mapping_of(chosen.get("choices", {}), books_of(chosen.get("books", {})))
    _say({"format": reader.format})
    reading = reader.read(path, name=name, mapping=mapping)
    for row in reading.rows:
        _say({"row": row_as_json(row)})
    for part in books_in_parts(reading.header.books, most=PART_OF_BOOKS):
        _say({"books": part})
    _say({"header": header_as_json(replace(reading.header, books=Books()))})


def _read_orders(path: Path, asked: Mapping[str, Any]) -> None:
    # All of them before the first is said: of a file that is cut off nothing counts.
    for document in list(orders_in(path)):
        _say({"document": asdict(document) | {"goods": document.goods}})
    _say({"header": {}})


def _say(said: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.load(sys.stdin))
