"""Does every bare address lead somewhere?"""

from collections.abc import Callable
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from tests import desks


def test_whoever_opens_the_bare_address_is_shown_what_to_build_on(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/docs")


def test_browsers_find_the_icon_that_they_ask_of_every_site(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"\x00\x00\x01\x00")


def test_the_sign_in_can_be_read_without_script(client: Client) -> None:
    page = client.get("/admin/login/").content.decode()
    style = finders.find("consoles/readable.css")
    assert 'href="/static/consoles/readable.css"' in page
    assert "x-cloak" in page
    assert "@media (scripting: none)" in Path(str(style)).read_text()


def test_every_page_of_the_staff_begins_with_a_way_past_the_menu(make_user: Callable[..., User]) -> None:
    boss = make_user("boss@example.com", staff=True)
    boss.is_superuser = True
    boss.save()
    client = Client()
    desks.sign_in(client, boss)
    for address in ("/admin/", "/admin/shipping/departure/", "/admin/departures-board/"):
        page = client.get(address).content.decode()
        assert page.index('<a class="skip" href="#content">') < page.index('id="page"')
        assert 'id="content"' in page


def test_signing_in_without_a_wish_leads_to_the_staffs_own_page(make_user: Callable[..., User]) -> None:
    boss = make_user("boss@example.com", staff=True)
    boss.set_password("a long pass phrase by rail")
    boss.save()
    given = {"username": boss.email, "password": "a long pass phrase by rail"}
    desks.enrol(boss)
    client = Client()
    desks.at_an_address_of_its_own(client)
    client.post("/admin/login/", given)
    answer = client.post("/admin/second-step/", {"code": desks.next_code(boss)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
