"""What do staff see of people, organisations, credentials?"""

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
