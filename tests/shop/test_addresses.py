"""Does every bare address lead somewhere?"""

from collections.abc import Callable

from django.test import Client

from accounts.models import User


def test_whoever_opens_the_bare_address_is_shown_what_to_build_on(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/docs")


def test_signing_in_without_a_wish_leads_to_the_staffs_own_page(make_user: Callable[..., User]) -> None:
    boss = make_user("boss@example.com", staff=True)
    boss.set_password("a long pass phrase by rail")
    boss.save()
    given = {"username": boss.email, "password": "a long pass phrase by rail"}
    answer = Client().post("/admin/login/", given)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
