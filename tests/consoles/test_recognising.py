from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoles.recognising import LONGEST, recognised
from kit.ids import check_number, human_number, tracking_code

ORDER = human_number("SC", 26, 123)
CHECK = ORDER[-1]
GROUP = human_number("SCG", 26, 123)
SHIPMENT = human_number("SCS", 26, 123)
BOX = "SCLU0000013"
LABEL = "348700000000000017"


def words_of(typed: str, kind: str, year: int = 2026) -> tuple[str, ...]:
    """What a word is taken for as one kind of thing."""
    return next((clue.words for clue in recognised(typed, year=year).clues if clue.kind == kind), ())


@pytest.mark.parametrize(
    "typed",
    [
        ORDER,
        ORDER.lower(),
        f"  {ORDER} ",
        f"№ {ORDER}",
        f"#{ORDER}",
        f"«{ORDER}»",
        ORDER.replace("-", "–"),
        ORDER.replace("-", "−"),
        ORDER.replace("-", "\u2011"),
        ORDER.replace("-", " "),
        ORDER.replace("-", "\u00a0"),
        ORDER.replace("-", ""),
        f"SC-26-123-{CHECK}",
        f"SC-26-{'123':0>8}",
        f"26-00000123-{CHECK}",
        f"2600000123{CHECK}",
        f"00000123-{CHECK}",
        "00000123",
        "123",
        "１２３",
        "ＳＣ－２６－１２３",
        f"\u200bSC-26-\u200d00000123-{CHECK}\ufeff",
        f"https://shop.example/orders/{ORDER}/",
    ],
)
def test_an_orders_number_is_known_however_it_is_written(typed: str) -> None:
    assert words_of(typed, "order") == (ORDER,)


@pytest.mark.parametrize("typed", [f"SС-26-00000123-{CHECK}", "sс-26-123", "Ѕс-26-123"])
def test_letters_of_another_keyboard_are_read_as_they_look(typed: str) -> None:
    assert words_of(typed, "order") == (ORDER,)


def test_a_prefix_says_which_kind_of_number_it_is() -> None:
    assert (words_of(GROUP, "group"), words_of(GROUP, "order"), words_of(GROUP, "shipment")) == (
        (GROUP,),
        (),
        (),
    )
    assert words_of(SHIPMENT.lower(), "shipment") == (SHIPMENT,)
    assert words_of("SCS 123", "shipment") == (SHIPMENT,)


def test_a_bare_serial_may_be_any_number_of_the_last_ten_years() -> None:
    for kind, prefix in (("order", "SC"), ("group", "SCG"), ("shipment", "SCS")):
        assert words_of("123", kind, 2028) == tuple(human_number(prefix, year, 123) for year in (26, 27, 28))
        assert len(words_of("123", kind, 2041)) == 10


def test_the_check_digit_says_of_which_year_a_serial_is() -> None:
    known = human_number("SC", 27, 123)
    assert known in words_of(f"123-{known[-1]}", "order", 2028)
    assert all(number[-1] == known[-1] for number in words_of(f"123-{known[-1]}", "order", 2028))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (f"{ORDER[:-1]}{(int(CHECK) + 1) % 10}", "order"),
        (f"{GROUP[:-1]}{(int(GROUP[-1]) + 1) % 10}".lower(), "group"),
        ("SCLU0000014", "container"),
        ("SCLU 000001 4", "container"),
        (f"{LABEL[:-1]}{(int(LABEL[-1]) + 1) % 10}", "sscc"),
    ],
)
def test_a_wrong_check_digit_is_a_doubt_and_not_another_order(typed: str, kind: str) -> None:
    assert kind in recognised(typed, year=2026).doubts
    assert words_of(typed, "order") == ()


@pytest.mark.parametrize(
    "typed", [BOX, "SCLU 000001 3", "sclu-000001-3", "SСLU0000013", "ＳＣＬＵ０００００１３"]
)
def test_a_container_is_known_by_its_letters_and_digits(typed: str) -> None:
    assert words_of(typed, "container") == (BOX,)
    assert recognised(typed, year=2026).doubts == ()


def test_a_containers_beginning_is_enough() -> None:
    [clue] = [clue for clue in recognised("sclu 0000", year=2026).clues if clue.kind == "container"]
    assert (clue.words, clue.is_start) == (("SCLU0000",), True)


