"""How does a picture that somebody sends become one that may be shown to others?"""

import threading
import warnings
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from typing import ClassVar, NamedTuple

from PIL import Image, ImageCms

from kit.errors import FieldProblem, Invalid

# What cameras and phones make. Never SVG, which is a program, nor GIF, whose first letters open scripts too.
KINDS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
# Its decoder needs four times the memory, and no camera makes it.
MOST_PIXELS_OF_WEBP = 10_000_000
# A picture one pixel wide and millions high would need memory for each of its rows.
MOST_ACROSS = 20_000
# An honest progressive JPEG has some ten; each one more is another pass over all of its pixels.
_MOST_SCANS, _JPEG, _SCAN = 64, b"\xff\xd8", b"\xff\xda"
_MOST_PROFILE_BYTES = 4_000_000
_ORIENTATION = 0x0112
# By the number of how the camera was held, from 2 on.
_T = Image.Transpose
_TURNS = (_T.FLIP_LEFT_RIGHT, _T.ROTATE_180, _T.FLIP_TOP_BOTTOM, _T.TRANSPOSE, _T.ROTATE_270, _T.TRANSVERSE)
_TURN_OF = dict(enumerate((*_TURNS, _T.ROTATE_90), start=2))
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_TOO_LARGE = (
    f"It has over {MOST_PIXELS:,} pixels (WebP: {MOST_PIXELS_OF_WEBP:,}) or {MOST_ACROSS:,} on one side."
)
# Pillow refuses twice as much by itself, and warns in between.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# One large picture in memory is enough: the other threads of a process wait for it.
_one_at_a_time = threading.Lock()


class BadPicture(Invalid):
    """The file is no picture of the size and kind that is shown here."""

    code: ClassVar[str] = "pictures.bad_file"
    title = "The file can't be read as a picture"


class Clean(NamedTuple):
    """
    A picture made anew: upright, in sRGB, with nothing in it but its pixels.

    `files` are WebP by the longest side that was asked for, `width` and `height` those of the largest.
    """

    files: dict[int, bytes]
    width: int
    height: int


def clean(data: bytes, *, sides: Sequence[int], pointer: str = "/file") -> Clean:
    """
    The picture decoded and encoded again, once for each of `sides` (px of its longest side).

    A small one is never enlarged. EXIF with its place of making is dropped, as is whatever
    was hidden behind or between. Needs up to 200 MB, once in a process.

    :raises BadPicture: blaming `pointer`, if it isn't a still JPEG, PNG or WebP within the limits.
    """
    try:
        with _one_at_a_time:
            picture = _opened(data, largest=max(sides))
    except BadPicture as refusal:
        guilty = FieldProblem(pointer, "field.invalid", refusal.detail)
        raise BadPicture(refusal.detail, fields=[guilty]) from refusal.__cause__
    sizes = {side: _fitting(picture.size, side) for side in sides}
    made = {size: _as_webp(picture, size) for size in set(sizes.values())}
    return Clean({side: made[size] for side, size in sizes.items()}, *sizes[max(sides)])


def _opened(data: bytes, *, largest: int) -> Image.Image:
    """The picture upright in sRGB, at most twice as large as needed."""
    if data.startswith(_JPEG) and data.count(_SCAN) > _MOST_SCANS:
        raise BadPicture("The JPEG consists of too many scans.")
    try:
        with Image.open(BytesIO(data), formats=KINDS) as picture:
            _check_header(picture)
            # A JPEG is decoded at a half, a quarter or an eighth where that is enough.
            picture.draft(None, _fitting(picture.size, 2 * largest))
            picture.load()
            turned = picture.getexif().get(_ORIENTATION)
            profile = picture.info.get("icc_profile") or b""
            small = _in_srgb(_reduced(picture, -(-max(picture.size) // (2 * largest))), profile)
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(_TOO_LARGE) from error
    # A broken file breaks the library in many ways, none of which is our fault.
    except Exception as error:
        raise BadPicture("The file is no JPEG, PNG or WebP picture, or it is broken.") from error
    return small.transpose(_TURN_OF[turned]) if turned in _TURN_OF else small


def _check_header(picture: Image.Image) -> None:
    """Before anything is decoded."""
    most = MOST_PIXELS_OF_WEBP if picture.format == "WEBP" else MOST_PIXELS
    if picture.width * picture.height > most or max(picture.size) > MOST_ACROSS:
        raise BadPicture(_TOO_LARGE)
    # A phone's JPEG may hold more pictures (MPO), of which every program shows the first.
    if getattr(picture, "is_animated", False) and picture.format != "MPO":
        raise BadPicture("The picture moves: send a still one.")


def _reduced(picture: Image.Image, factor: int) -> Image.Image:
    """A whole fraction of the picture, made band by band: no second copy at full size."""
    width, height = (-(-side // factor) for side in picture.size)
    whole = Image.new(_plain(picture.crop((0, 0, 1, 1))).mode, (width, height))
    for top in range(0, height, 64):
        bottom = min((top + 64) * factor, picture.height)
        band = picture.crop((0, top * factor, picture.width, bottom))
        whole.paste(_plain(band).reduce(factor), (0, top))
    return whole


def _plain(picture: Image.Image) -> Image.Image:
    """Eight bits for each of grey, RGB or CMYK; RGBA where something is transparent."""
    if picture.mode == "I;16":
        # Pillow's own conversion cuts off what it should scale.
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in {"L", "CMYK"} else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colours as every screen shows them; a profile that contradicts the picture is passed over."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if 0 < len(profile) <= _MOST_PROFILE_BYTES:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            described = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(picture, described, _SRGB, outputMode=mode) or picture
    return picture.convert(mode)


def _fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size with its longest side cut to `side`."""
    side = min(side, max(size))
    return (max(1, size[0] * side // max(size)), max(1, size[1] * side // max(size)))


def _as_webp(picture: Image.Image, size: tuple[int, int]) -> bytes:
    file = BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(file, "WEBP", quality=82, method=4)
    return file.getvalue()
