from collections.abc import Iterator

import pytest
from stdnum import numdb

from orders.divisions import COUNTRIES, Division, children, division, lineage, place_of, province_of

# Founded or renamed since the list of residents' numbers was made.
NEWER = {"330113", "330114", "653132", "659013"}


def below(country: str, parent: str = "") -> Iterator[Division]:
    """Every division of a country, from the top."""
    for unit in children(country, parent):
        yield unit
        yield from below(country, unit.code)


@pytest.mark.parametrize(
    ("country", "code", "place"),
    [
        ("CN", "320706", ("CN-JS", "连云港市", "海州区")),
        ("CN", "110105", ("CN-BJ", "北京市", "朝阳区")),
        ("CN", "310115", ("CN-SH", "上海市", "浦东新区")),
        ("CN", "120116", ("CN-TJ", "天津市", "滨海新区")),
        ("CN", "500229", ("CN-CQ", "重庆市", "城口县")),
        ("CN", "419001", ("CN-HA", "济源市", None)),
        ("CN", "469007", ("CN-HI", "东方市", None)),
        ("CN", "659001", ("CN-XJ", "石河子市", None)),
        ("CN", "441900", ("CN-GD", "东莞市", None)),
        ("CN", "654004", ("CN-XJ", "伊犁哈萨克自治州", "霍尔果斯市")),
        ("KZ", "751110000", ("KZ-75", "Алматы", "Алмалы ауданы")),
        ("KZ", "351013100", ("KZ-35", "Қарағанды", "Қазыбек би атындағы аудан")),
        ("KZ", "101010000", ("KZ-10", "Семей", None)),
        ("KZ", "334620100", ("KZ-33", "Жаркент", None)),
    ],
)
def test_a_districts_code_implies_its_city_and_province(
    country: str, code: str, place: tuple[str, str, str | None]
) -> None:
    unit = division(country, code)
    assert unit is not None
    found = place_of(unit)
    assert (found.province.iso, found.city.own_name, found.district and found.district.own_name) == place


@pytest.mark.parametrize(
    ("country", "code"),
    [("CN", "999999"), ("CN", "500105"), ("CN", "32070"), ("CN", ""), ("KZ", "320706"), ("RU", "320706")],
)
def test_a_code_of_nowhere_is_nothing(country: str, code: str) -> None:
    # 500105 was Jiangbei of Chongqing until 2025.
    assert division(country, code) is None


@pytest.mark.parametrize(("country", "provinces"), [("CN", 31), ("KZ", 20)])
def test_every_division_is_reached_from_the_top_by_short_lists(country: str, provinces: int) -> None:
    units = list(below(country))
    assert len(children(country)) == provinces
    assert len({unit.code for unit in units}) == len(units)
    assert all(len(children(country, unit.code)) < 100 for unit in units)
    assert all(lineage(unit)[0].level == "province" for unit in units)
    assert all(unit.own_name and unit.latin and unit.names["en"] for unit in units)


def test_chinas_codes_are_those_that_residents_numbers_know_and_the_newer_ones() -> None:
    unknown = set()
    for unit in below("CN"):
        known = dict(part for _, found in numdb.get("cn/loc").info(unit.code) for part in found.items())
        names = known.get("county", "").split(",")
        if not any(name.split("]")[-1] == unit.own_name for name in names):
            unknown.add(unit.code)
    assert unknown == NEWER


def test_provinces_bear_the_codes_of_iso_3166() -> None:
    isos = {unit.iso for country in COUNTRIES for unit in children(country)}
    assert len(isos) == 51
    assert isos >= {"CN-JS", "CN-XJ", "KZ-10", "KZ-33", "KZ-62", "KZ-71", "KZ-75", "KZ-79"}
    jiangsu = province_of("CN", "CN-JS")
    assert jiangsu is not None
    assert jiangsu.code == "320000"
    assert province_of("KZ", "KZ-ALA") is None
