"""What does it mean for a mail that it could not be handed over?"""

import re
import smtplib
from typing import Literal, NamedTuple

from anymail import exceptions as anymail

# The server can't be reached at all, or is away: nobody's mail goes. This one later. Its recipient
# is refused. It will never go.
Meaning = Literal["shut", "away", "later", "refused", "broken"]

_OUT_OF_SERVICE = 421
# RFC 3463, where a server gives such a code: there is no such mailbox, domain, address; or it is closed.
_ENHANCED = re.compile(r"(?:^\s*|[#(])(5\.\d{1,3}\.\d{1,3})(?![\d.])")
_NO_SUCH_MAILBOX = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
_FULL = "5.2.2"
# Where it gives none these say the same, unless its words are about us, or about what there is room for.
_REFUSALS = {550, 551, 553}
_OF_SOMETHING_ELSE = re.compile(
    r"\b(relay\w*|polic\w+|block\w*|black\w*|banned|spam\w*|dnsbl|rbl|spf|dkim|dmarc|reputation|allowed"
    r"|access|authenti\w+|sender|full|quota|storage|limit\w*|rate|too many|temporar\w+|gr[ea]ylist\w*)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+")
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
        return _of_recipient(*max(error.recipients.values()))
    # Who refuses our own address or password refuses every mail: that is for the operator to mend.
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        return "away"
    if isinstance(error, smtplib.SMTPDataError):
        # Some servers look at how full a mailbox is when they have seen what is to go in.
        is_full = _enhanced(_text(error.smtp_error)) == _FULL
        return "later" if is_full else _by_code(error.smtp_code, permanent="broken")
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


def _of_recipient(code: int, words: object) -> Meaning:
    """
    What a refusal of a recipient says: of the address only that its mailbox isn't there, or is closed.

    A full one is emptied some day; of whom we are, and how we behave, the operator hears by what waits.
    """
    said = _text(words)
    enhanced = _enhanced(said)
    if enhanced:
        gone = enhanced in _NO_SUCH_MAILBOX
    else:
        gone = code in _REFUSALS and not _OF_SOMETHING_ELSE.search(_ADDRESS.sub("", said))
    return _by_code(code, permanent="refused" if gone else "later")


def _enhanced(said: str) -> str:
    found = _ENHANCED.search(said)
    return found[1] if found else ""


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
