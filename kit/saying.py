"""How are money, days, hours and names said to one reader, in the language that is active?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from kit.languages import language_of, name_in
from kit.money import Money

# January first; Russian as in "9 декабря".
_MONTHS: Mapping[str, Sequence[str]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "kk": (
        *("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым"),
        *("шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"),
    ),
    "zh-Hans": tuple(str(month) for month in range(1, 13)),
}
_DAYS: Mapping[str, str] = {
    "en": "{day} {month} {year}",
    "ru": "{day} {month} {year} года",
    "kk": "{year} ж. {day} {month}",
    "zh-Hans": "{year}年{month}月{day}日",
}
_HOURS: Mapping[str, str] = {
    "en": "{day}, {hour} ({clock})",
    "ru": "{day}, {hour} ({clock})",
    "kk": "{day}, {hour} ({clock})",
    "zh-Hans": "{day} {hour}（{clock}）",
}
# By whose clock; any other zone is told by how far it is ahead of UTC.
_CLOCKS: Mapping[str, Mapping[str, str]] = {
    "en": {"Asia/Almaty": "Almaty time", "Asia/Shanghai": "Beijing time"},
    "ru": {"Asia/Almaty": "время Алматы", "Asia/Shanghai": "время Пекина"},
    "kk": {"Asia/Almaty": "Алматы уақыты", "Asia/Shanghai": "Бейжің уақыты"},
    "zh-Hans": {"Asia/Almaty": "阿拉木图时间", "Asia/Shanghai": "北京时间"},
}
# What follows a label.
_COLONS = {"en": ": ", "ru": ": ", "kk": ": ", "zh-Hans": "："}
_SIGNS = {"CNY": "¥", "KZT": "₸", "USD": "$", "EUR": "€", "RUB": "₽", "KRW": "₩"}
# What stands between thousands, before the fraction; whether the sign comes first.
_MONEY: Mapping[str, tuple[str, str, bool]] = {
    "en": (",", ".", True),
    "ru": ("\N{NO-BREAK SPACE}", ",", False),
    "kk": ("\N{NO-BREAK SPACE}", ",", False),
    "zh-Hans": (",", ".", True),
}


def spoken() -> str:
    """The tag of the active language, one of ours."""
    return language_of(get_language() or "")


def name_said(names: Mapping[str, str]) -> str:
    """What the reader calls something that has a name by language."""
    return name_in(names, spoken())


def money_said(amount: Money) -> str:
    """As shops write it: "¥1,750.00", "1 750,00 ¥"; without tiyn where there are none, which nobody pays."""
    thousands, point, sign_first = _MONEY[spoken()]
    whole, _, fraction = amount.amount.removeprefix("-").partition(".")
    said = f"{int(whole):,}".replace(",", thousands)
    if fraction and (int(fraction) or amount.currency != "KZT"):
        said += point + fraction
    sign, minus = _SIGNS[amount.currency], "−" if amount.minor < 0 else ""
    return f"{minus}{sign}{said}" if sign_first else f"{minus}{said}\N{NO-BREAK SPACE}{sign}"


def sum_said(amount: Money) -> str:
    """As books write it, with all decimals: "-135,111.31 KZT", "-135 111,31 KZT"."""
    thousands, point, _ = _MONEY[spoken()]
    whole, dot, fraction = amount.amount.removeprefix("-").partition(".")
    said = f"{int(whole):,}".replace(",", thousands) + (point + fraction if dot else "")
    return f"{'-' if amount.minor < 0 else ''}{said} {amount.currency}"


def day_said(day: date) -> str:
    """Such as "9 December 2026"."""
    language = spoken()
    month = _MONTHS[language][day.month - 1]
    return _DAYS[language].format(day=day.day, month=month, year=day.year)


def day_of(at: datetime, zone: str) -> str:
    """The day that it is at an instant, where the reader lives."""
    return day_said(at.astimezone(ZoneInfo(zone)).date())


def hour_of(at: datetime, zone: str) -> str:
    """An instant by the clock of where the reader lives: "9 December 2026, 14:00 (Almaty time)"."""
    there = at.astimezone(ZoneInfo(zone))
    clock = _CLOCKS[spoken()].get(zone) or f"UTC{there:%z}"
    return _HOURS[spoken()].format(day=day_said(there.date()), hour=f"{there:%H:%M}", clock=clock)


def pair_said(label: str, value: str) -> str:
    """A label and what it is of: "Order number: SC-26-00000123-5"."""
    return f"{label}{_COLONS[spoken()]}{value}"


def leading_said(words: str) -> str:
    """Words before what stands on the line below: with a colon, unless they have one."""
    return words if any(colon in words for colon in ":：") else words + _COLONS[spoken()].rstrip()


def page(path: str, **asked: str) -> str:
    """The absolute address of one of our pages."""
    return f"{settings.PUBLIC_URL}{path}{'?' if asked else ''}{urlencode(asked)}"
