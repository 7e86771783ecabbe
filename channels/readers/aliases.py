"""Which of our fields does the name of a column, a property or a requisite mean?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from channels.readers.rules import Wrong, currency_of, is_measure

# How pieces are called, as `folded` leaves it.
_PIECES = frozenset({"шт", "штук", "pcs", "дана", "个", "件", "ед"})
# In Russian, Kazakh, English, Chinese; as `folded` leaves them.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "product_key": (
        *("кодтовара", "идентификатортовара", "группатовара", "тауаркоды"),
        *("productkey", "productcode", "productid", "parentsku", "handle", "商品编号", "款号", "商品id"),
    ),
    "variant_key": (
        *("код", "кодварианта", "нұсқакоды", "code", "variantkey", "variantid", "variantcode", "规格编号"),
    ),
    "sku": (
        *("артикул", "кодартикула", "артикулпродавца", "вашартикул", "тауарартикулы"),
        *("sku", "article", "itemcode", "itemno", "货号", "编码", "商品编码", "商家编码"),
    ),
    "name": (
        *("наименование", "название", "товар", "наименованиетовара", "названиетовара", "номенклатура"),
        *("атауы", "тауаратауы", "тауар", "атау"),
        *(
            "name",
            "title",
            "productname",
            "itemname",
            "goods",
            "model",
            "модель",
            "үлгі",
            "名称",
            "品名",
            "商品名称",
            "产品名称",
        ),
    ),
    "description": (
        *("описание", "описаниетовара", "сипаттама", "сипаттамасы"),
        *("description", "details", "描述", "说明", "商品描述", "产品描述"),
    ),
    "brand": (
        *("бренд", "торговаямарка", "марка", "брэнд", "саудабелгісі"),
        *("brand", "vendor", "trademark", "品牌", "商标"),
    ),
    "barcode": (
        *("штрихкод", "штрихкоды", "штрихкодean", "штрихкодтовара", "шк"),
        *("barcode", "ean", "ean13", "gtin", "gtin13", "upc", "条码", "条形码", "商品条码"),
    ),
    "price": (
        *("цена", "ценапродажи", "розничнаяцена", "ценарозничная", "стоимость", "розница", "баға", "бағасы"),
        *("price", "currentprice", "retailprice", "unitprice", "saleprice", "价格", "单价", "售价", "零售价"),
    ),
    "currency": ("валюта", "валютацены", "валютасы", "currency", "currencycode", "币种", "货币"),
    "stock": (
        *(
            "остаток",
            "остатки",
            "количество",
            "наличие",
            "колво",
            "свободныйостаток",
            "қалдық",
            "қалдығы",
            "саны",
        ),
        *(
            "stock",
            "stockcount",
            "quantity",
            "qty",
            "onhand",
            "available",
            "inventory",
            "库存",
            "数量",
            "库存数量",
        ),
    ),
    "net_weight": ("веснетто", "массанетто", "нетто", "тазасалмағы", "netweight", "nettweight", "净重"),
    "gross_weight": (
        *("вес", "весбрутто", "масса", "массабрутто", "брутто", "весвупаковке", "весупаковки", "салмағы"),
        *("weight", "grossweight", "shippingweight", "重量", "毛重"),
    ),
    "volume": ("объем", "объемупаковки", "көлемі", "volume", "体积"),
    "length": ("длина", "длинаупаковки", "ұзындығы", "length", "长", "长度"),
    "width": ("ширина", "ширинаупаковки", "ені", "width", "宽", "宽度"),
    "height": ("высота", "высотаупаковки", "биіктігі", "height", "高", "高度"),
    "hs_code": ("hscode", "hs", "tariffcode", "customscode", "harmonizedcode"),
    "hs_code_eaeu": (
        *("тнвэд", "кодтнвэд", "тнвэдеаэс", "кодтнвэдеаэс", "сэқтн", "сэқтнкоды", "еаэостнвэд", "tnved"),
    ),
    "hs_code_cn": ("海关编码", "hs编码", "商品hs编码", "税则号", "税号"),
    "origin": (
        *("страна", "странапроисхождения", "странапроизводства", "странаизготовления", "странапроизводитель"),
        *(
            "шыққанелі",
            "өндірушіел",
            "countryoforigin",
            "origin",
            "country",
            "coo",
            "原产国",
            "产地",
            "原产地",
        ),
    ),
    "unit": (
        *("единица", "единицаизмерения", "едизм", "базоваяединица", "ед", "өлшембірлігі"),
        *("unit", "uom", "unitofmeasure", "单位", "计量单位"),
    ),
    "category": (
        *("категория", "группа", "раздел", "группатоваров", "категориясы", "санат", "санаты"),
        *("category", "producttype", "producttypes", "类目", "分类", "类别"),
    ),
    "image": (
        *("картинка", "картинки", "изображение", "изображения", "фото", "ссылканафото", "сурет", "суреті"),
        *("image", "images", "imageurl", "picture", "photo", "图片", "主图"),
    ),
    "is_withdrawn": ("удален", "снятспродажи", "withdrawn", "deleted", "discontinued", "下架"),
}
# Fields that more than one book of names leads to, with the book.
_BOOK_OF = {"hs_code_eaeu": "eaeu", "hs_code_cn": "cn"}
_LANGUAGES = {
    **dict.fromkeys(("ru", "rus", "рус", "русский", "нарусском"), "ru"),
    **dict.fromkeys(("kk", "kz", "kaz", "каз", "қаз", "казахский", "қазақша"), "kk"),
    **dict.fromkeys(("en", "eng", "англ", "английский", "english"), "en"),
    **dict.fromkeys(("zh", "cn", "chs", "кит", "китайский", "chinese", "中文", "zhhans"), "zh-Hans"),
}
_TOLD_BY_LANGUAGE = ("name", "description")
_LAST = re.compile(r"(?P<first>.*?)[\s,_./:|(\[（【-]+(?P<last>[^\s,_()\[\]（）【】]+)[.)\]）】\s]*")
_SIGN = re.compile("[₸₽¥￥$€₩]")
_FIRST = re.compile(r"(?P<first>[^\s,_./:|(\[（-]+)[\s,_./:|(\[（-]+(?P<rest>.+?)[)\]）\s]*")


@dataclass(frozen=True, slots=True)
class Meaning:
    """
    A field, with what the name says besides: the unit, the language, the currency, the book, the warehouse.

    `attribute` is the code of an attribute that a seller mapped the name to.
    """

    field: str
    unit: str = ""
    language: str = ""
    currency: str = ""
    book: str = ""
    warehouse: str = ""
    attribute: str = ""


@lru_cache(maxsize=4_096)
def folded(name: str) -> str:
    """A name without what people write one way or another: case, blanks, lines, points, ё."""
    return re.sub(r"[\W_]+", "", name.casefold().replace("ё", "е"))


def meaning_of(name: str) -> Meaning | None:
    """
    What a name means by our own list: "Вес, кг", "name_en", "Цена (тенге)", "Остаток: Склад 1".

    None if it is none that we know.
    """
    return _meaning_of(name[:200])


@lru_cache(maxsize=4_096)
def _meaning_of(name: str) -> Meaning | None:
    if known := _known(name):
        sign = _SIGN.search(name)
        return Meaning("price", currency=currency_of(sign[0])) if sign and known.field == "price" else known
    if (last := _LAST.fullmatch(name.strip())) and (known := _known(last["first"])):
        return _with_last(known, last["last"])
    if (
        (first := _FIRST.fullmatch(name.strip()))
        and (known := _known(first["first"]))
        and known.field == "stock"
    ):
        return Meaning("stock", warehouse=first["rest"][:100])
    return None


def _known(name: str) -> Meaning | None:
    found = _by_name().get(folded(name))
    if found is None:
        return None
    return Meaning("hs_code", book=_BOOK_OF[found]) if found in _BOOK_OF else Meaning(found)


def _with_last(known: Meaning, last: str) -> Meaning | None:
    if known.field in _TOLD_BY_LANGUAGE:
        language = _LANGUAGES.get(folded(last))
        return Meaning(known.field, language=language) if language else None
    if known.field == "price":
        try:
            return Meaning("price", currency=currency_of(last))
        except Wrong:
            return None
    if known.field == "stock":
        return Meaning("stock", warehouse="" if folded(last) in _PIECES else last)
    if is_measure(last):
        return Meaning(known.field, unit=last.lower().strip(" ."), book=known.book)
    return None


def rank_of(name: str) -> int:
    """How usual a name is for its field: the first of our list goes before the last."""
    last = _LAST.fullmatch(name.strip())
    spelt = (folded(name), folded(last["first"]) if last else "")
    return next((_ranks()[each] for each in spelt if each in _ranks()), 1_000)


@lru_cache
def _ranks() -> Mapping[str, int]:
    return {folded(name): place for names in _NAMES.values() for place, name in enumerate(names)}


@lru_cache
def _by_name() -> Mapping[str, str]:
    return {folded(name): field for field, names in _NAMES.items() for name in names}


def chosen(name: str, fields: Mapping[str, str]) -> Meaning | None:
    """
    What a seller has mapped a name to, and its unit; a `Meaning` of no field leaves it unread.

    None if nothing was chosen for it. Case, blanks and lines under words make no difference.
    """
    name = name[:200]
    target = fields.get(name)
    if target is None:
        spelt = folded(name)
        target = next((field for key, field in fields.items() if folded(key) == spelt), None)
    if target is None:
        return None
    if target.startswith("attributes."):
        return Meaning("attribute", attribute=target.removeprefix("attributes."))
    guessed = meaning_of(name)
    if guessed and guessed.field == target:
        return guessed
    last = _LAST.fullmatch(name.strip())
    unit = last["last"].lower() if last and is_measure(last["last"]) else ""
    return Meaning(target, unit=unit)
