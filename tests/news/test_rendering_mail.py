"""Does a mail read well in text and in HTML, and tell its reader how to hear less?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMultiAlternatives

import news.writing
from accounts.models import User
from kit.letters import Content, Link, Writer
from news.models import Mail
from news.rendering_mail import message_of, rendered_in
from news.topics import DIGEST, TOPICS
from tests.news.postbox import AT, keep, letter

RICH = Content(
    subject="Order A-1\nis <paid>",
    paragraphs=["Thank you & welcome.", "It leaves on Friday."],
    facts=[("Total", "CNY 12.30")],
    goods=["2 × Flour, 5 kg"],
    links=[Link("The invoice", "https://shop.example/invoice")],
    link=Link("Look at it", "https://shop.example/orders/A-1?key=opens-it"),
    after=["Questions? Just answer."],
)


def write_rich(facts: Mapping[str, object]) -> Content:
    return RICH


def rendered(
    topic: str = "orders", *, masked: bool = False, secret: bool = False, user_id: Any = None
) -> Any:
    writer = Writer(write_rich, topic=topic, secret=secret)
    return rendered_in("en", writer=writer, facts={}, user_id=user_id, topic=topic, masked=masked)


@pytest.fixture
def mail_to(writers: None, make_user: Callable[..., User]) -> Callable[[str, str], EmailMultiAlternatives]:
    def make(kind: str, language: str) -> EmailMultiAlternatives:
        user = make_user("wang@example.com")
        User.objects.filter(pk=user.pk).update(language=language)
        keep(letter("A-1", user, kind=kind))
        return message_of(Mail.objects.select_related("user").get(), at=AT)[0]

    return make


def test_everything_stands_in_both_parts() -> None:
    mail = rendered()
    for words in ("It leaves on Friday.", "CNY 12.30", "2 × Flour, 5 kg", "The invoice", "Questions?"):
        assert words in mail.text
        assert words in mail.html


def test_the_text_names_the_address_that_the_button_leads_to() -> None:
    mail = rendered()
    assert "Look at it:\nhttps://shop.example/orders/A-1?key=opens-it\n" in mail.text
    assert 'href="https://shop.example/orders/A-1?key=opens-it"' in mail.html


@pytest.mark.parametrize(
    ("language", "label", "button"),
    [("en", "Total: CNY 12.30\n", "Look at it:\n"), ("zh-Hans", "Total：CNY 12.30\n", "Look at it：\n")],
)
def test_a_label_is_followed_by_the_colon_of_its_language(language: str, label: str, button: str) -> None:
    writer = Writer(write_rich, topic="orders")
    text = rendered_in(language, writer=writer, facts={}, user_id=uuid4(), topic="orders").text
    assert label in text
    assert button in text
    assert ("：http" in text) == (language == "zh-Hans")


def test_a_button_that_has_a_colon_gets_no_second_one() -> None:
    content = replace(RICH, link=Link("Not me: undo", "https://shop.example/undo"))
    text = rendered_in("en", writer=Writer(lambda facts: content), facts={}, user_id=None, topic="").text
    assert "Not me: undo\nhttps" in text


def test_numbers_that_people_read_to_each_other_are_kept_on_one_line() -> None:
    kept = ["SC-26-00000123-5", "KZ86125KZT5004100100", "12345678901"]
    plain = ["https://shop.example/SC-26-00000123-5", "a@KZ86125.example", "CNY", "12.30", "0123456789" * 3]
    content = Content(
        subject="Order SC-26-00000124-3 is paid",
        paragraphs=["订单SC-26-00000125-1已付款"],
        facts=[("A", each) for each in [*kept, *plain]],
        goods=["KZ01-00001: <Flour>"],
    )
    html = rendered_in("en", writer=Writer(lambda facts: content), facts={}, user_id=None, topic="").html
    spans = re.findall(r'<span style="white-space:nowrap;">([^<]*)</span>', html)
    assert spans == ["SC-26-00000124-3", "SC-26-00000125-1", *kept, "KZ01-00001"]
    assert "</span>: &lt;Flour&gt;" in html
    assert "<title>Order SC-26-00000124-3 is paid</title>" in html


def test_what_somebody_wrote_is_text_in_both_parts() -> None:
    mail = rendered()
    assert "Thank you & welcome." in mail.text
    assert "Thank you &amp; welcome." in mail.html
    assert "<paid>" not in mail.html


def test_a_subject_is_one_line() -> None:
    assert rendered().subject == "Order A-1 is <paid>"


def test_a_mail_loads_nothing_from_anywhere() -> None:
    html = rendered().html
    assert not re.search(r"<(img|script|link|iframe)|src=|url\(|@import|@font-face", html)


def test_a_mail_of_a_topic_can_be_unsubscribed_from(mail_to: Callable[..., EmailMultiAlternatives]) -> None:
    mail = mail_to("test.order", "en")
    assert mail.extra_headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/mail/unsubscribe?key=")
    assert "/mail/unsubscribe?key=" in mail.body
    assert "/mail/preferences?key=" in mail.body
    assert "Orders and payments" in mail.body


def test_what_is_owed_cannot(mail_to: Callable[..., EmailMultiAlternatives]) -> None:
    mail = mail_to("test.owed", "en")
    assert "List-Unsubscribe" not in mail.extra_headers
    assert "/mail/" not in str(mail.body)


def test_a_mail_says_that_no_person_sent_it(mail_to: Callable[..., EmailMultiAlternatives]) -> None:
    headers = mail_to("test.owed", "en").extra_headers
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == Mail.objects.get().message_id


def test_whom_readers_may_ask_stands_in_each_mail_and_gets_their_answers(
    mail_to: Callable[..., EmailMultiAlternatives], settings: Any
) -> None:
    settings.SUPPORT_EMAIL = "help@shop.example"
    mail = mail_to("test.owed", "en")
    assert mail.reply_to == ["help@shop.example"]
    assert "write to help@shop.example" in str(mail.body)
    assert 'href="mailto:help@shop.example"' in rendered().html


def test_where_nobody_is_named_nobody_is_offered(mail_to: Callable[..., EmailMultiAlternatives]) -> None:
    mail = mail_to("test.owed", "en")
    assert mail.reply_to == []
    assert "Questions? Answer" not in str(mail.body)


def test_a_mail_is_in_its_readers_language(mail_to: Callable[..., EmailMultiAlternatives]) -> None:
    mail = mail_to("test.order", "zh-Hans")
    assert mail.extra_headers["Content-Language"] == "zh-Hans"
    assert '<html lang="zh-Hans">' in str(mail.alternatives[0][0])
    assert "lang=zh-Hans" in str(mail.body)


def test_an_address_without_an_account_is_written_to_in_the_language_of_its_facts(
    writers: None, db: None
) -> None:
    one = letter("A-1", to="guest@example.com")
    keep(one._replace(facts={**one.facts, "language": "ru"}))
    assert message_of(Mail.objects.select_related("user").get(), at=AT)[1] == "ru"


def test_staff_see_no_link_that_opens_something(make_user: Callable[..., User]) -> None:
    user_id = make_user().pk
    mail = rendered(masked=True, secret=True, user_id=user_id)
    for part in (mail.text, mail.html):
        assert "opens-it" not in part
        assert "key=" not in part
        assert "https://shop.example/orders/A-1?…" in part


def test_staff_see_where_an_open_link_leads() -> None:
    assert "https://shop.example/orders/A-1?key=opens-it" in rendered(masked=True).text


def test_every_kind_of_letter_is_of_a_topic_that_there_is() -> None:
    topics = {writer.topic for writer in news.writing._Handed.writers.values()}
    assert topics - {"", DIGEST, *TOPICS} == set()
