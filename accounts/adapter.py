"""How do allauth's flows speak for this shop?"""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Links lead to our own pages, under the address that the operator gave."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one mail; unlike allauth's own, it needs no request, so that jobs can send it."""
        told = {**context, "shop": "Steel Camel", "public_url": settings.PUBLIC_URL}
        self.render_mail(template_prefix, email, told).send()

    def format_email_subject(self, subject: str) -> str:
        """The subject as the template has it."""
        return subject

    def get_email_confirmation_url(self, request: HttpRequest | None, emailconfirmation: Any) -> str:
        """The signed link of a confirmation mail."""
        return page_url("confirm-email", key=emailconfirmation.key)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The signed link of a password mail."""
        return page_url("reset-password", key=key)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our doors answer for themselves."""


def page_url(page: str, **query: str) -> str:
    """The public address of one of the pages that mails link to."""
    return f"{settings.PUBLIC_URL}/account/{page}?{urlencode(query)}"
