"""Which division is meant by the name of a province, a city or a district?"""

import unicodedata
from collections.abc import Iterator, Sequence

from orders.divisions import Division, children, province_of
from orders.scripts import latin

# What kind of place it is, as it stands behind a name.
_KINDS_ZH = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "新区",
    "省",
    "市",
    "州",
    "盟",
    "县",
    "区",
    "旗",
)
_KINDS = {
    *("city", "county", "district", "prefecture", "province", "region"),
    *("diqu", "meng", "qi", "qu", "sheng", "shi", "xian", "zhou"),
    *("город", "г", "область", "округ", "провинция", "район", "уезд"),
    *("аудан", "ауданы", "қаласы", "облысы"),
}
_SHORTEST = 2


def folded(text: str) -> str:
    """What is left of a name when nobody looks at capitals, accents, spaces and marks."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def province_named(country: str, text: str) -> Division | None:
    """The province of an ISO 3166-2 code or of a name in any language, if only one is called so."""
    found = province_of(country, text)
    if found is not None:
        return found
    named = called(text, children(country))
    return named[0] if len(named) == 1 else None


def called(text: str, units: Sequence[Division], *, within: Division | None = None) -> list[Division]:
    """
    Those of some divisions that are called so: by the whole name if any is, else by a part that leads it.

    It is 连云港市, 连云港, 江苏省连云港市, Lianyungang Shi, Lianyungang City or lianyungang; `within` is the
    division whose name may stand before it.
    """
    exact, asked = {folded(text)}, {folded(text), _bare(text)}
    if within is not None:
        before = {form for name in _names(within) for form in (folded(name), _bare(name))}
        asked |= {_bare(rest) for each in before for rest in _behind(folded(text), each)}
    for wanted, forms in ((exact, _whole), (asked, _short), (asked, _leading)):
        if found := [unit for unit in units if not (wanted - {""}).isdisjoint(forms(unit))]:
            return found
    return []


def _names(unit: Division) -> Iterator[str]:
    yield from unit.names.values()
    yield unit.latin
    yield latin(unit.own_name)


def _whole(unit: Division) -> set[str]:
    return {folded(name) for name in _names(unit)}


def _short(unit: Division) -> set[str]:
    return {_bare(name) for name in _names(unit)}


def _leading(unit: Division) -> set[str]:
    """延边 for 延边朝鲜族自治州, Yanbian for Yanbian Chaoxianzu Zizhizhou."""
    chinese = unit.names.get("zh-Hans", "")
    signs = {chinese[:length] for length in range(_SHORTEST, len(chinese))}
    words = unit.latin.split()
    return signs | {folded(" ".join(words[:count])) for count in range(1, len(words))}


def _bare(name: str) -> str:
    """A name without what kind of place it is; 沙市 and Yi Xian stay, for nothing would be left to tell."""
    for kind in _KINDS_ZH:
        if name.endswith(kind) and len(name) - len(kind) >= _SHORTEST:
            return folded(name[: -len(kind)])
    words = [word for word in name.replace(",", " ").split() if word.casefold().strip(".") not in _KINDS]
    return folded("".join(words)) or folded(name)


def _behind(text: str, before: str) -> Iterator[str]:
    if before and text.startswith(before) and len(text) > len(before):
        yield text[len(before) :]
