"""A word is found in whichever form it stands, as PostgreSQL and we both see it."""

import csv
from pathlib import Path

import pytest
from django.db import connection

from storefront.words.keyboards import other_layout
from storefront.words.nearness import deletions, distance
from storefront.words.sounds import sound_of
from storefront.words.stems import english, kazakh, russian
from storefront.words.tokens import Kind, tokens_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("stem", "forms"),
    [
        ("ұн", "ұн ұны ұнын ұнынан ұнға ұндар ұндарды ұнның"),
        ("сүт", "сүт сүті сүтін сүттің сүтке сүттен"),
        ("май", "май майы майын майдың майлар майсыз"),
        ("ет", "ет еті еттің етке"),
        ("тұқым", "тұқым тұқымы тұқымдар тұқымдары тұқымының"),
        ("өнім", "өнім өнімі өнімдер өнімдері"),
        ("қымыз", "қымыз қымызы қымыздың"),
        ("зауыт", "зауыт зауыты зауытта зауыттың зауыттар"),
        ("жарма", "жарма жармасы жарманы жармадан жармасының"),
    ],
)
def test_kazakh_endings_come_off(stem: str, forms: str) -> None:
    assert {form: kazakh(form) for form in forms.split()} == dict.fromkeys(forms.split(), stem)


def test_kazakh_endings_stay_where_nothing_would_be_left_or_harmony_forbids() -> None:
    assert [kazakh(word) for word in ("мата", "дана", "бидай", "сорт", "нан")] == [
        *("мата", "дана", "бидай", "сорт", "нан")
    ]


def test_kazakh_stems_have_no_ending_themselves() -> None:
    words = [word for name in _names("name_kk") for word in _words(name)]
    assert [word for word in words if kazakh(kazakh(word)) != kazakh(word)] == []


def test_our_stems_are_postgresqls(db: None) -> None:
    ours = {
        (language, word): stemmer(word)
        for language, column, stemmer in (("english", "name_en", english), ("russian", "name_ru", russian))
        for name in _names(column)
        for word in _words(name)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT config, word, ts_lexize((config || '_stem')::regdictionary, word)"
            " FROM unnest(%s::text[], %s::text[]) AS asked (config, word)",
            [[language for language, _ in ours], [word for _, word in ours]],
        )
        theirs = {(config, word): lexemes for config, word, lexemes in cursor.fetchall()}
    # Words without a meaning of their own have no lexeme.
    assert {key: [stem] for key, stem in ours.items() if theirs[key]} == {
        key: lexemes for key, lexemes in theirs.items() if lexemes
    }


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("muka", "мука"),
        ("un", "ұн"),
        ("shubat", "шұбат"),
        ("qymyz", "қымыз"),
        ("kymyz", "қымыз"),
        ("kumys", "кумыс"),
        ("pshenichnaya", "пшеничная"),
        ("yabloko", "яблоко"),
        ("myod", "мед"),
        ("süt", "сүт"),
        ("ris", "рис"),
    ],
)
def test_a_word_sounds_the_same_in_both_alphabets(latin: str, cyrillic: str) -> None:
    assert sound_of(latin) == sound_of(cyrillic)


def test_a_russian_keyboard_is_enough_for_kazakh() -> None:
    assert sound_of("курт") == sound_of("құрт")


def test_the_other_keyboard_layout_is_read_both_ways() -> None:
    assert (other_layout("verf"), other_layout("адщгк"), other_layout("9y")) == ("мука", "flour", "ұн")


def test_swapped_and_doubled_letters_are_nearer_than_strange_ones() -> None:
    assert distance("fluor", "flour") < distance("flxur", "flour")
    assert distance("floour", "flour") < distance("flozur", "flour")
    assert distance("flpur", "flour") < distance("flxur", "flour")
    assert distance("flour", "flour") == 0


def test_one_edit_leaves_a_common_deletion() -> None:
    for typed in ("flor", "fluor", "flxour", "flxur", "lour"):
        assert deletions(typed) & deletions("flour")


def _names(column: str) -> list[str]:
    with (ROOT / "catalog" / "data" / "sample_products.csv").open(encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file)]


def _words(name: str) -> list[str]:
    return [token.text for token in tokens_of(name) if token.kind is Kind.WORD and token.text.isalpha()]
