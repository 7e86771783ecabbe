"""Can a courier find this address, and customs its recipient; what can be filled in, what is wrong?"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kit.errors import FieldProblem
from orders.divisions import Division, children, division, lineage, place_of
from orders.naming import called, folded, province_named
from orders.phones import BadPhone, mobile
from orders.scripts import has_han, latin

FIELDS = (
    "recipient",
    "real_name",
    "phone",
    "country",
    "province",
    "city",
    "district",
    "district_code",
    "street",
    "postcode",
)
LONGEST_WORDS = 100
_WHERE = ("province", "city", "district")
_CODES = {"CN": "GB/T 2260", "KZ": "KATO"}
_KAZAKH_PROVINCE = "ISO 3166-2 code or name of Kazakhstan, such as KZ-75"
_LABEL = ("recipient", "city", "district", "street")

# By which two digits the postcodes of a province begin, its neighbours' where their post office serves it.
_POSTCODES = {
    "CN-AH": "23 24", "CN-BJ": "10", "CN-CQ": "40", "CN-FJ": "35 36", "CN-GD": "51 52", "CN-GS": "73 74",
    "CN-GX": "53 54", "CN-GZ": "55 56", "CN-HA": "45 46 47", "CN-HB": "43 44", "CN-HE": "05 06 07",
    "CN-HI": "57", "CN-HL": "15 16", "CN-HN": "41 42", "CN-JL": "13", "CN-JS": "21 22", "CN-JX": "33 34",
    "CN-LN": "11 12", "CN-NM": "01 02 13 16 73 75", "CN-NX": "75", "CN-QH": "62 81 82",
    "CN-SC": "61 62 63 64", "CN-SD": "25 26 27", "CN-SH": "20", "CN-SN": "71 72", "CN-SX": "03 04",
    "CN-TJ": "30", "CN-XJ": "83 84", "CN-XZ": "85 86", "CN-YN": "65 66 67", "CN-ZJ": "20 31 32",
}  # fmt: skip
# In Kazakhstan by two digits, and by the letter of the index of 2015. Regions that were made of another in
# 2018 and 2022 keep its mail, and villages that the two largest cities took in kept theirs.
_INDICES = {
    "KZ-10": "07 F", "KZ-11": "02 C", "KZ-15": "03 D", "KZ-19": "04 B", "KZ-23": "06 E", "KZ-27": "09 L",
    "KZ-31": "08 H", "KZ-33": "04 B", "KZ-35": "10 M", "KZ-39": "11 P", "KZ-43": "12 N", "KZ-47": "13 R",
    "KZ-55": "14 S", "KZ-59": "15 T", "KZ-61": "16 X", "KZ-62": "10 M", "KZ-63": "07 F",
    "KZ-71": "01 02 Z C", "KZ-75": "05 04 A B", "KZ-79": "16 X",
}  # fmt: skip
# A letter that is new since tells nothing of where it lies; of six digits no beginning is.
_INDICES_KNOWN = frozenset(" ".join(_INDICES.values()).split())
_SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)
_KAZAKH_INDEX = re.compile(r"[A-Z][0-9]{2}[A-Z][0-9][A-Z][0-9]", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 4
# What kind of place it is tells no place from another.
_KINDS = {
    *("аудан", "ауданы", "атындағы", "қаласы", "облысы"),
    *("город", "область", "район"),
    *("city", "district", "region"),
}
# Cyrillic letters that look like those of the index.
_LOOKALIKES = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")


@dataclass(frozen=True, slots=True)
class Draft:
    """An address as it would become: all its texts, and which of them the buyer wrote just now."""

    texts: Mapping[str, str]
    said: Collection[str]

    def says(self, *names: str) -> bool:
        """Whether one of these was written just now."""
        return any(name in self.said for name in names)


def settled(
    given: Mapping[str, str], kept: Mapping[str, str] | None = None
) -> tuple[dict[str, str], list[FieldProblem]]:
    """
    The texts of an address, normalised and completed by its district, with what is wrong with them.

    `kept` is the address before the change. What nobody touches is not judged again: an address
    from before these rules stays good until its owner changes the part that they are about.
    """
    texts = dict.fromkeys(FIELDS, "") | dict(kept or {}) | dict(given)
    said = set(given) if kept is not None else set(FIELDS)
    if kept is not None and kept["country"] != texts["country"]:
        said |= {"phone", "postcode", "province"}
    draft = Draft(texts, said)
    wrong: list[FieldProblem] = []
    for judge in (_place, _person, _phone, _postcode):
        changed, problems = judge(draft)
        texts.update(changed)
        wrong += problems
    return texts, wrong


def latin_lines(texts: Mapping[str, str]) -> dict[str, str]:
    """
    Recipient, city, district, street in Latin letters, for a label that is read abroad.

    Cyrillic is transliterated, Chinese divisions are those of their code; Chinese text stays.
    """
    lines = {name: latin(texts.get(name, "")) for name in _LABEL}
    unit = division(texts.get("country", ""), texts.get("district_code", ""))
    if unit is not None and unit.country == "CN":
        place = place_of(unit)
        lines["city"] = place.city.latin
        lines["district"] = place.district.latin if place.district else ""
    return lines


def one_line(texts: Mapping[str, str]) -> str:
    """What is filled of an address or its Latin lines, in the order of an address whatever theirs."""
    return ", ".join(texts[name] for name in FIELDS if texts.get(name))


def divisions_of(texts: Mapping[str, str]) -> list[Division]:
    """The province, city and district of an address's code; nothing without one."""
    unit = division(texts.get("country", ""), texts.get("district_code", ""))
    return lineage(unit) if unit else []


