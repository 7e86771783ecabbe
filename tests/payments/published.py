"""
Documents of central banks, as they publish them.

Those of the National Bank of Kazakhstan follow https://nationalbank.kz/rss/rates_all.xml (a `pubDate` at each
currency) and https://nationalbank.kz/rss/get_rates.cfm?fdate=23.11.2026 (one `date`), those of the European
Central Bank https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml. The numbers are made up.
"""

from collections.abc import Mapping
from datetime import date

NATIONAL = {"USD": "520.00", "EUR": "603.20", "CNY": "73.24", "RUB": "6.40"}
EUROPEAN = {"USD": "1.1600", "CNY": "8.2360", "JPY": "181.52"}


def archive(
    day: date, rates: Mapping[str, str] = NATIONAL, *, quantity: Mapping[str, str] | None = None
) -> bytes:
    """`get_rates.cfm` of a day; a dram is quoted for ten."""
    quantities = {"AMD": "10", **(quantity or {})}
    items = "".join(
        f"<item><fullname>{code}</fullname><title>{code}</title><description>{rate}</description>"
        f"<quant>{quantities.get(code, '1')}</quant><index>UP</index><change>+0.10</change></item>"
        for code, rate in {"AMD": "13.55", **rates}.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rates><generator>Alternative Soft</generator>'
        "<title>Official exchange rates of National Bank of Republic Kazakhstan</title>"
        f"<link>www.nationalbank.kz</link><date>{day:%d.%m.%Y}</date>{items}</rates>"
    ).encode()


def feed(day: date, rates: Mapping[str, str] = NATIONAL) -> bytes:
    """`rates_all.xml`, which names the day at each currency."""
    items = "".join(
        f"<item><title>{code}</title><pubDate>{day:%d.%m.%Y}</pubDate><description>{rate}</description>"
        "<quant>1</quant><index>UP</index><change>+0.10</change><link></link></item>"
        for code, rate in rates.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Official exchange rates</title><language>ru</language>{items}</channel></rss>"
    ).encode()


def european(*days: tuple[date, Mapping[str, str]]) -> bytes:
    """`eurofxref-daily.xml` of one day, `eurofxref-hist-90d.xml` of several, the newest first."""
    cubes = "".join(
        f"<Cube time='{day}'>"
        + "".join(f"<Cube currency='{code}' rate='{rate}'/>" for code, rate in rates.items())
        + "</Cube>"
        for day, rates in days
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
        "<gesmes:subject>Reference rates</gesmes:subject>"
        "<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>"
        f"<Cube>{cubes}</Cube></gesmes:Envelope>"
    ).encode()
