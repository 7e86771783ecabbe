"""What does a file of 1C say of goods: its catalogue, or its offers (CommerceML 2)?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from catalog.neutral import CategorySaid, Header, NeutralRow, Place, SellerMapping
from channels.readers.aliases import Meaning, chosen, meaning_of
from channels.readers.building import RowMaker, refused
from channels.readers.classifier import BooksKeeper
from channels.readers.port import Reading, Source, begun, opened
from channels.readers.xml_pieces import LARGEST_PIECE, NAMED_AT_ONCE, Node, Opened, document

FORMAT = "commerceml"
ROOT = "КоммерческаяИнформация"
_PRODUCT = f"{ROOT}/Каталог/Товары/Товар"
_PACKAGES = (f"{ROOT}/ПакетПредложений", f"{ROOT}/ИзмененияПакетаПредложений")
_OFFERS = tuple(f"{package}/Предложения/Предложение" for package in _PACKAGES)
_WHOLE = {f"{ROOT}/Каталог", *_PACKAGES}
_CHANGES_ONLY = "СодержитТолькоИзменения"
_PIECES = ("Товар", "Предложение", "Справочник", "ТипЦены", "Склад")
# Requisites that tell of the row of 1C, not of the goods.
_UNTOLD = {
    "типноменклатуры",
    "видноменклатуры",
    "полноенаименование",
    "файл",
    "описаниефайла",
}
_FEATURES = ("ХарактеристикиТовара", "ХарактеристикаТовара")
_SUFFIX = re.compile(r"(?P<name>.+?)\s*\((?P<size>[^()]{1,80})\)")
_LONGEST_NAME = 300
_MOST_NAMES = 2_000
# Elements of their own tell these: a property of the same name says something else.
_NOT_BY_NAME = {
    "name",
    "price",
    "currency",
    "stock",
    "product_key",
    "variant_key",
    "sku",
    "unit",
    "category",
    "image",
}
_NUMBERS = {"net_weight", "gross_weight", "volume", "length", "width", "height"}
_TRUE = {"true", "1", "да", "истина"}


class CommerceMlReader:
    """Reads import.xml, offers.xml, prices and rests of any version 2, told apart by what is in them."""

    format = FORMAT

    def detect(self, head: bytes, name: str) -> int:
        """By the root's name, in either of the encodings that 1C writes."""
        names = (ROOT.encode(encoding) for encoding in ("utf-8", "cp1251", "utf-16-le", "utf-16-be"))
        return 100 if any(each in head[:NAMED_AT_ONCE] for each in names) else 0

    def read(self, source: Source, *, name: str, mapping: SellerMapping) -> Reading:
        """The products of a catalogue as rows without a variant, the offers as rows of variants."""
        return begun(Header(FORMAT), lambda reading: _File(source, name, mapping, reading).rows())