Judged = tuple[dict[str, str], list[FieldProblem]]


def _place(draft: Draft) -> Judged:
    texts = draft.texts
    if not draft.says("country", "district_code", *_WHERE):
        return {}, []
    if not texts["district_code"]:
        return _uncoded(draft)
    unit = division(texts["country"], texts["district_code"])
    if unit is None:
        named = f"no current {_CODES[texts['country']]} code of {texts['country']}"
        return {}, [_wrong("district_code", f"{texts['district_code']} is {named}; see /regions")]
    if children(unit.country, unit.code):
        return {}, [
            _wrong("district_code", f"{_called(unit)} has divisions of its own; send the code of one")
        ]
    place = place_of(unit)
    # Dongguan has towns instead of districts; they have no code, so any words will do.
    found = {"province": place.province, "city": place.city, "district": place.district}
    filled = {name: _written(name, each) for name, each in found.items()}
    kept = {name: texts[name] for name in ("city", "district") if name in draft.said and texts[name]}
    problems = [
        _wrong(name, f"{unit.code} lies in {_called(part)}; leave {name} out or correct it")
        for name, part in found.items()
        if part and name in draft.said and texts[name] and not _agree(name, texts[name], part)
    ]
    return {**filled, **kept}, problems


def _uncoded(draft: Draft) -> Judged:
    """An address without a code needs its province and city in words, which tell the code if they can."""
    texts = draft.texts
    if lacking := list(_untold(texts)):
        return {}, lacking
    province = province_named(texts["country"], texts["province"])
    if province is None:
        named = "code or name of a province of China" if texts["country"] == "CN" else _KAZAKH_PROVINCE
        reason = f"{texts['province']} is no {named}; see /regions"
        return {}, [_wrong("province", reason)]
    told = {"province": province.iso}
    # Kazakhstan's villages have no code of ours: they are told in words under their region.
    if texts["country"] == "KZ":
        return told, []
    filled, problems = _by_name(province, texts)
    return {**told, **filled}, problems


def _untold(texts: Mapping[str, str]) -> Iterator[FieldProblem]:
    for name in ("province", "city"):
        if not texts[name]:
            reason = f"send {name}, or a district_code, which implies it"
            yield FieldProblem(f"/{name}", "field.required", reason)


def _by_name(province: Division, texts: Mapping[str, str]) -> Judged:
    """The district that city and district name; without one the city must at least be there."""
    below = children("CN", province.code)
    is_city_itself = bool(called(texts["city"], [province]))
    cities = [province] if is_city_itself else called(texts["city"], below, within=province)
    # Kunshan is a city to those who live there, and a district of Suzhou to its code.
    counties = [each for city in below for each in children("CN", city.code)] if not cities else []
    found = cities or called(texts["city"], counties, within=province)
    if len(found) != 1:
        return {}, [_unclear("city", texts["city"], found, province)]
    city = found[0]
    if not cities:
        town = texts["district"]
        local = f"{city.own_name} {town}"[:LONGEST_WORDS] if town else texts["city"]
        return {**_coded(city), "city": place_of(city).city.own_name, "district": local}, []
    districts = children("CN", city.code)
    if not texts["district"]:
        return ({} if districts else _coded(city)), []
    if not districts:
        # Dongguan has towns instead of districts; they have no code.
        return _coded(city), []
    named = called(texts["district"], districts, within=city)
    if len(named) != 1:
        return {}, [_unclear("district", texts["district"], named, city)]
    return _coded(named[0]), []


