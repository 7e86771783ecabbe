"""Is what an operator said of mail complete, before the first mail finds out?"""

from typing import Any

from anymail.exceptions import AnymailConfigurationError
from django.core.checks import Error
from django.core.mail import get_connection


def check_outlet(**_: Any) -> list[Error]:
    """Whether mails can be handed to the server or provider that the settings name; nobody is called."""
    try:
        get_connection()
    except (AnymailConfigurationError, ImportError) as error:
        said = " ".join(str(error).split())
        return [Error(f"No mail can leave: {said}", hint="docs/mails.md names the settings.", id="news.E001")]
    return []
