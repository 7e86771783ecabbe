"""On which mobile number does a courier reach the recipient?"""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

LONGEST = 20

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# Those that are mistaken for one of ours.
_NEIGHBOURS = {
    "RU": "Russia",
    "HK": "Hong Kong",
    "MO": "Macao",
    "TW": "Taiwan",
    "KZ": "Kazakhstan",
    "CN": "China",
}
_WANTED = {
    "CN": "a mobile number of mainland China, such as +86 138 0000 0000",
    "KZ": "a Kazakh mobile number, such as +7 701 123 45 67",
}


class BadPhone(ValueError):
    """No courier of that country reaches anybody there; the sentence says why."""


def mobile(text: str, country: str) -> str:
    """
    A mobile number of `country` as E.164: +8613800000000; written with or without the country's code.

    :raises BadPhone: for anything else, saying what it is instead.
    """
    wanted = _WANTED[country]
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        raise BadPhone(f"is no telephone number; send {wanted}") from None
    if number.extension:
        raise BadPhone(f"has an extension, which no text message reaches; send {wanted}")
    if number.country_code != phonenumbers.country_code_for_region(country):
        raise BadPhone(f"belongs to {_owner(number)}; send {wanted}")
    if not phonenumbers.is_valid_number(number):
        raise BadPhone(f"is a number that nobody has; send {wanted}")
    if phonenumbers.region_code_for_number(number) != country:
        raise BadPhone(f"belongs to {_owner(number)}; send {wanted}")
    kind = phonenumbers.number_type(number)
    if kind not in _MOBILE:
        what = "a landline" if kind == PhoneNumberType.FIXED_LINE else "no mobile number"
        raise BadPhone(f"is {what}, and the courier sends text messages; send {wanted}")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _owner(number: phonenumbers.PhoneNumber) -> str:
    region = phonenumbers.region_code_for_number(number)
    return _NEIGHBOURS.get(region or "", f"another country (+{number.country_code})")
