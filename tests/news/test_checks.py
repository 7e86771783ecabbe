"""Does an operator hear of incomplete settings of mail before the first mail does?"""

from typing import Any

from news.checks import check_outlet


def test_a_provider_without_its_token_is_told_with_the_settings_name(settings: Any) -> None:
    assert check_outlet() == []
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    [error] = check_outlet()
    assert "POSTMARK_SERVER_TOKEN" in error.msg
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token"}
    assert check_outlet() == []


def test_a_provider_whose_library_is_not_there_is_told(settings: Any) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.none_such.EmailBackend"
    assert "none_such" in check_outlet()[0].msg
