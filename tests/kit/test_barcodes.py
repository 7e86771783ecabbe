"""Does a scanner read what was meant, by GS1's rules?"""

import pytest

from kit.barcodes import scanned, sscc_bars, text_bars

# ISO/IEC 15417: the widths of bars and spaces of some symbol characters.
START_C, FNC1, ZEROS, STOP = [2, 1, 1, 2, 3, 2], [4, 1, 1, 1, 3, 1], [2, 1, 2, 2, 2, 2], [2, 3, 3, 1, 1, 1, 2]
START_B = [2, 1, 1, 2, 1, 4]
SSCC = "395210000000123459"


def test_an_sscc_is_a_gs1_128_under_its_identifier() -> None:
    bars = sscc_bars(SSCC)
    # In pairs of digits from the start: what begins with FNC1 is GS1's, then 00 says that it is an SSCC.
    assert bars[:18] == START_C + FNC1 + ZEROS
    assert bars[-7:] == STOP
    # Start, FNC1, ten pairs and the check character of eleven modules each, thirteen of the stop.
    assert sum(bars) == 13 * 11 + 13


def test_its_check_character_is_that_of_the_rule() -> None:
    values = [105, 102, 0, 39, 52, 10, 0, 0, 0, 12, 34, 59]
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    # 105 + 102 + 0 + 117 + 208 + 50 + 0 + 0 + 0 + 108 + 340 + 649 = 1679 = 16 * 103 + 31
    assert check == 31
    # ISO/IEC 15417, table 1: value 31 is 2 1 2 3 2 1.
    assert sscc_bars(SSCC)[72:78] == [2, 1, 2, 3, 2, 1]


def test_a_number_of_an_order_is_no_gs1_code() -> None:
    bars = text_bars("SC-26-00000123-5")
    assert bars[:6] == START_B
    assert FNC1 not in [bars[at : at + 6] for at in range(0, len(bars) - 7, 6)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (f"]C100{SSCC}", SSCC),
        (f"00{SSCC}", SSCC),
        (f"(00) {SSCC}\r\n", SSCC),
        (SSCC, SSCC),
        (" SC-26-00000123-5 ", "SC-26-00000123-5"),
        ("00-LOT", "00-LOT"),
        ("", ""),
    ],
)
def test_what_a_scanner_types_is_read_as_somebody_would_type_it(typed: str, meant: str) -> None:
    assert scanned(typed) == meant