class _File:
    """A file half read: what it has said of itself so far."""

    def __init__(self, source: Source, name: str, mapping: SellerMapping, reading: Reading) -> None:
        self._source, self._name, self._mapping, self._reading = source, name, mapping, reading
        self._keeper = BooksKeeper(mapping.books)
        self._mappable: dict[str, None] = {}
        self._read_as: dict[str, str] = {}

    def rows(self) -> Iterator[NeutralRow]:
        with opened(self._source) as stream:
            for found in document(stream, _PIECES, ROOT):
                if isinstance(found, Opened):
                    if found.path == ROOT:
                        self._begin(found)
                    self._open(found)
                elif found.path == _PRODUCT or found.path in _OFFERS:
                    row = self._row(found)
                    self._tell()
                    yield row
                else:
                    self._leaf(found)
        self._tell()

    def _begin(self, root: Opened) -> None:
        version = root.attributes.get("ВерсияСхемы", "").strip()[:20]
        dated = root.attributes.get("ДатаФормирования", "").strip()[:40]
        self._reading.header = replace(self._reading.header, version=version, dated=dated)

    def _open(self, found: Opened) -> None:
        self._keeper.open(found)
        if found.path in _WHOLE:
            said = found.attributes.get(_CHANGES_ONLY, "").strip().lower()
            if said or found.path == _PACKAGES[1]:
                self._changes_only(said in _TRUE or found.path == _PACKAGES[1])

    def _leaf(self, found: Node) -> None:
        above, _, last = found.path.rpartition("/")
        if above in _WHOLE and last == _CHANGES_ONLY:
            self._changes_only(found.text.strip().lower() in _TRUE)
        self._keeper.leaf(found)

    def _changes_only(self, answer: bool) -> None:
        """Of a file of a catalogue with its offers either may be no more than changes."""
        answer = answer or bool(self._reading.header.is_changes_only)
        self._reading.header = replace(self._reading.header, is_changes_only=answer)

    def _tell(self) -> None:
        if self._keeper.is_new or len(self._mappable) != len(self._reading.header.mappable):
            self._keeper.is_new = False
            books = self._keeper.books
            currencies = {kind.currency for kind in books.price_types.values()} - {""}
            names = tuple(dict.fromkeys((*books.properties.values(), *self._mappable)))
            self._mappable = dict.fromkeys(names)
            self._reading.header = replace(
                self._reading.header,
                books=books,
                mappable=names,
                read_as=dict(self._read_as),
                currency=next(iter(currencies)) if len(currencies) == 1 else "",
            )

    def _row(self, node: Node) -> NeutralRow:
        place = Place(self._name, node.line, node.path.removeprefix(f"{ROOT}/"))
        key = node.said("Ид")
        if node.is_overgrown:
            return refused(place, "product_key", "row.too_large", key=key, most=LARGEST_PIECE)
        maker = RowMaker(place, self._mapping, books=self._keeper.books)
        product, _, variant = key.partition("#")
        if node.path == _PRODUCT:
            maker.key(product=product, variant=key if variant else "")
        else:
            maker.key(product=product, variant=key)
        self._goods(node, maker)
        self._prices(node, maker)
        _stock(node, maker)
        if _is_deleted(node):
            maker.withdrawn()
        return maker.made()

    def _names(self, node: Node, maker: RowMaker, *, has_sizes: bool) -> None:
        """What tells sizes apart is their features; without any, what stands in brackets behind the name."""
        name = node.said("Наименование")
        suffix = _SUFFIX.fullmatch(name) if has_sizes and len(name) <= _LONGEST_NAME else None
        features = [each.said("Значение") for each in node.all(*_FEATURES)]
        maker.name(suffix["name"] if suffix else name)
        if has_sizes:
            maker.name(", ".join(filter(None, features)) or (suffix["size"] if suffix else ""), of="variant")

    def _goods(self, node: Node, maker: RowMaker) -> None:
        maker.put(Meaning("sku"), node.said("Артикул"))
        self._names(node, maker, has_sizes="#" in maker.variant_key)
        maker.description(node.said("Описание"))
        for barcode in node.all("Штрихкод"):
            maker.barcode(barcode.text)
        maker.put(Meaning("brand"), node.said("ТорговаяМарка") or node.said("Изготовитель", "Наименование"))
        maker.put(Meaning("origin"), node.said("Страна"))
        unit = node.one("БазоваяЕдиница") or node.one("Единица")
        if unit is not None:
            codes = (unit.attributes.get("Код", ""), unit.attributes.get("МеждународноеСокращение", ""))
            maker.unit(codes=codes, words=(unit.text, unit.attributes.get("НаименованиеПолное", "")))
        for image in node.all("Картинка"):
            maker.image(image.text)
        maker.categories(self._category(group.text.strip()) for group in node.all("Группы", "Ид"))
        for feature in node.all(*_FEATURES):
            self._named(maker, feature.said("Наименование"), feature.said("Значение"))
        for value in node.all("ЗначенияСвойств", "ЗначенияСвойства"):
            self._property(maker, value)
        for requisite in node.all("ЗначенияРеквизитов", "ЗначениеРеквизита"):
            self._named(maker, requisite.said("Наименование"), requisite.said("Значение"))

    def _property(self, maker: RowMaker, value: Node) -> None:
        """A property is named by its key, and so is what it says where it is of a reference type."""
        books, key = self._keeper.books, value.said("Ид")
        name = books.properties.get(key, "") or value.said("Наименование")
        for each in (*value.all("Значение"), *value.all("ИдЗначения")):
            written = each.text.strip()
            said = books.answers.get(written, written)
            if not said or said == "00000000-0000-0000-0000-000000000000":
                continue
            if not name:
                # Only an earlier file could tell what it is.
                maker.marks.note("attributes", "property.unknown", found=key[:60])
            elif said is written and _is_key(written):
                maker.marks.note("attributes", "property.answer_unknown", found=written[:60], name=name[:60])
            else:
                self._named(maker, name, said)

    def _named(self, maker: RowMaker, name: str, written: str) -> None:
        name = name[:_LONGEST_NAME]
        if not name or not written:
            return
        if len(self._mappable) < _MOST_NAMES:
            self._mappable.setdefault(name)
        wanted = chosen(name, self._mapping.fields)
        meaning = wanted or meaning_of(name)
        if meaning is None or (wanted is None and meaning.field in _NOT_BY_NAME):
            if name.lower().replace(" ", "") not in _UNTOLD:
                maker.attribute(name, written)
            return
        self._read_as.setdefault(name, meaning.field)
        if meaning.field in _NUMBERS:
            # Programs write nought for what nobody has filled in.
            written = "" if not written.strip("0 .,") else written
        maker.put(meaning, written, name=name)

    def _category(self, key: str) -> CategorySaid:
        return CategorySaid(key[:200], self._keeper.books.categories.get(key, ()))

    def _prices(self, node: Node, maker: RowMaker) -> None:
        for price in node.all("Цены", "Цена"):
            maker.price(
                price.said("ЦенаЗаЕдиницу"),
                currency=price.said("Валюта"),
                price_type=price.said("ИдТипаЦены"),
            )


def _stock(node: Node, maker: RowMaker) -> None:
    """The total, and warehouses in either of their spellings."""
    maker.stock(node.said("Количество"))
    for place in node.all("Склад"):
        maker.stock(
            _attribute(place.attributes, "КоличествоНаСкладе"),
            warehouse=_attribute(place.attributes, "ИдСклада"),
        )
    for left in node.all("Остатки", "Остаток"):
        maker.stock(left.said("Количество"))
        for place in left.all("Склад"):
            maker.stock(place.said("Количество"), warehouse=place.said("Ид"))


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    return attributes.get(name, "").strip()


def _is_deleted(node: Node) -> bool:
    status = node.attributes.get("Статус", "") or node.said("Статус")
    return status.strip().lower() in {"удален", "удалён"} or node.said("ПометкаУдаления").lower() in _TRUE


def _is_key(text: str) -> bool:
    return bool(re.fullmatch("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text.lower()))
