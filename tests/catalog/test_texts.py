"""Are words kept as they were meant, in four scripts, and nothing else with them?"""

import pytest

from catalog.texts import neat, text_error

FOUR_SCRIPTS = "Wheat flour · Мука пшеничная · Бидай ұны: Ә Ғ Қ Ң Ө Ұ Ү Һ І · 小麦粉（特等），2千克"


@pytest.mark.parametrize("lines", [False, True])
def test_the_four_scripts_are_words(lines: bool) -> None:
    assert text_error(FOUR_SCRIPTS, lines=lines) is None
    assert neat(FOUR_SCRIPTS) == FOUR_SCRIPTS


@pytest.mark.parametrize(
    "bad",
    [
        *("\u0000", "\u0007", "\u001b", "\u007f", "\u0085", "\u202e", "\u2066", "\ufeff", "\ud83d"),
        *("\u00ad", "\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2060", "\ufff9", "\U000e0041"),
    ],
)
def test_what_nobody_can_read_is_told_with_its_place(bad: str) -> None:
    for lines in (False, True):
        assert text_error(f"ab{bad}c", lines=lines) == (
            "character 3 is a control character, which nobody can read"
        )


def test_only_a_text_of_several_lines_may_break() -> None:
    assert text_error("one\ntwo\tthree", lines=True) is None
    assert text_error("one\ntwo") is not None


def test_only_a_text_of_several_lines_may_join_what_is_drawn_together() -> None:
    assert text_error("👩\u200d🌾", lines=True) is None
    assert [text_error(f"a{joiner}b") is None for joiner in "\u200c\u200d"] == [False, False]


def test_letters_are_composed_and_line_ends_are_plain() -> None:
    assert neat(" и\u0306од\r\nи\r ") == "йод\nи"
