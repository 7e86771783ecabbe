"""Under which names are pictures kept and served?"""

import secrets

from django.conf import settings

# The folder in the storage, and the first step of our own address.
FOLDER = "images"
SIDES = (320, 800, 1600)


def new_key() -> str:
    """A name that nobody guesses and nothing that was uploaded has a say in."""
    return secrets.token_hex(16)


def path_of(key: str, side: int) -> str:
    """Where the storage keeps one size, in one of 256 folders."""
    return f"{FOLDER}/{_file(key, side)}"


def urls_of(key: str) -> dict[str, str]:
    """Where everybody finds a picture, by its longest side in pixels."""
    return {str(side): f"{settings.IMAGES_URL}/{_file(key, side)}" for side in SIDES}


def own_address(key: str, side: int) -> str:
    """Where this installation itself shows it, whoever serves buyers: for pages of staff."""
    return f"/{FOLDER}/{_file(key, side)}"


def key_of(file_name: str) -> str:
    """The key in the name of a file of ours."""
    return file_name.rpartition("/")[2].partition("-")[0]


def _file(key: str, side: int) -> str:
    return f"{key[:2]}/{key}-{side}.webp"
