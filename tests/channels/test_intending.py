"""Is what 1C writes of an order taken for what it clearly says, and for nothing else?"""

from typing import Any

import pytest

from channels.intending import OUR_WORDS, Document, Goods, difference, intent_of, table

USUAL = table({})
LINES = [("4b1d#77", "FLR-2KG", 2), ("BRN-1KG", "BRN-1KG", 5)]


def said(**told: Any) -> tuple[str, str]:
    """Verb and reason of a document."""
    intent = intent_of(Document(1, **told), USUAL)
    return intent.verb, intent.why


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("Подтверждён", "accept"),
        ("  в   РАБОТЕ. ", "accept"),
        ("Собран", "pack"),
        ("Отгружен", "pack"),
        ("Отменён", "decline"),
        ("Не согласован", ""),
    ],
)
def test_usual_words_mean_what_they_usually_mean(word: str, verb: str) -> None:
    assert said(words=(word,)) == (verb, "")


@pytest.mark.parametrize("code", OUR_WORDS)
def test_our_own_words_mean_what_their_seller_may_say(code: str) -> None:
    verb = {"accepted": "accept", "packed": "pack", "declined": "decline"}.get(code, "")
    assert said(words=(OUR_WORDS[code],)) == (verb, "")
    assert said(words=(code,)) == (verb, "")


@pytest.mark.parametrize("word", ["К отгрузке", "Закрыт", "Доставка курьером"])
def test_a_word_that_means_two_things_means_nothing(word: str) -> None:
    assert said(words=(word,)) == ("", "report.word_unknown")


def test_a_document_of_no_state_asks_for_nothing() -> None:
    assert said(is_posted=True, is_paid=True) == ("", "")


def test_whoever_packs_has_accepted() -> None:
    assert said(words=("В работе",), is_shipped=True) == ("pack", "")


def test_what_is_certain_counts_beside_a_word_nobody_knows() -> None:
    assert said(words=("Закрыт",), is_shipped=True) == ("pack", "")
    assert said(words=("Закрыт",), is_cancelled=True) == ("decline", "")


@pytest.mark.parametrize("more", [{"is_shipped": True}, {"words": ("Собран",)}])
def test_what_is_called_off_and_goes_on_is_not_clear(more: dict[str, Any]) -> None:
    assert said(is_cancelled=True, **more) == ("", "report.contradicts")


def test_a_document_that_is_not_posted_or_deleted_goes_nowhere() -> None:
    assert said(words=("Собран",), is_posted=False) == ("", "report.not_posted")
    assert said(words=("Собран",), is_deleted=True) == ("", "report.deleted")
    # Nor is anything called off by it.
    assert said(is_cancelled=True, is_posted=False) == ("", "report.not_posted")
    assert said(is_cancelled=True, is_deleted=True) == ("", "report.deleted")
    assert said(is_cancelled=True, is_deleted=True, is_shipped=True) == ("", "report.deleted")


def test_shipments_and_payments_are_no_orders() -> None:
    assert said(operation="Выплата безналичных денег", words=("Собран",)) == ("", "report.other_document")
    assert said(operation="Заказ товара", words=("Собран",)) == ("pack", "")


def test_what_a_seller_chose_goes_before_what_is_usual() -> None:
    meanings = table({"nothing": ["собран"], "decline": ["Закрыт"]})
    assert intent_of(Document(1, words=("Собран",)), meanings).verb == ""
    assert intent_of(Document(1, words=("закрыт",)), meanings).verb == "decline"
    assert intent_of(Document(1, words=("Упакован",)), meanings).verb == "pack"


# ---- goods -------------------------------------------------------------------------------


def of(*goods: tuple[str, str, str]) -> Document:
    return Document(1, goods=tuple(Goods(*each) for each in goods))


def test_numbers_are_the_same_however_they_are_written() -> None:
    assert difference(of(("4b1d#77", "", "2.000"), ("x", "BRN-1KG", " 5,0")), LINES) is None


@pytest.mark.parametrize("written", ["2.5", "20", "", "02x", "-2"])
def test_another_number_is_named(written: str) -> None:
    found = difference(of(("4b1d#77", "", written), ("", "BRN-1KG", "5")), LINES)
    assert found == {"sku": "FLR-2KG", "here": "2", "there": written}


def test_goods_that_are_missing_or_new_are_named() -> None:
    assert difference(of(("4b1d#77", "", "2")), LINES) == {"sku": "BRN-1KG", "here": "5", "there": "0"}
    more = of(("4b1d#77", "", "2"), ("BRN-1KG", "", "5"), ("new", "", "1"))
    assert difference(more, LINES) == {"sku": "new", "here": "0", "there": "1"}


def test_one_line_in_two_rows_is_added_up() -> None:
    barley = ("BRN-1KG", "", "5")
    assert difference(of(("4b1d#77", "", "1"), barley, ("4b1d#77", "", "1.000")), LINES) is None
    more = difference(of(("4b1d#77", "", "1"), barley, ("4b1d#77", "", "2")), LINES)
    assert more == {"sku": "FLR-2KG", "here": "2", "there": "3", "rows": "2"}
    strange = difference(of(("4b1d#77", "", "1"), barley, ("4b1d#77", "", "x")), LINES)
    assert strange == {"sku": "FLR-2KG", "here": "2", "there": "1 + x", "rows": "2"}


def test_a_document_without_goods_says_nothing_of_them() -> None:
    assert difference(Document(1), LINES) is None


def test_what_was_declined_whole_need_not_be_there() -> None:
    assert difference(of(("4b1d#77", "", "2")), [LINES[0], ("BRN-1KG", "BRN-1KG", 0)]) is None
