"""A query is read as it was meant: other forms, alphabets, keyboards, words, and slips of the finger."""

import random

import pytest

from storefront.words.asking import LONGEST_QUERY, MOST_WORDS, ask
from storefront.words.spelling import Known
from storefront.words.synonyms import Saying
from storefront.words.understanding import Found, understand
from tests.storefront.shelf import understood


@pytest.mark.parametrize("query", ["flour", "мука", "муки", "ұнын", "un", "muka", "面粉", "小麦粉", "verf"])
def test_flour_is_looked_for_in_every_language_whichever_it_is_typed_in(query: str) -> None:
    strict = understood(query).strict.written()
    assert all(word in strict for word in ("'flour'", "'мук'", "'ұн'", "'面粉'", "('小麦' & '麦粉')"))


def test_every_word_is_wanted_and_sizes_have_one_form() -> None:
    assert understood("premium 2公斤").strict.written() == "('premium' & '2000g')"


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("flor", "flour"),
        ("folur", "flour"),
        ("flourr", "flour"),
        ("xflour", "flour"),
        ("camle milk", "camel milk"),
        ("whe at flour", "wheat flour"),
        ("wheatflour", "wheat flour"),
        ("мкуа", "мука"),
        ("хлебопекпрная", "хлебопекарная"),
        ("бидвй ұны", "бидай ұны"),
        ("全脂骆鸵奶粉", "全脂骆驼奶粉"),
        ("烘焙用小麦粉粉", "烘焙用小麦粉"),
        ("烘焙用麦小粉 2kg", "烘焙用小麦粉 2kg"),
        ("verf", "мука"),
        ("shbat", "шұбат"),
        ("адщ", "flo"),
        ("верблюжьево молока", "верблюжьего молока"),
        ("хлебопекарново", "хлебопекарного"),
    ],
)
def test_a_slip_is_corrected_and_said_so(typed: str, corrected: str) -> None:
    assert understood(typed).corrected_to == corrected


@pytest.mark.parametrize(
    "typed",
    [
        *("flour", "flours", "муки", "un", "qurt", "курт", "шұбат", "骆驼", "flo", "2 kg", "3 kg"),
        *("f", "ф", "駱駝奶粉", "соль", "vpr"),
    ],
)
def test_what_is_right_or_only_begun_is_not_called_a_slip(typed: str) -> None:
    assert understood(typed).corrected_to is None


def test_a_known_word_that_nobody_sells_is_no_slip_of_another() -> None:
    asked = ask("coffee")
    toffee = Known("toffee", "en", 3)
    coffee = (Saying("coffee", "en"), Saying("кофе", "ru"))
    assert understand(asked, Found(known=[toffee])).corrected_to == "toffee"
    read = understand(asked, Found(known=[toffee], groups=[coffee]))
    assert (read.corrected_to, read.unknown) == (None, ())
    assert "toffe" not in read.wide.written()


def test_whoever_changes_the_alphabet_hears_how_a_word_begins() -> None:
    known = Found(known=[Known("wool", "en", 3), Known("сода", "ru", 3)])
    assert understand(ask("соль"), known).corrected_to is None
    assert understand(ask("sodo"), known).corrected_to == "сода"


@pytest.mark.parametrize("typed", ["жира", "сыво", "mlki"])
def test_a_short_word_is_no_other_by_two_slips(typed: str) -> None:
    known = [Known(each, language, 9) for each, language in (("сыра", "kk"), ("chew", "en"), ("сыр", "ru"))]
    read = understand(ask(typed), Found(known=[*known, Known("mil", "en", 9)]))
    assert (read.corrected_to, read.unknown) == (None, (typed,))


@pytest.mark.parametrize(
    ("typed", "meant"), [("шыра", "сыра"), ("sira", "сыра"), ("сры", "сыр"), ("сіра", "сыра")]
)
def test_a_short_word_is_another_by_one_slip_or_by_its_sound(typed: str, meant: str) -> None:
    known = [Known("сыра", "kk", 9), Known("сыр", "ru", 9)]
    assert f"'{meant}'" in understand(ask(typed), Found(known=known)).strict.written()


def test_a_run_of_two_known_words_is_no_slip_of_a_third() -> None:
    wool, camel, powder = Known("骆驼绒", "zh-Hans", 9), Known("骆驼", "zh", 9), Known("粉", "zh", 9)
    read = understand(ask("骆驼粉"), Found(known=[wool, camel, powder]))
    assert (read.corrected_to, read.unknown, read.strict.written()) == (None, (), "('骆驼' & '粉')")
    # What nobody sells is no word that a run is made of.
    for unsold in ([wool, camel], [wool, camel, Known("粉", "zh", 0)]):
        assert understand(ask("骆驼粉"), Found(known=unsold)).corrected_to == "骆驼绒"
    powders = [Known("骆驼奶粉", "zh-Hans", 9), powder]
    assert understand(ask("骆驼奶粉粉"), Found(known=powders)).corrected_to == "骆驼奶粉"


