"""Do staff see what was written, without what opens something, and can they send it again?"""

from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kit.letters import Letter
from news.models import Mail, UndeliverableAddress
from tests import desks
from tests.news.postbox import AT, Outlet, keep, letter, refuse, send, states

pytestmark = pytest.mark.usefixtures("writers")
LIST = "admin:news_mail_changelist"


@pytest.fixture
def wang(make_user: Callable[..., User]) -> User:
    user = make_user("wang@example.com", confirmed=False)
    User.objects.filter(pk=user.pk).update(language="ru")
    return User.objects.get(pk=user.pk)


def desk_of(make_user: Callable[..., User], group: str) -> Client:
    user = make_user(f"{group}@example.com", staff=True)
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    browser = Client()
    desks.sign_in(browser, user)
    return browser


@pytest.fixture
def support(make_user: Callable[..., User]) -> Client:
    return desk_of(make_user, "support")


def page(browser: Client, mail: Mail) -> str:
    return unescape(browser.get(reverse("admin:news_mail_change", args=(mail.pk,))).content.decode())


def act(browser: Client, verb: str, mail: Mail) -> None:
    answer = browser.post(reverse(LIST), {"action": verb, "_selected_action": [str(mail.pk)]})
    assert answer.status_code == 302


def test_a_mail_is_shown_in_each_language_in_a_frame_that_runs_nothing(support: Client, wang: User) -> None:
    keep(letter("A-1", wang, kind="test.order"))
    shown = page(support, Mail.objects.get())
    assert shown.count("<iframe sandbox srcdoc=") == 8
    # Nothing of the letter's own markup stands in the page itself.
    answer = support.get(reverse("admin:news_mail_change", args=(Mail.objects.get().pk,)))
    assert b"<!doctype html>" not in answer.content
    assert shown.count('<details class="mb-3"') + shown.count("<details open") == 4
    assert "https://shop.example/A-1?key=opens-it" in shown


def test_staff_see_no_key_of_somebodys_account(support: Client, wang: User) -> None:
    keep(Letter("account.confirm_email", "1", {"user": str(wang.pk)}, wang.pk))
    shown = page(support, Mail.objects.get())
    assert "/account/confirm-email?…" in shown
    assert "key=" not in shown.replace("csrf", "")


def test_mails_are_found_by_a_number_and_else_by_words(support: Client, wang: User) -> None:
    keep(letter("A-1", wang)._replace(about=["SC-26-00000001-8", "SCG-26-00000001-2"]), letter("A-2", wang))

    def found(words: str) -> list[str]:
        return [mail.key for mail in support.get(reverse(LIST), {"q": words}).context["cl"].result_list]

    assert found(" sc-26-00000001-8 ") == found("SCG-26-00000001-2") == ["A-1"]
    assert found("A-2") == ["A-2"]
    assert found("SC-26") == []


def test_what_is_sent_again_is_found_by_the_same_numbers(support: Client, wang: User) -> None:
    keep(letter("A-1", wang)._replace(about=["SC-26-00000001-8"]))
    send(Outlet())
    act(support, "resend", Mail.objects.get())
    assert Mail.objects.filter(about=["SC-26-00000001-8"]).count() == 2


def test_kinds_of_letters_are_told_in_the_readers_words(support: Client, wang: User) -> None:
    keep(Letter("account.confirm_email", "1", {"user": str(wang.pk)}, wang.pk))
    told = "учётная запись: подтверждение адреса почты"
    keep(Letter("account.reset_password", "1", {"user": str(wang.pk)}, wang.pk))
    support.cookies["django_language"] = "ru"
    shown = unescape(support.get(reverse(LIST)).content.decode())
    # In the row, and among what the list can be narrowed down to.
    assert shown.count(told) > 1
    assert told in page(support, Mail.objects.earliest("pk"))


def test_a_viewer_learns_neither_who_nor_what(make_user: Callable[..., User], wang: User) -> None:
    keep(letter("A-1", wang, kind="test.order"))
    Mail.objects.update(error="550 <wang@example.com> is nobody")
    viewer = desk_of(make_user, "viewer")
    listed = viewer.get(reverse(LIST)).content.decode()
    assert "test: order" in listed or "test.order" in listed
    for shown in (listed, page(viewer, Mail.objects.get())):
        assert "wang@example.com" not in shown
        assert "Something happened" not in shown


def test_a_mail_is_sent_again_as_a_new_one_that_names_the_old(support: Client, wang: User) -> None:
    keep(letter("A-1", wang))
    old = Mail.objects.get()
    act(support, "resend", old)
    assert Mail.objects.count() == 1
    send(Outlet())
    act(support, "resend", old)
    new = Mail.objects.exclude(pk=old.pk).get()
    assert (new.resent_from, new.state, new.facts) == (old, "waiting", {"thing": "A-1"})
    assert new.resent_by_id == User.objects.get(email="support@example.com").pk
    outlet = Outlet()
    assert send(outlet, at=new.due_at) == 1
    assert outlet.taken[0].extra_headers["Message-ID"] != old.message_id


def test_a_failed_mail_is_tried_at_once(support: Client, wang: User) -> None:
    keep(letter("A-1", wang))
    Mail.objects.update(state="failed", why="given_up", attempts=300)
    act(support, "retry", Mail.objects.get())
    mail = Mail.objects.get()
    assert (mail.state, mail.why, mail.attempts) == ("waiting", "", 0)
    assert send(Outlet(), at=mail.due_at) == 1


def test_what_its_reader_does_not_want_is_not_tried(support: Client, wang: User) -> None:
    keep(letter("A-1", wang))
    Mail.objects.update(state="suppressed", why="unwanted")
    act(support, "retry", Mail.objects.get())
    assert states() == {"A-1": "suppressed"}


def test_an_address_is_sent_to_again_once_it_is_lifted(support: Client) -> None:
    keep(letter("A-1", to="guest@example.com"))
    send(Outlet(refuse(550)))
    noted = UndeliverableAddress.objects.get()
    changelist = reverse("admin:news_undeliverableaddress_changelist")
    support.post(changelist, {"action": "lift", "_selected_action": [str(noted.pk)]})
    noted.refresh_from_db()
    assert noted.lifted_by_id == User.objects.get(email="support@example.com").pk
    keep(letter("A-2", to="guest@example.com"))
    assert send(Outlet(), at=AT) == 1


def test_a_mail_that_cannot_be_written_says_why_on_its_page(support: Client, wang: User) -> None:
    keep(letter("A-1", wang))
    Mail.objects.update(facts={})
    assert "KeyError: 'thing'" in page(support, Mail.objects.get())


def test_mails_are_found_by_address_and_key(support: Client, wang: User) -> None:
    keep(letter("A-1", wang), letter("B-2", to="guest@example.com"))
    for asked, found in (("WANG@example.com", "A-1"), ("guest@example.com", "B-2"), ("B-2", "B-2")):
        results = support.get(reverse(LIST), {"q": asked}).context["cl"].result_list
        assert [mail.key for mail in results] == [found]
