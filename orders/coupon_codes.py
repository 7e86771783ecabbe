"""How is a coupon's code compared, however it was typed?"""

import unicodedata

from orders.discounting import LONGEST_CODE, SHORTEST_CODE


def compact_code(written: str) -> str:
    """In capitals, wide letters narrow, without blanks."""
    return "".join(unicodedata.normalize("NFKC", written).split()).upper()


def problem_of_code(code: str) -> str:
    """Why a compact code can't be one, or nothing."""
    if not SHORTEST_CODE <= len(code) <= LONGEST_CODE:
        return f"must have {SHORTEST_CODE} to {LONGEST_CODE} characters"
    if not all(sign.isalnum() or sign in "-_" for sign in code):
        return "may hold letters, digits, - and _"
    return ""
