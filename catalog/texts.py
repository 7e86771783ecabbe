"""Which characters may stand in words that people write for people?"""

import re
import unicodedata

# Line ends and tabs shape a description; everything else that is no letter may hide or reorder words,
# and half a surrogate pair is no letter.
_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
# What joins the parts of an emoji has no width either: two names or codes that look alike would be different.
_JOINERS = re.compile("[\u200c\u200d]")
_LINE_ENDS = re.compile("\r\n?")


def text_error(text: str, *, lines: bool = False) -> str | None:
    """What is wrong with the characters of a text, or None; only a text of several lines may break."""
    shown = text if lines else _JOINERS.sub("\u0000", re.sub("[\r\n\t]", "\u0000", text))
    guilty = _CONTROLS.search(shown)
    if guilty is None:
        return None
    place = guilty.start() + 1
    return f"character {place} is a control character, which nobody can read"


def neat(text: str) -> str:
    """The text composed (й is one character, not two), with plain line ends, without outer blanks."""
    return _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).strip()
