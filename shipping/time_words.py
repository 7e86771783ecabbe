"""How are instants, delays, clocks said in each language?"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from shipping.clocks import city

# The zones that a reader is offered; any other may be asked for.
ZONES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "UTC": "UTC",
        "Asia/Almaty": "Almaty",
        "Asia/Shanghai": "Beijing",
        "Asia/Seoul": "Seoul",
        "Europe/Moscow": "Moscow",
        "Europe/Berlin": "Berlin",
    },
    "ru": {
        "UTC": "UTC",
        "Asia/Almaty": "Алматы",
        "Asia/Shanghai": "Пекин",
        "Asia/Seoul": "Сеул",
        "Europe/Moscow": "Москва",
        "Europe/Berlin": "Берлин",
    },
    "kk": {
        "UTC": "UTC",
        "Asia/Almaty": "Алматы",
        "Asia/Shanghai": "Бейжің",
        "Asia/Seoul": "Сеул",
        "Europe/Moscow": "Мәскеу",
        "Europe/Berlin": "Берлин",
    },
    "zh-Hans": {
        "UTC": "协调世界时",
        "Asia/Almaty": "阿拉木图",
        "Asia/Shanghai": "北京",
        "Asia/Seoul": "首尔",
        "Europe/Moscow": "莫斯科",
        "Europe/Berlin": "柏林",
    },
}
USUAL_ZONES: Mapping[str, str] = {
    "en": "UTC",
    "ru": "Asia/Almaty",
    "kk": "Asia/Almaty",
    "zh-Hans": "Asia/Shanghai",
}
# Whose clock is meant, said before a time; Russian declines the cities that it knows.
_CLOCKS: Mapping[str, Mapping[str, str]] = {
    "en": {"UTC": "in UTC", "": "{zone} time"},
    "ru": {
        "UTC": "по UTC",
        "Asia/Almaty": "по времени Алматы",
        "Asia/Shanghai": "по времени Пекина",
        "Asia/Seoul": "по времени Сеула",
        "Europe/Moscow": "по времени Москвы",
        "Europe/Berlin": "по времени Берлина",
        "": "по часовому поясу {zone}",
    },
    "kk": {"UTC": "UTC бойынша", "": "{zone} уақыты"},
    "zh-Hans": {"UTC": "协调世界时", "": "{zone}时间"},
}
# Monday first, January first; then how they stand together.
_WEEKDAYS: Mapping[str, Sequence[str]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "kk": ("дс", "сс", "ср", "бс", "жм", "сб", "жс"),
    "zh-Hans": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_MONTHS: Mapping[str, Sequence[str]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ru": (
        *("янв.", "февр.", "мар.", "апр.", "мая", "июн."),
        *("июл.", "авг.", "сент.", "окт.", "нояб.", "дек."),
    ),
    "kk": (
        *("қаң.", "ақп.", "нау.", "сәу.", "мам.", "мау."),
        *("шіл.", "там.", "қыр.", "қаз.", "қар.", "жел."),
    ),
    "zh-Hans": tuple(str(month) for month in range(1, 13)),
}
_DAYS: Mapping[str, str] = {
    "en": "{weekday} {day} {month} {year},",
    "ru": "{weekday}, {day} {month} {year} г.,",
    "kk": "{year} ж. {day} {month}, {weekday},",
    "zh-Hans": "{year}年{month}月{day}日{weekday}",
}
# Days, hours, minutes; what stands between them.
_LENGTHS: Mapping[str, tuple[str, str, str, str]] = {
    "en": ("{} d", "{} h", "{} min", " "),
    "ru": ("{} дн.", "{} ч", "{} мин", " "),
    "kk": ("{} күн", "{} сағ", "{} мин", " "),
    "zh-Hans": ("{}天", "{}小时", "{}分钟", ""),
}
# Later, earlier than planned.
_SHIFTS: Mapping[str, tuple[str, str]] = {
    "en": ("{length} late", "{length} early"),
    "ru": ("на {length} позже", "на {length} раньше"),
    "kk": ("{length} кеш", "{length} ерте"),
    "zh-Hans": ("晚{length}", "早{length}"),
}
# No place's clock: the server's own, and what stands where none is set.
_NO_ZONES = {"localtime", "Factory", "posixrules"}
_UNBROKEN = "\N{NO-BREAK SPACE}"


def dated(language: str, at: datetime, zone: str) -> str:
    """
    A day and an hour by the clock of a zone: "Wed 9 Dec 2026, 14:00 UTC+5".

    Lines break between the day and the hour alone.
    """
    there = at.astimezone(ZoneInfo(zone))
    day = _DAYS[language].format(
        weekday=_WEEKDAYS[language][there.weekday()],
        day=there.day,
        month=_MONTHS[language][there.month - 1],
        year=there.year,
    )
    parts = (day, f"{there:%H:%M} UTC{_ahead(there.utcoffset() or timedelta())}")
    return " ".join(part.replace(" ", _UNBROKEN) for part in parts)


def length(language: str, time: timedelta) -> str:
    """How long something takes, to the minute: "2 d 2 h 10 min"."""
    minutes = round(abs(time) / timedelta(minutes=1))
    days, hours = divmod(minutes // 60, 24)
    *names, between = _LENGTHS[language]
    amounts = zip(names, (days, hours, minutes % 60), strict=True)
    return between.join(name.format(amount) for name, amount in amounts if amount)


def shift(language: str, by: timedelta) -> str:
    """How much later or earlier than planned: "2 d 2 h 10 min late"; nothing below a minute."""
    words = length(language, by)
    later, earlier = _SHIFTS[language]
    return (later if by > timedelta() else earlier).format(length=words) if words else ""


def zone_name(language: str, zone: str) -> str:
    """What a zone is called where readers choose: by a city, in their words where we know them."""
    return ZONES[language].get(zone) or city(zone)


def clock_name(language: str, zone: str) -> str:
    """Whose clock a time is told by: "Almaty time"."""
    known = _CLOCKS[language]
    return known.get(zone, known[""]).format(zone=zone_name(language, zone))


def is_zone(name: str) -> bool:
    """Whether the world's table of zones has it."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_ZONES)


def _ahead(offset: timedelta) -> str:
    """How far ahead of UTC, as short as it can be said: +5, −3:30, nothing."""
    minutes = round(offset / timedelta(minutes=1))
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"
