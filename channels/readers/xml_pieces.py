"""How is XML of any length read piece by piece, in constant memory, without a door to the outside?"""

import html
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from channels.readers.port import Unreadable

_CHUNK = 64 * 1024
# So far into a file its root is named.
NAMED_AT_ONCE = 4 * 1024
DEEPEST = 32
# Characters of one piece, texts and attributes together; what is longer is no goods.
LARGEST_PIECE = 400_000
# An empty element takes room, too.
_WEIGHT_OF_ELEMENT = 40
# A tag, a comment or an attribute value that never ends would fill the memory.
_LONGEST_TAG = 1_000_000
_LONGEST_LEAF = 10_000


@dataclass(slots=True)
class Node:
    """
    An element by its local name, with what is in it.

    `path` joins the local names from the root down; `is_overgrown` says that it was too large to be kept.
    """

    name: str
    path: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    is_overgrown: bool = False

    def all(self, name: str, *below: str) -> list["Node"]:
        """What stands at a path of names below this element."""
        found = [child for child in self.children if child.name == name]
        return [each for child in found for each in child.all(*below)] if below else found

    def one(self, *names: str) -> "Node | None":
        """The first of them, if there is any."""
        return next(iter(self.all(*names)), None)

    def said(self, name: str, *below: str) -> str:
        """The text of the first, without outer blanks."""
        for child in self.children:
            if child.name == name:
                return child.said(*below) if below else child.text.strip()
        return ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An element outside of pieces has begun: its attributes are known, its contents aren't."""

    path: str
    attributes: dict[str, str]


def document(stream: IO[bytes], wanted: Collection[str], root: str) -> Iterator[Opened | Node]:
    """
    The pieces of a document whose root is so called, that root's beginning first.

    :raises Unreadable: whatever `pieces` finds wrong, or if it is another document.
    """
    found = pieces(stream, wanted)
    for begun in found:
        if begun.path != root:
            raise Unreadable("file.other_document", found=begun.path[:60])
        yield begun
        break
    yield from found


def pieces(stream: IO[bytes], wanted: Collection[str]) -> Iterator[Opened | Node]:
    """
    The elements named in `wanted`, each whole with all in it; of the others, their beginning and their text.

    Names are local ones, whatever the namespace. The declaration of the encoding is the parser's to read.
    A line that names a document type is passed over, and nothing that it names is fetched.

    :raises Unreadable: if it isn't well-formed to its end, declares an entity, or nests too deep.
    """
    builder = _Builder(wanted)
    fed = 0
    try:
        while chunk := stream.read(_CHUNK):
            fed += len(chunk)
            builder.parser.Parse(chunk, False)
            while builder.ready:
                yield builder.ready.popleft()
            if fed - max(builder.parser.CurrentByteIndex, builder.seen_to) > _LONGEST_TAG:
                raise Unreadable(
                    "file.token_too_long", line=builder.parser.CurrentLineNumber, most=_LONGEST_TAG
                )
            builder.seen_to = max(builder.parser.CurrentByteIndex, builder.seen_to)
        builder.parser.Parse(b"", True)
    except expat.ExpatError as error:
        yield from builder.ready
        raise _no_xml(error) from error
    # An encoding that Python doesn't know is told in either of these ways.
    except (LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("file.encoding", found=str(error)[:80]) from error
    yield from builder.ready


def _no_xml(error: expat.ExpatError) -> Unreadable:
    codes = expat.errors.codes
    ends = {
        codes[text] for text in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
    } | {codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION], codes[expat.errors.XML_ERROR_PARTIAL_CHAR]}
    code = "file.cut_off" if error.code in ends else "file.no_xml"
    return Unreadable(code, line=error.lineno, why=expat.ErrorString(error.code) or "")


class _Builder:
    """Keeps what the parser says: of a piece all, of anything else no more than is open now."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = frozenset(wanted)
        self._open: list[Node] = []
        self._piece: Node | None = None
        self._size = 0
        self._names: dict[str, str] = {}
        self.ready: deque[Opened | Node] = deque()
        self.seen_to = 0
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._outside
        parser.SkippedEntityHandler = self._skipped

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise Unreadable("file.too_deep", line=self.parser.CurrentLineNumber, most=DEEPEST)
        local = self._names.get(name) or self._local(name)
        above = self._open[-1] if self._open else None
        path = f"{above.path}/{local}" if above else local
        node = Node(local, path, self.parser.CurrentLineNumber, attributes)
        self._open.append(node)
        if self._piece is None and local in self._wanted:
            self._piece, self._size = node, 0
        elif self._piece is None:
            self.ready.append(Opened(path, attributes))
            return
        elif above is not None and not self._piece.is_overgrown:
            above.children.append(node)
        self._grow(_WEIGHT_OF_ELEMENT + sum(map(len, attributes.values())))

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        if node is self._piece:
            self._piece = None
            self.ready.append(node)
        elif self._piece is None and node.text and not node.text.isspace():
            self.ready.append(node)

    def _characters(self, text: str) -> None:
        if not self._open:
            return
        node = self._open[-1]
        if self._piece is None:
            if len(node.text) < _LONGEST_LEAF:
                node.text += text
            return
        self._grow(len(text))
        if not self._piece.is_overgrown:
            node.text += text

    def _grow(self, by: int) -> None:
        self._size += by
        if self._piece is not None and self._size > LARGEST_PIECE:
            self._piece.is_overgrown = True

    def _local(self, name: str) -> str:
        local = name.rpartition(":")[2]
        # There are as many names as a file likes.
        if len(self._names) < 1_000:
            self._names[name] = local
        return local

    def _entity(self, name: str, *_: object) -> None:
        raise Unreadable("file.entity", found=name[:40], line=self.parser.CurrentLineNumber)

    def _outside(self, *_: object) -> int:
        raise Unreadable("file.entity", found="SYSTEM", line=self.parser.CurrentLineNumber)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        # Behind a document type that nobody fetches, &nbsp; is no mistake.
        if not is_parameter:
            self._characters(html.unescape(f"&{name};"))