@pytest.mark.parametrize(
    "typed", [LABEL, f"(00){LABEL}", f"00{LABEL}", f"{LABEL[:1]} {LABEL[1:8]} {LABEL[8:]}", f"\t{LABEL}\n"]
)
def test_a_label_is_known_with_and_without_what_the_scanner_adds(typed: str) -> None:
    assert words_of(typed, "sscc") == (LABEL,)


@pytest.mark.parametrize(
    "typed", ["0B1C-D2E3-F4G5", "ob1c d2e3 f4g5", "0BLCD2E3F4G5", "OBIC-D2E3-F4G5", "ОВ1С–D2Е3–F4G5"]
)
def test_a_tracking_code_is_read_as_it_was_meant(typed: str) -> None:
    assert words_of(typed, "tracking") == ("0B1CD2E3F4G5",)


def test_of_a_whole_page_that_was_pasted_the_beginning_is_looked_at() -> None:
    assert recognised("7" * 300, year=2026).text == "7" * LONGEST


def test_some_digits_are_the_beginning_of_no_tracking_code() -> None:
    assert words_of("1234567", "tracking") == ()
    assert words_of("123456789012", "tracking") == ("123456789012",)


def test_a_tracking_link_is_a_tracking_code() -> None:
    assert words_of("https://shop.example/track/0B1CD2E3F4G5", "tracking") == ("0B1CD2E3F4G5",)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (f"{GROUP}/1", f"{GROUP}/1"),
        (f"{GROUP.lower()} / 1".replace(" ", ""), f"{GROUP}/1"),
        (f"{GROUP.replace('-', '–')}/12", f"{GROUP}/12"),
        ("DEMO_00ff", "demo_00ff"),
    ],
)
def test_a_payment_is_known_by_what_the_statement_says(typed: str, known: str) -> None:
    assert known in words_of(typed, "payment")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("+86 138 0000 0000", "3800000000"),
        ("13800000000", "3800000000"),
        ("0086-138-0000-0000", "3800000000"),
        ("+7 (701) 123-45-67", "7011234567"),
        ("8 701 123 45 67", "7011234567"),
        ("8(701)1234567", "7011234567"),
        ("701.123.45.67", "7011234567"),
        ("tel:+77011234567", "7011234567"),
        ("＋７ ７０１ １２３ ４５ ６７", "7011234567"),
        ("+7\u00a0701\u00a0123‑45‑67", "7011234567"),
    ],
)
def test_a_telephone_number_is_known_in_any_notation(typed: str, digits: str) -> None:
    assert words_of(typed, "phone") == (digits,)


def test_an_e_mail_address_is_that_and_nothing_else() -> None:
    [clue] = recognised(" Wang@Example.COM ", year=2026).clues
    assert (clue.kind, clue.words) == ("email", ("wang@example.com",))
    assert recognised("wang@", year=2026).clues == ()


def test_a_sellers_code_and_a_sku_are_any_short_word() -> None:
    assert words_of("kz01", "seller") == ("KZ01",)
    assert {"flr-2kg", "FLR-2KG"} <= set(words_of("flr-2kg", "sku"))
    assert "ҚЫМЫЗ-1" in words_of("қымыз-1", "sku")
    assert "骆驼奶粉" in words_of("骆驼奶粉", "sku")


@given(st.text(max_size=3 * LONGEST))
def test_nothing_that_is_typed_breaks_it_and_all_is_short(typed: str) -> None:
    found = recognised(typed, year=2026)
    kinds = [clue.kind for clue in found.clues]
    assert len(set(kinds)) == len(kinds)
    assert all(len(word) <= 20 * LONGEST and word for clue in found.clues for word in clue.words)
    assert sum(len(clue.words) for clue in found.clues) <= 40


@given(st.integers(1, 99_999_999), st.sampled_from(["SC", "SCG", "SCS"]))
def test_every_number_of_ours_is_known(serial: int, prefix: str) -> None:
    number = human_number(prefix, 26, serial)
    kind: Any = {"SC": "order", "SCG": "group", "SCS": "shipment"}[prefix]
    assert check_number(number)
    assert words_of(number.lower(), kind) == (number,)


def test_every_tracking_code_of_ours_is_known() -> None:
    for _ in range(50):
        code = tracking_code()
        assert words_of("-".join((code[:4], code[4:8], code[8:])).lower(), "tracking") == (code,)
