"""Can XML of a stranger's do more than be read?"""

import gc
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from catalog.neutral import NeutralRow, SellerMapping
from channels.readers import Reader, Unreadable
from channels.readers.commerceml import CommerceMlReader
from channels.readers.kaspi import KaspiReader
from channels.readers.xml_pieces import LARGEST_PIECE, Node, pieces
from channels.readers.yml import YmlReader
from tests.channels.files import FLOUR, catalogue, commerce, faults, product, rows_of, unread

ONE_C = CommerceMlReader()
READERS = (
    (ONE_C, "КоммерческаяИнформация"),
    (KaspiReader(), "kaspi_catalog"),
    (YmlReader(), "yml_catalog"),
)


@pytest.mark.parametrize(("reader", "root"), READERS)
def test_bombs_are_refused_before_they_go_off(reader: Reader, root: str) -> None:
    bomb = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 30))
    data = f'<?xml version="1.0"?><!DOCTYPE l [{bomb}]><{root}>&a29;</{root}>'
    assert unread(reader, data.encode()).code == "file.entity"


@pytest.mark.parametrize(("reader", "root"), READERS)
@pytest.mark.parametrize("kind", ['SYSTEM "file://{}"', 'PUBLIC "x" "file://{}"'])
def test_no_file_is_fetched_that_a_document_names(
    reader: Reader, root: str, kind: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("very secret")
    entity = f"<!DOCTYPE r [<!ENTITY s {kind.format(secret)}>]><{root}>&s;</{root}>"
    assert unread(reader, entity.encode()).code == "file.entity"
    parameter = f"<!DOCTYPE r [<!ENTITY % s {kind.format(secret)}> %s;]><{root}/>"
    assert unread(reader, parameter.encode()).code == "file.entity"


def test_a_document_type_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    elsewhere = tmp_path / "shops.dtd"
    elsewhere.write_text('<!ENTITY s "very secret">')
    data = commerce(catalogue(product(name="Мука &s;"))).replace(
        "?>", f'?><!DOCTYPE r SYSTEM "file://{elsewhere}">', 1
    )
    (row,) = rows_of(ONE_C, data.encode())
    assert "secret" not in row.names["ru"]


def test_an_entity_that_nobody_declared_is_no_xml() -> None:
    data = commerce(catalogue(product(name="Мука&nbsp;")))
    assert unread(ONE_C, data.encode()).code == "file.no_xml"


def test_elements_in_one_another_without_end_are_refused() -> None:
    refusal = unread(ONE_C, commerce("<a>" * 10_000).encode())
    assert (refusal.code, refusal.facts) == ("file.too_deep", {"line": 3, "most": 32})


def test_a_product_that_is_a_book_is_refused_and_the_next_is_read() -> None:
    book = product(f"<Описание>{'а' * (LARGEST_PIECE + 1)}</Описание>", key="book")
    first, second = rows_of(ONE_C, commerce(catalogue(book, product())).encode())
    assert (first.product_key, faults(first)) == ("book", [("product_key", "row.too_large")])
    assert (second.product_key, second.faults) == (FLOUR, ())


def test_a_description_that_no_page_has_room_for_is_refused_by_name() -> None:
    (row,) = rows_of(ONE_C, commerce(catalogue(product(f"<Описание>{'а' * 10_001}</Описание>"))).encode())
    assert faults(row) == [("description", "text.too_long")]


@pytest.mark.parametrize("endless", ["<!-- ", '<a b="'])
def test_a_tag_that_never_ends_does_not_fill_the_memory(endless: str) -> None:
    begins = commerce().partition("\n</")[0] + endless
    stream = _Stream(lambda turn: b" " * 1_000, begins=begins, turns=4_000)
    with pytest.raises(Unreadable) as refusal:
        list(pieces(stream, ("Товар",)))
    assert refusal.value.code == "file.token_too_long"
    assert stream.given < 2_000_000


def test_a_text_that_never_ends_is_kept_no_longer_than_anybody_reads() -> None:
    begins = commerce().partition("\n</")[0] + "<Комментарий>"
    data = f"{begins}{'а' * 200_000}</Комментарий></КоммерческаяИнформация>".encode()
    (leaf,) = (each for each in pieces(BytesIO(data), ("Товар",)) if isinstance(each, Node))
    assert len(leaf.text) < 50_000


@pytest.mark.parametrize("declared", ["no-such", "rot13"])
def test_an_encoding_that_nobody_knows_is_refused(declared: str) -> None:
    data = f'<?xml version="1.0" encoding="{declared}"?><КоммерческаяИнформация/>'.encode()
    assert unread(ONE_C, data).code in {"file.encoding", "file.no_xml"}


def test_of_a_long_file_no_more_than_a_few_rows_are_alive_at_once() -> None:
    begins, _, _ = commerce("<Каталог><Товары>").partition("\n</")
    ends = "</Товары></Каталог></КоммерческаяИнформация>"
    stream = _Stream(lambda turn: product(key=f"k{turn}").encode(), begins=begins, turns=6_000, ends=ends)
    count = most = 0
    for _ in ONE_C.read(stream, name="long.xml", mapping=SellerMapping()).rows:
        count += 1
        if count % 2_000 == 0:
            most = max(most, sum(isinstance(each, Node | NeutralRow) for each in gc.get_objects()))
    assert count == 6_000
    # What one chunk of 64 kB holds: some hundred products of three elements each.
    assert 0 < most < 2_500


class _Stream(BytesIO):
    """A file that is never there as a whole."""

    def __init__(self, make: Callable[[int], bytes], *, begins: str, turns: int, ends: str = "") -> None:
        super().__init__()
        self._pieces = self._all(make, begins, turns, ends)
        self._left = b""
        self.given = 0

    def _all(self, make: Callable[[int], bytes], begins: str, turns: int, ends: str) -> Iterator[bytes]:
        yield begins.encode()
        yield from map(make, range(turns))
        yield ends.encode()

    def read(self, size: int | None = -1, /) -> bytes:
        size = size or 0
        while len(self._left) < size and (piece := next(self._pieces, b"")):
            self._left += piece
        given, self._left = self._left[:size], self._left[size:]
        self.given += len(given)
        return given
