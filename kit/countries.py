"""How is a country called in the language of a reader?"""

import gettext
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
