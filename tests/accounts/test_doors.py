"""Does every door treat repeats, versions and strangers as promised?"""

from typing import Any


def test_me_needs_a_credential(api: Any) -> None:
    answer = api.get("/me")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "auth.required"


def test_a_token_shows_its_owner(signed_in: Any, make_user: Any) -> None:
    answer = signed_in(make_user("a@example.com")).get("/me")
    assert answer.status_code == 200
    assert answer.json()["email"] == "a@example.com"
