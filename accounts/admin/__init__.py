"""What do staff see of people, organisations, credentials, and by which pages does one sign in?"""

from accounts.admin import (
    credentials,
    exports,
    looking,
    organisations,
    own_keys,
    people,
    requests,
    second_factor,
    second_step,
    seller_entry,
)

__all__ = [
    "credentials",
    "exports",
    "looking",
    "organisations",
    "own_keys",
    "people",
    "requests",
    "second_factor",
    "second_step",
    "seller_entry",
]
