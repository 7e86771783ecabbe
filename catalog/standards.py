"""By which standard are goods made, written as its own body writes it?"""

import re

# Dashes and slashes that people type where a standard has the plain ones.
_TYPED = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "－": "-", "／": "/", "：": ":"})
_NUMBER = r"(?P<number>[0-9]+(?:\.[0-9]+)*(?:-[0-9]+)*)"
_NUMBER_WITH_YEAR = r"(?P<number>[0-9]+(?:-[0-9]+)*(?::[0-9]{4})?)"
_REGULATION = r"(?P<number>[0-9]{3}/[0-9]{4})"
# Letters that look alike are often typed in the other script.
_GOST = "(?:Г[OО][CС][TТ]|GOST)"
_ST_RK = r"(?:[CС][TТ]\s?[PР][KК]|ST\s?RK)"
# How a body is typed, how its numbers look, how it writes itself, and an example; the longest name
# first, since ГОСТ Р is not ГОСТ.
_BODIES = [
    (re.compile(named, re.IGNORECASE), re.compile(number), body, example)
    for named, number, body, example in (
        (rf"{_GOST}\s?(?:Р|P|R)(?![^\W\d_])", _NUMBER, "ГОСТ Р", "ГОСТ Р 55290-2012"),
        (rf"{_GOST}\s?(?:ISO|ИСО)", _NUMBER, "ГОСТ ISO", "ГОСТ ISO 22000-2019"),
        (_GOST, _NUMBER, "ГОСТ", "ГОСТ 26574-2017"),
        (_ST_RK, _NUMBER, "СТ РК", "СТ РК 1732-2007"),
        (r"GB\s?/\s?T", _NUMBER, "GB/T", "GB/T 1355-2021"),
        (r"GB", _NUMBER, "GB", "GB 19644-2010"),
        (r"ISO\s?/\s?IEC", _NUMBER_WITH_YEAR, "ISO/IEC", "ISO/IEC 17025:2017"),
        (r"ISO", _NUMBER_WITH_YEAR, "ISO", "ISO 22000:2018"),
        (r"IEC", _NUMBER_WITH_YEAR, "IEC", "IEC 61215-1:2021"),
        (r"(?:ТР|TR)\s?(?:ЕАЭС|EAEU|EAES)", _REGULATION, "ТР ЕАЭС", "ТР ЕАЭС 040/2016"),
        (r"(?:ТР|TR)\s?(?:ТС|CU|TS)", _REGULATION, "ТР ТС", "ТР ТС 009/2011"),
    )
]


def normalised(text: str) -> str:
    """
    Standards as their own bodies write them, several parted by commas.

    `gost 26574–2017` becomes `ГОСТ 26574-2017`, `GB/T1355-2021` becomes
    `GB/T 1355-2021`, `TR CU 009/2011` becomes `ТР ТС 009/2011`. A body that we
    don't know, such as a firm's own, stays as it was written.

    :raises ValueError: if a body that we know has no such number.
    """
    return ", ".join(_one(part) for each in re.split("[,;，；]", text) if (part := each.strip()))


def _one(text: str) -> str:
    plain = re.sub(r"\s+", " ", text)
    typed = re.sub(r"\s*([-/:])\s*", r"\1", plain.translate(_TYPED))
    for named, number, body, example in _BODIES:
        begun = named.match(typed)
        if begun is None:
            continue
        rest = typed[begun.end() :].strip()
        if not rest:
            return body
        if found := number.fullmatch(rest):
            return f"{body} {found['number']}"
        # What goes on in letters names another body, which only begins like ours.
        if rest[0].isdigit():
            raise ValueError(f"{rest} is no number of a standard of {body}, such as {example}")
        return plain
    return plain