def _coded(unit: Division) -> dict[str, str]:
    return {"district_code": unit.code}


def _unclear(name: str, text: str, found: Sequence[Division], above: Division) -> FieldProblem:
    if not found:
        reason = f"{_called(above)} has no {text}; write it as /regions does, or send its district_code"
        return _wrong(name, reason)
    several = " or ".join(map(_called, found[:3]))
    return _wrong(name, f"{text} may be {several}; send its district_code")


def _written(name: str, unit: Division | None) -> str:
    if unit is None:
        return ""
    return unit.iso if name == "province" else unit.own_name


def _agree(name: str, text: str, unit: Division) -> bool:
    if name == "province":
        return text == unit.iso
    told = folded(text)
    known = {folded(each) for each in (*unit.names.values(), unit.latin, latin(unit.own_name)) if each}
    # 连云港 for 连云港市, Lianyungang for Lianyungang Shi; г. Алматы for Алматы.
    if any(each in told or (len(told) > 1 and each.startswith(told)) for each in known):
        return True
    # Алмалинский р-н for Алмалы ауданы.
    return bool(_stems(text) & _stems(" ".join(each for each in unit.names.values())))


def _person(draft: Draft) -> Judged:
    texts = draft.texts
    if not draft.says("country", "district_code", "recipient", "real_name"):
        return {}, []
    name = texts["real_name"]
    if name and (sum(letter.isalpha() for letter in name) < 2 or any(sign.isdigit() for sign in name)):
        return {}, [_wrong("real_name", "is no name as an identity document shows it")]
    if texts["country"] == "CN" and texts["district_code"] and not (name or has_han(texts["recipient"])):
        reason = (
            "customs compares it with the identity document: send the name in Chinese, or as in the passport"
        )
        return {}, [FieldProblem("/real_name", "field.required", reason)]
    return {}, []


def _phone(draft: Draft) -> Judged:
    if not draft.says("phone"):
        return {}, []
    try:
        return {"phone": mobile(draft.texts["phone"], draft.texts["country"])}, []
    except BadPhone as error:
        return {}, [_wrong("phone", str(error))]


def _postcode(draft: Draft) -> Judged:
    country, code, province = (draft.texts[name] for name in ("country", "postcode", "province"))
    if not code or not draft.says("postcode", "province", "district_code"):
        return {}, []
    if country == "KZ":
        code = code.replace(" ", "").upper().translate(_LOOKALIKES)
        if not (_SIX_DIGITS.fullmatch(code) or _KAZAKH_INDEX.fullmatch(code)):
            return {}, [_wrong("postcode", "is neither six digits nor an index such as A05E5T1")]
        begin = code[:2] if code.isdigit() else code[0]
        if code.isdigit() and begin not in _INDICES_KNOWN:
            return {}, [_wrong("postcode", f"no postcode of Kazakhstan begins {begin}")]
        begins = _INDICES.get(province, "").split()
        if begins and begin in _INDICES_KNOWN and begin not in begins:
            return {}, [_wrong("postcode", f"postcodes of {province} begin {' or '.join(begins)}")]
        return {"postcode": code}, []
    if not _SIX_DIGITS.fullmatch(code):
        return {}, [_wrong("postcode", "is not six digits")]
    begins = _POSTCODES.get(province, "").split()
    if begins and code[:2] not in begins:
        return {}, [_wrong("postcode", f"postcodes of {province} begin {' or '.join(begins)}")]
    return {}, []


def _stems(text: str) -> set[str]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return {word[:_STEM] for word in words if len(word) >= _STEM and word not in _KINDS}


def _called(unit: Division) -> str:
    return f"{unit.own_name} ({unit.latin}, {unit.code})"


def _wrong(name: str, reason: str) -> FieldProblem:
    return FieldProblem(f"/{name}", "field.invalid", reason)
