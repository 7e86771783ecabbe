"""How is a country called in the language of a reader?"""

import gettext
from collections.abc import Mapping, Sequence
from functools import lru_cache

import pycountry

_CATALOGUES = {"ru": "ru", "kk": "kk", "zh-Hans": "zh_CN"}


@lru_cache(maxsize=2_048)
def country_in(code: str, language: str) -> str:
    """The usual name of a country of ISO 3166 (KR → South Korea, 韩国); the code itself if there is none."""
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return code
    name: str = getattr(country, "common_name", country.name)
    if language not in _CATALOGUES:
        return name
    return _names_in(language).gettext(name)


@lru_cache
def _names_in(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[_CATALOGUES[language]])


# How people and programs call countries that ISO 3166 calls otherwise.
_CALLED: Mapping[str, Sequence[str]] = {
    "AE": ("оаэ",),
    "BY": ("белоруссия", "беларусь"),
    "CN": ("кнр", "китайская народная республика", "қытай", "中国大陆", "prc"),
    "CZ": ("чехия",),
    "GB": ("англия", "великобритания", "соединенное королевство", "uk"),
    "HK": ("гонконг",),
    "IR": ("иран (исламская республика)",),
    "KG": ("киргизия", "кыргызстан"),
    "KR": ("корея", "южная корея", "республика корея", "south korea"),
    "KZ": ("рк", "республика казахстан"),
    "MD": ("молдавия", "республика молдова"),
    "RU": ("россия", "рф", "российская федерация", "ресей"),
    "TR": ("турция",),
    "TW": ("тайвань", "тайвань (китай)"),
    "US": ("сша", "соединенные штаты", "америка", "ақш"),
    "VN": ("вьетнам",),
}


def code_of_country(name: str) -> str:
    """The two letters of a country by its names in our languages or its codes; empty if none is known."""
    known, folded = _codes_by_name(), _folded(name)
    # As the classifiers of 1C have them: "КОРЕЯ, РЕСПУБЛИКА".
    first, _, rest = folded.partition(", ")
    return known.get(folded) or known.get(f"{rest} {first}", "")


@lru_cache
def _codes_by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for country in pycountry.countries:
        names = {getattr(country, kind, "") for kind in ("name", "common_name", "official_name")} - {""}
        for language in _CATALOGUES:
            names |= {_names_in(language).gettext(name) for name in tuple(names)}
        for name in {*names, country.alpha_2, country.alpha_3, country.numeric}:
            found.setdefault(_folded(name), country.alpha_2)
    return found | {name: code for code, names in _CALLED.items() for name in names}


def _folded(name: str) -> str:
    return " ".join(name.lower().replace("ё", "е").split())
