"""Which province, city and district does an administrative code stand for?"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COUNTRIES = ("CN", "KZ")
LONGEST_CODE = 9

_DATA = Path(__file__).parent / "data"
# Cities that are provinces: their districts lie in them without a city between.
_CITY_PROVINCES = {"CN": {"11", "12", "31", "50"}, "KZ": {"71", "75", "79"}}


@dataclass(frozen=True, slots=True)
class Division:
    """
    One province, city or district.

    `code` is six digits of GB/T 2260 in China, nine of KATO in Kazakhstan; `iso` is the ISO 3166-2
    code of the province in which it lies; `names` are by language, `latin` is the name on a label.
    """

    country: str
    code: str
    parent: str
    level: str
    iso: str
    names: Mapping[str, str]
    latin: str

    @property
    def own_name(self) -> str:
        """As its own people write it: in Chinese, or in Kazakh."""
        return self.names["zh-Hans" if self.country == "CN" else "kk"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a district lies; without a district where the city has none."""

    province: Division
    city: Division
    district: Division | None


def division(country: str, code: str) -> Division | None:
    """The division of a code as it stands now, if there is one."""
    return _table(country).get(code)


def children(country: str, parent: str = "") -> list[Division]:
    """What lies directly in a division, by code; without one the country's provinces."""
    return _children(country).get(parent, [])


def lineage(unit: Division) -> list[Division]:
    """The province, what lies between, the division itself."""
    above = division(unit.country, unit.parent)
    return [*(lineage(above) if above else ()), unit]


def place_of(unit: Division) -> Place:
    """The province, city and district of a division that has none below it."""
    line = lineage(unit)
    city = next((each for each in line if each.level == "city"), line[0])
    return Place(line[0], city, next((each for each in line if each.level == "district"), None))


def province_of(country: str, iso: str) -> Division | None:
    """The province of an ISO 3166-2 code such as CN-JS or KZ-75."""
    return next((each for each in children(country) if each.iso == iso), None)


@cache
def _table(country: str) -> Mapping[str, Division]:
    read = {"CN": _chinese, "KZ": _kazakh}
    return {unit.code: unit for unit in read[country]()} if country in read else {}


@cache
def _children(country: str) -> Mapping[str, list[Division]]:
    below: dict[str, list[Division]] = {}
    for unit in _table(country).values():
        below.setdefault(unit.parent, []).append(unit)
    return below


def _chinese() -> Iterator[Division]:
    rows = {row["code"]: row for row in _rows("cn_divisions.csv")}
    for code, row in rows.items():
        province = code[:2] + "0000"
        names = {"zh-Hans": row["zh"], "en": row["latin"], "ru": row["ru"], "kk": row["kk"]}
        city = code[:4] + "00"
        # Districts of a municipality and counties run by a province have no city between.
        parent = "" if code == province else city if city != code and city in rows else province
        iso = rows[province]["iso"]
        yield Division("CN", code, parent, _level("CN", code, parent), iso, names, row["latin"])


def _kazakh() -> Iterator[Division]:
    for row in _rows("kz_divisions.csv"):
        code, parent = row["code"], row["parent"]
        names = {"kk": row["kk"], "ru": row["ru"], "en": row["en"], "zh-Hans": row["zh"]}
        # The first two digits of KATO are those of ISO 3166-2.
        yield Division("KZ", code, parent, _level("KZ", code, parent), f"KZ-{code[:2]}", names, row["en"])


def _level(country: str, code: str, parent: str) -> str:
    if not parent:
        return "province"
    in_province = parent[2:].strip("0") == ""
    return "city" if in_province and code[:2] not in _CITY_PROVINCES[country] else "district"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
