"""In which language is a reader answered, whatever their browser asks for?"""

import pytest

from kit.languages import language_of, name_in, said_in


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("RU", "ru"),
        ("ru-KZ", "ru"),
        ("kk-KZ,ru;q=0.8", "kk"),
        ("ru;q=0.5, kk;q=0.9", "kk"),
        ("fr, ru;q=0.2", "ru"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-CN", "zh-Hans"),
        ("zh-TW, ru;q=0.5", "ru"),
        ("zh-Hant-HK", "en"),
        ("ru;q=0, kk;q=0.1", "kk"),
        ("ru;q=0", "en"),
        ("ru;q=much", "en"),
    ],
)
def test_the_language_that_is_asked_for_most_is_the_answers(asked: str, language: str) -> None:
    assert language_of(asked) == language


def test_of_an_endless_wish_the_beginning_is_read() -> None:
    assert language_of("xx," * 100 + "ru") == "ru"
    assert language_of("xx," * 200 + "ru") == "en"


def test_what_is_not_said_in_a_language_is_said_in_the_next_best() -> None:
    assert said_in({"ru": "Мука", "en": "Flour"}, "kk") == "Мука"
    assert said_in({"ru": "Мука", "en": "Flour"}, "zh-Hans") == "Flour"
    assert said_in({"ru": "Мука", "kk": "Ұн"}, "zh-Hans") == ""
    assert name_in({"ru": "", "kk": "Ұн"}, "zh-Hans") == "Ұн"
