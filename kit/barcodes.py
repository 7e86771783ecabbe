"""Which bars does a scanner read as a number?"""

from itertools import groupby
from typing import Any, cast

import zxingcpp

# What a keyboard wedge types before a GS1-128: its symbology (ISO/IEC 15424).
_GS1_128 = "]C1"


def sscc_bars(sscc: str) -> list[int]:
    """The GS1-128 of an SSCC, under application identifier 00: bars and spaces by turns, in modules."""
    return _widths(zxingcpp.create_barcode(f"(00){sscc}", zxingcpp.BarcodeFormat.Code128, gs1=True))


def text_bars(text: str) -> list[int]:
    """The Code 128 of a text such as an order's number: bars and spaces by turns, in modules."""
    return _widths(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128))


def scanned(typed: str) -> str:
    """What a scanner has typed, as somebody would: an SSCC without its identifier or its brackets."""
    text = "".join(typed.split()).removeprefix(_GS1_128).replace("(00)", "00")
    is_sscc = len(text) == 20 and text.startswith("00") and text.isascii() and text.isdigit()
    return text[2:] if is_sscc else text


def _widths(code: zxingcpp.Barcode) -> list[int]:
    # It is a picture of one byte a module, whose rows are all the same; its types don't say so.
    pixels: Any = memoryview(cast("Any", code.to_image(scale=1)))
    runs = [(is_dark, len(list(run))) for is_dark, run in groupby(each < 128 for each in pixels.tolist()[0])]
    return [width for _, width in _trimmed(runs)]


def _trimmed(runs: list[tuple[bool, int]]) -> list[tuple[bool, int]]:
    """Without the quiet zones, which whoever draws it leaves free."""
    first, last = (0 if runs[0][0] else 1), (len(runs) if runs[-1][0] else len(runs) - 1)
    return runs[first:last]
