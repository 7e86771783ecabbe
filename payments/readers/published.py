"""How is a document of exchange rates read, whichever central bank published it?"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from payments.exchange import (
    EUROPEAN_BANK,
    NATIONAL_BANK,
    NEEDED,
    Published,
    PublishedDay,
    pair_rates,
)
from payments.readers.entries import Unreadable

# Ninety days of the European Central Bank are a good hundred kilobytes.
MOST_BYTES = 512 * 1024
_MOST_DAYS, _MOST_CURRENCIES = 100, 250
# More than that no column of rates holds.
_LARGEST_RATE = 10**10
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,8})?", re.ASCII)
_QUANTITY = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})", re.ASCII)
_ENVELOPE = "{http://www.gesmes.org/xml/2002-08-01}Envelope"
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"


def read_rates(data: bytes, *, today: date) -> Published:
    """
    What a document says, by what it is, not by where it came from.

    Read are `get_rates.cfm` and `rates_all.xml` of the National Bank of Kazakhstan (tenge for `quant` units,
    days as dd.mm.yyyy: https://nationalbank.kz/rss/), and `eurofxref-daily.xml` and `eurofxref-hist-90d.xml`
    of the European Central Bank (units for one euro: https://www.ecb.europa.eu/stats/eurofxref/).
    `today` is the day where it is read: no rate of a later one is believed.

    :raises Unreadable: naming place, field and reason, if it is none of them, or anything in it can't be.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", most=MOST_BYTES)
    try:
        # Both write UTF-8; what is none could not be kept as it came.
        data.decode()
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable("no_xml") from error
    if root.tag in ("rates", "rss"):
        published = Published(NATIONAL_BANK, _national_days(root))
    elif root.tag == _ENVELOPE:
        published = Published(EUROPEAN_BANK, _european_days(root))
    else:
        raise Unreadable("other_rates", found=str(root.tag)[:80])
    _check(published, today)
    for each in pair_rates(published):
        if not 0 < each.rate < _LARGEST_RATE:
            place = f"{each.date} {each.base}/{each.quote}"
            raise Unreadable("bad_rate", place=place, field="rate", found=str(each.rate)[:30])
    return published


def _national_days(root: Element) -> tuple[PublishedDay, ...]:
    """The one day of a document; the feed says it at each currency, the archive once."""
    items = root.findall("channel/item") if root.tag == "rss" else root.findall("item")
    whole_day = root.findtext("date", "").strip()
    days: dict[str, dict[str, Decimal]] = {}
    for number, item in enumerate(items, start=1):
        code = item.findtext("title", "").strip()
        place = code if _CURRENCY.fullmatch(code) else f"№ {number}"
        if place != code:
            raise Unreadable("bad_code", place=place, field="title", found=code[:20])
        said = days.setdefault(item.findtext("pubDate", "").strip() or whole_day, {})
        quantity = item.findtext("quant", "").strip()
        if not _QUANTITY.fullmatch(quantity):
            raise Unreadable("bad_quantity", place=place, field="quant", found=quantity[:20])
        _put(said, code, _number(item.findtext("description", ""), place, "description") / int(quantity))
    if len(days) > 1:
        raise Unreadable("many_days", found=", ".join(sorted(days)[:3]))
    return tuple(PublishedDay(_day(text), said) for text, said in days.items())


def _european_days(root: Element) -> tuple[PublishedDay, ...]:
    """The days of a document from the oldest on, as it names the newest first."""
    days: dict[date, dict[str, Decimal]] = {}
    cubes = root.findall(f"{_CUBE}/{_CUBE}")
    if len(cubes) > _MOST_DAYS:
        raise Unreadable("too_many_days", most=_MOST_DAYS)
    for cube in cubes:
        day = _iso_day(cube.get("time", ""))
        if day in days:
            raise Unreadable("many_days", found=day.isoformat())
        said: dict[str, Decimal] = {}
        days[day] = said
        for each in cube.findall(_CUBE):
            code = each.get("currency", "")
            if not _CURRENCY.fullmatch(code):
                raise Unreadable("bad_code", place=day.isoformat(), field="currency", found=code[:20])
            _put(said, code, _number(each.get("rate", ""), f"{day} {code}", "rate"))
    return tuple(PublishedDay(day, days[day]) for day in sorted(days))


def _check(published: Published, today: date) -> None:
    if not published.days:
        raise Unreadable("no_rates")
    for day in published.days:
        for code in NEEDED[published.source]:
            if code not in day.rates:
                raise Unreadable("missing_currency", place=day.date.isoformat(), field=code)
        if day.date > today:
            raise Unreadable("future", place=day.date.isoformat(), today=today.isoformat())


def _put(said: dict[str, Decimal], code: str, rate: Decimal) -> None:
    if code in said:
        raise Unreadable("twice", place=code)
    if len(said) >= _MOST_CURRENCIES:
        raise Unreadable("too_many_currencies", most=_MOST_CURRENCIES)
    said[code] = rate


def _number(text: str, place: str, field: str) -> Decimal:
    plain = text.strip()
    number = Decimal(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else Decimal(0)
    if number <= 0:
        raise Unreadable("bad_rate", place=place, field=field, found=plain[:30])
    return number


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise Unreadable("bad_day", place="date", field="dd.mm.yyyy", found=text[:20])


def _iso_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("bad_day", place="Cube", field="time", found=text[:20]) from None


def contents_of(published: Published) -> Mapping[str, Mapping[str, str]]:
    """What tells one document from another: its numbers, however it was written this time."""
    return {
        day.date.isoformat(): {
            code: format(rate.normalize(), "f") for code, rate in sorted(day.rates.items())
        }
        for day in published.days
    }
