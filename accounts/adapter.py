"""How do allauth's flows speak for this shop?"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """It says nothing: our doors answer for themselves, and mails are letters of ours."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No word on the next page."""
