"""What do the keys mean that a file of 1C uses for properties, groups, price lists, warehouses?"""

from typing import TypeVar

from catalog.neutral import Books, PriceType
from channels.readers.port import Unreadable
from channels.readers.rules import currency_said
from channels.readers.xml_pieces import Node, Opened

T = TypeVar("T")

# Keys of a kind that one file may bring: they stay in memory while it is read.
MOST_KEYS = 200_000
_MOST_OTHERS = 1_000


class BooksKeeper:
    """Gathers them as a file is gone through, on top of those of earlier files."""

    def __init__(self, earlier: Books) -> None:
        self._properties = dict(earlier.properties)
        self._answers = dict(earlier.answers)
        self._categories = dict(earlier.categories)
        self._price_types = dict(earlier.price_types)
        self._warehouses = dict(earlier.warehouses)
        # By the path of the element that is open: a group, or a property, with what it has said.
        self._open: dict[str, dict[str, str]] = {}
        self.is_new = True
        self.books = Books(
            self._properties, self._answers, self._categories, self._price_types, self._warehouses
        )

    def open(self, found: Opened) -> None:
        """A group or a property begins; whatever stood at its path, or below it, is over."""
        if found.path.endswith(("/Группы/Группа", "/Свойства/Свойство", "/Свойства/СвойствоНоменклатуры")):
            self._open = {
                path: said for path, said in self._open.items() if found.path.startswith(f"{path}/")
            }
            self._open[found.path] = {}

    def leaf(self, found: Node) -> None:
        """A text outside of goods, or one of the small pieces: an answer, a price list, a warehouse."""
        above, _, name = found.path.rpartition("/")
        if found.name == "Справочник" and "/Свойства/" in found.path:
            self._keep(self._answers, found.said("ИдЗначения"), found.said("Значение")[:200])
        elif found.name == "ТипЦены" and above.endswith("/ТипыЦен"):
            kind = PriceType(found.said("Наименование")[:100], currency_said(found.said("Валюта")))
            self._keep(self._price_types, found.said("Ид"), kind, most=_MOST_OTHERS)
        elif found.name == "Склад" and above.endswith("/Склады"):
            self._keep(
                self._warehouses, found.said("Ид"), found.said("Наименование")[:100], most=_MOST_OTHERS
            )
        elif above in self._open and name in {"Ид", "Наименование"}:
            said = self._open[above]
            said[name] = found.text.strip()[:200]
            if len(said) == 2:
                self._named(above, said)

    def _named(self, path: str, said: dict[str, str]) -> None:
        if "/Свойства/" in path:
            self._keep(self._properties, said["Ид"], said["Наименование"])
        else:
            names = [
                above["Наименование"]
                for open_path, above in self._open.items()
                if path.startswith(f"{open_path}/") and "Наименование" in above
            ]
            self._keep(self._categories, said["Ид"], (*names, said["Наименование"]))

    def _keep(self, book: dict[str, T], key: str, value: T, *, most: int = MOST_KEYS) -> None:
        if not key or not value:
            return
        if len(book) >= most and key not in book:
            raise Unreadable("file.too_many_keys", most=most)
        self.is_new = self.is_new or book.get(key) != value
        book[key[:200]] = value
