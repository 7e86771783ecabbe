"""How do allauth's flows speak for this shop?"""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Links lead to our own pages, under the address that the operator gave."""

    def get_email_confirmation_url(self, request: HttpRequest | None, emailconfirmation: Any) -> str:
        """The signed link of a confirmation mail."""
        return page_url("confirm-email", key=emailconfirmation.key)

    def is_open_for_signup(self, request: HttpRequest | None) -> bool:
        """Anybody may sign up, through our door."""
        return True


def page_url(page: str, **query: str) -> str:
    """The public address of one of the pages that mails link to."""
    return f"{settings.PUBLIC_URL}/account/{page}?{urlencode(query)}"