def test_what_joins_words_counts_in_a_phrase_that_staff_wrote_down() -> None:
    skimmed = (Saying("без жира", "ru", is_found=False), Saying("skimmed", "en"))
    found = Found(known=[Known("жира", "ru", 9)], groups=[skimmed], stops={"без"})
    assert "'skim'" in understand(ask("молоко без жира"), found).strict.written()
    assert "'skim'" not in understand(ask("молоко жира"), found).strict.written()
    assert understand(ask("без молока"), found).strict == understand(ask("молока"), found).strict


def test_the_reader_may_insist() -> None:
    read = understood("flor", exact=True)
    assert (read.corrected_to, read.strict.written()) == (None, "'flor'")


def test_a_word_begun_is_finished_only_if_it_is_no_word_itself() -> None:
    assert "'flo':*" in understood("flo").strict.written()
    assert ":*" not in understood("grade").strict.written()


def test_several_words_have_synonyms_together() -> None:
    strict = understood("camel milk").strict.written()
    assert "('верблюж' & 'молок')" in strict
    assert "('骆驼' & '驼奶')" in strict


def test_a_run_that_groups_cut_into_known_parts_is_known() -> None:
    premium = (Saying("特等", "zh-Hans"), Saying("premium", "en"))
    flour = (Saying("面粉", "zh-Hans"), Saying("flour", "en"))
    found = Found(known=[Known("特等", "zh", 2)], groups=[premium, flour])
    assert understand(ask("特等面粉"), found).unknown == ()
    assert understand(ask("苹果面粉"), found).unknown == ("苹果面粉",)


def test_one_letter_over_and_over_sounds_like_no_word() -> None:
    known = Found(known=[Known("aa", "en", 9)])
    assert understand(ask("aaa"), known).corrected_to == "aa"
    assert understand(ask("a" * 200), known).corrected_to is None


def test_a_phrase_that_staff_wrote_down_is_right_as_it_is() -> None:
    moon_boots = (Saying("moon boots", "en"), Saying("киіз етік", "kk"), Saying("slippers", "en"))
    near = [Known("мен", "kk", 9), Known("еті", "kk", 9), Known("books", "en", 9), Known("slippers", "en", 2)]
    for typed in ("moon boots", "киіз етік", "киіз етіктер"):
        for exact in (False, True):
            read = understand(ask(typed, exact=exact), Found(known=near, groups=[moon_boots]))
            assert (read.corrected_to, read.unknown) == (None, ())
            assert "'slipper'" in read.strict.written()
            assert "'мен'" not in read.wide.written()


def test_a_synonym_of_one_way_is_asked_but_never_looked_for() -> None:
    assert "('camel' & 'milk')" in understood("шубат").strict.written()
    assert "шұбат" not in understood("camel milk").strict.written()


def test_words_that_nobody_knows_are_wanted_first_and_dropped_then() -> None:
    read = understood("buy flour")
    assert read.unknown == ("buy",)
    assert "'buy'" in read.strict.written()
    assert "'buy'" not in read.wide.written()


def test_a_sku_may_be_typed_half() -> None:
    assert "'kz01flr':*" in understood("KZ01-FLR").strict.written()


def test_tsquery_syntax_is_inert() -> None:
    assert understood("flour' | !'x':*A <-> (b) & \\").strict.written().count("|") == understood(
        "flour x a b"
    ).strict.written().count("|")


def test_words_without_meaning_are_left_out() -> None:
    asked = ask("flour for bread")
    assert "for" not in understand(asked, Found(stops={"for"})).strict.written()


def test_who_has_only_part_of_a_long_query_has_its_heaviest_words() -> None:
    words = [f"{letter}ord" for letter in "abcdefgh"]
    read = understand(ask(" ".join(words)), Found(known=[Known(word, "en", 3) for word in words]))
    assert [f"'{word}'" in read.strict.written() for word in words] == [True] * 8
    for part in (read.most.written(), read.some.written()):
        assert [f"'{word}'" in part for word in words] == [True] * 5 + [False] * 3


def test_only_so_much_is_read() -> None:
    asked = ask(" ".join(f"word{number}" for number in range(100)))
    assert len(asked.tokens) == MOST_WORDS
    assert len(ask("ж" * 1000).tokens[0].text) == LONGEST_QUERY


def test_nothing_that_can_be_typed_fails() -> None:
    rng = random.Random(0)
    scripts = [(0, 0x80), (0x400, 0x500), (0x4E00, 0x4E80), (0, 0x10FFFF)]
    for _ in range(300):
        query = "".join(chr(rng.randrange(*rng.choice(scripts))) for _ in range(rng.randrange(60)))
        read = understood(query)
        for expression in (read.strict, read.wide, read.most, read.some, read.phrase):
            assert expression.written().count("'") % 2 == 0
