"""Of which kinds might a word be that somebody typed into the search box?"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kit.ids import check_number, human_number, normal_tracking_code
from shipping.identifiers import container_number_error, sscc_error

LONGEST = 200
# The first year of which there are orders; a serial alone is looked for in the last ten.
_FIRST_YEAR = 26
_YEARS = 10
_KIND_OF_PREFIX = {"SC": "order", "SCG": "group", "SCS": "shipment"}
# Letters of other alphabets that look like ours: typed on another keyboard, or copied from a document.
_LOOK_ALIKES = str.maketrans("АВСЕНІЈКМОРЅТХУҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABCEHIJKMOPSTXYYABEZHIKMNOPTYX")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_BETWEEN = re.compile(r"[\s.\-()/+]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"(?:TEL:)?\s*\+?[\d\s().\-/]+", re.ASCII)
_NUMBER = re.compile(r"(?P<prefix>SC[GS]?)?[-\s]*(?P<digits>\d[\d\s-]*)", re.ASCII)
_PAYMENT = re.compile(r"(?P<number>.+)/(?P<attempt>\d{1,4})", re.ASCII)
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ]\d{3,7}", re.ASCII)
_SELLER = re.compile(r"[A-Z0-9-]{2,16}", re.ASCII)
_TRACKING = re.compile(r"[0-9A-HJKMNP-TV-Z]{6,12}", re.ASCII)
# So many of the last digits of a telephone number are the same with and without what dials the country.
PHONE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Clue:
    """
    One thing that a word may be: of which kind, written how.

    `is_start`: the words are only how it begins.
    """

    kind: str
    words: tuple[str, ...]
    is_start: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a word may be, each kind once; `doubts` name kinds whose check digit doesn't fit."""

    text: str
    clues: tuple[Clue, ...]
    doubts: tuple[str, ...] = ()


def recognised(typed: str, *, year: int) -> Recognised:
    """All that a word may be; `year` is this one, as orders are numbered within a year."""
    text = _plain(typed)
    if "@" in text:
        return Recognised(text, tuple(_emails(text)))
    code = text.upper().translate(_LOOK_ALIKES)
    bare = _BETWEEN.sub("", code)
    clues = (
        *_numbers(code, year % 100),
        *_payments(text, code),
        *_boxes(bare),
        *_parcels(code, bare),
        *_sellers(code),
        *_phones(code),
        *_goods(text, code),
    )
    return Recognised(text, clues, tuple(_doubts(code, bare)))


def _plain(typed: str) -> str:
    """
    The word without what nobody sees or means.

    Wide digits become usual ones, every space and dash a plain one; of an
    address on the web its last step is left.
    """
    text = unicodedata.normalize("NFKC", typed[:LONGEST])
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc") or char == "\t")
    text = " ".join(_DASHES.sub("-", text).split()).strip("\"'«»„“”#№ ").removeprefix("No ")
    return text.rstrip("/").rpartition("/")[2] if "://" in text else text


def _numbers(code: str, year: int) -> Iterator[Clue]:
    """Orders, checkouts and shipments by their numbers, or by the parts that a person remembers."""
    found = _NUMBER.fullmatch(code)
    if found is None:
        return
    for prefix, kind in _KIND_OF_PREFIX.items():
        if found["prefix"] in (None, prefix):
            numbers = tuple(dict.fromkeys(_written(prefix, found["digits"], year)))
            if numbers:
                yield Clue(kind, numbers)


def _written(prefix: str, digits: str, year: int) -> Iterator[str]:
    years = range(max(_FIRST_YEAR, year - _YEARS + 1), year + 1)
    parts = tuple(part for part in re.split(r"[\s-]+", digits) if part)
    match parts:
        case (whole,) if len(whole) >= 11:
            number = f"{prefix}-{whole[:2]}-{whole[2:-1]}-{whole[-1]}"
            if check_number(number):
                yield number
        case (serial,) if len(serial) <= 8:
            yield from (human_number(prefix, each, int(serial)) for each in years)
        case (serial, check) if len(check) == 1 and 2 < len(serial) <= 8:
            numbers = (human_number(prefix, each, int(serial)) for each in years)
            yield from (number for number in numbers if number[-1] == check)
        case (of_year, serial) if len(of_year) == 2 and len(serial) <= 8:
            yield human_number(prefix, int(of_year), int(serial))
        case (of_year, serial, check) if len(of_year) == 2 and len(check) == 1 and len(serial) <= 12:
            number = human_number(prefix, int(of_year), int(serial))
            if number[-1] == check:
                yield number


def _payments(text: str, code: str) -> Iterator[Clue]:
    """Payments by what their providers call them."""
    found = _PAYMENT.fullmatch(code)
    if found:
        groups = [clue for clue in _numbers(found["number"], 0) if clue.kind == "group"]
        if groups:
            yield Clue("payment", tuple(f"{number}/{int(found['attempt'])}" for number in groups[0].words))
            return
    if " " not in text and 6 <= len(text) <= 64:
        yield Clue("payment", tuple(dict.fromkeys((text, text.lower(), code))))


def _boxes(bare: str) -> Iterator[Clue]:
    if _CONTAINER.fullmatch(bare):
        yield Clue("container", (bare,), is_start=len(bare) < 11)


def _parcels(code: str, bare: str) -> Iterator[Clue]:
    """Packages by the number on their label, shipments by the code that their buyers track."""
    if bare.isdigit():
        digits = bare[2:] if len(bare) == 20 and bare.startswith("00") else bare
        if 12 <= len(digits) <= 18:
            yield Clue("sscc", (digits,), is_start=len(digits) < 18)
    tracked = normal_tracking_code(code)
    if _TRACKING.fullmatch(tracked) and (len(tracked) == 12 or not tracked.isdigit()):
        yield Clue("tracking", (tracked,), is_start=len(tracked) < 12)


def _sellers(code: str) -> Iterator[Clue]:
    if _SELLER.fullmatch(code):
        yield Clue("seller", (code,))


def _emails(text: str) -> Iterator[Clue]:
    if _EMAIL.fullmatch(text):
        yield Clue("email", (text.lower(),))


def _phones(code: str) -> Iterator[Clue]:
    digits = re.sub(r"\D", "", code)
    if _PHONE.fullmatch(code) and 6 <= len(digits) <= 15:
        yield Clue("phone", (digits[-PHONE_DIGITS:],))


def _goods(text: str, code: str) -> Iterator[Clue]:
    if 2 <= len(text) <= 64:
        yield Clue("sku", tuple(dict.fromkeys((text, text.upper(), text.lower(), code))))


def _doubts(code: str, bare: str) -> Iterator[str]:
    """Kinds of which it would be one if a digit were another."""
    whole = re.fullmatch(r"(SC[GS]?)-?(\d{2})-?(\d{8,12})-?(\d)", code.replace(" ", ""), re.ASCII)
    if whole and not check_number("-".join(whole.groups())):
        yield _KIND_OF_PREFIX[whole[1]]
    if _CONTAINER.fullmatch(bare) and len(bare) == 11 and container_number_error(bare):
        yield "container"
    if bare.isdigit() and len(bare) == 18 and sscc_error(bare):
        yield "sscc"
