"""What does it mean for a mail that it could not be handed over?"""

import smtplib
from typing import Literal, NamedTuple

from anymail import exceptions as anymail

# The server can't be reached at all, or is away: nobody's mail goes. This one later. Its recipient
# is refused. It will never go.
Meaning = Literal["shut", "away", "later", "refused", "broken"]

_OUT_OF_SERVICE = 421
# Of a provider's HTTP answers these say nothing of the mail: our key, our quota, their fault.
_NOT_OF_THE_MAIL = {401, 403, 407, 408, 425, 429}


class Fault(NamedTuple):
    """What went wrong, in the other side's words, and what that means."""

    meaning: Meaning
    error: str


def fault_of(error: Exception) -> Fault:
    """The meaning of an error that a mail backend raised."""
    return Fault(_meaning(error), _words(error))


def _meaning(error: Exception) -> Meaning:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(max(code for code, _ in error.recipients.values()), permanent="refused")
    # Who refuses our own address or password refuses every mail: that is for the operator to mend.
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        return "away"
    if isinstance(error, smtplib.SMTPDataError):
        return _by_code(error.smtp_code, permanent="broken")
    if isinstance(error, anymail.AnymailError | anymail.AnymailConfigurationError):
        return _of_provider(error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "broken"
    # A lost connection, a timeout, a name that nobody knows: also what `requests` and `smtplib` raise.
    if isinstance(error, OSError):
        return "away"
    # What can't be put into a mail will never go; of what nobody foresaw we can't say so.
    return "broken" if isinstance(error, ValueError | TypeError) else "later"


def _by_code(code: int, *, permanent: Meaning) -> Meaning:
    if code == _OUT_OF_SERVICE:
        return "away"
    return permanent if code >= 500 else "later"


def _of_provider(error: Exception) -> Meaning:
    if isinstance(error, anymail.AnymailRecipientsRefused):
        return "refused"
    if isinstance(error, anymail.AnymailConfigurationError):
        return "away"
    if isinstance(error, anymail.AnymailAPIError):
        code = error.status_code
        return "away" if code is None or code >= 500 or code in _NOT_OF_THE_MAIL else "broken"
    return "broken"


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        said = f"{error.smtp_code} {_text(error.smtp_error)}"
    else:
        said = f"{type(error).__name__}: {error}"
    return said.replace("\0", "")[:500]


def _text(words: object) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
