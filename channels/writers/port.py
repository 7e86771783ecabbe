"""What does every writer of a feed do?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from xml.etree import ElementTree as ET

from channels.feed_facts import Facts

# What no XML may have, however it is escaped.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


class About(NamedTuple):
    """
    What stands in a feed's head: whose it is, of when, and the names of all its categories.

    Categories go by their path from the root (`food/flour`); those above others are among them.
    """

    company: str
    shop_url: str
    currency: str
    merchant_id: str
    changed_at: datetime
    categories: Mapping[str, str]


class Shop(NamedTuple):
    """What an item has to know of the feed that it stands in."""

    store_id: str


class Writer(Protocol):
    """One format. A document is its head, the items as they were written when they changed, and its tail."""

    @property
    def format(self) -> str:
        """Under which name a feed asks for it."""
        ...

    @property
    def media_type(self) -> str:
        """What the document is said to be."""
        ...

    @property
    def extension(self) -> str:
        """Behind the point of its address."""
        ...

    @property
    def currencies(self) -> Sequence[str]:
        """In which currencies it can tell prices, the usual one first."""
        ...

    @property
    def takes_changes(self) -> bool:
        """Whether a document may hold only what changed; else what it leaves out counts as taken off sale."""
        ...

    @property
    def needs(self) -> Sequence[str]:
        """What a feed of this format must be told: `merchant_id`, `link_template`."""
        ...

    def head(self, about: About) -> str:
        """What stands before the first item."""
        ...

    def item(self, facts: Facts, about: Shop, *, is_sold: bool) -> str:
        """One variant; withdrawn ones stay in the document, as something that nobody can buy."""
        ...

    def tail(self) -> str:
        """What stands behind the last item."""
        ...


def element(tag: str, text: str = "", children: Iterable[ET.Element] = (), **attributes: str) -> ET.Element:
    """An element of XML with clean text."""
    made = ET.Element(tag, {name.rstrip("_"): clean(value) for name, value in attributes.items()})
    made.text = clean(text) or None
    made.extend(children)
    return made


def written(made: ET.Element) -> str:
    """An element as text, in a line of its own."""
    return f"{ET.tostring(made, encoding='unicode')}\n"


def clean(text: str) -> str:
    """Text without what no XML may have."""
    return _ILLEGAL.sub("", text)
