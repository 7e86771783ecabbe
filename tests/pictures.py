"""Which pictures, honest and hostile, do people send?"""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

PLACE = b"Almaty, behind the mill"
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 60, 200)


def drawn(width: int = 640, height: int = 480, *, mode: str = "RGB") -> Image.Image:
    """A red picture whose top left corner is blue, so that it shows how it was turned."""
    picture = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2, height // 2), fill=BLUE)
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    """The file of a picture."""
    file = BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def png() -> bytes:
    """An honest picture."""
    return saved(drawn())


def jpeg_from_a_phone() -> bytes:
    """A JPEG that says where and by what it was made, held on its side."""
    picture = drawn()
    exif = picture.getexif()
    exif[0x0112], exif[0x010F] = 6, "Steel Phone"
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 15.0, 0.0), 3: "E", 4: (76.0, 56.0, 0.0)})
    return saved(picture, "JPEG", exif=exif, comment=PLACE, quality=90)


def bomb(width: int = 12_000, height: int = 12_000) -> bytes:
    """A PNG of many pixels, in a file of a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def moving(kind: str, frames: int = 3) -> bytes:
    """A picture of several frames."""
    shades = [Image.new("RGB", (16, 16), (number * 40 % 256, 0, 0)) for number in range(frames)]
    return saved(shades[0], kind, save_all=True, append_images=shades[1:], duration=10)


def gif_that_is_a_script() -> bytes:
    """A GIF to one reader, a JavaScript to another."""
    return b"GIF89a/*" + saved(Image.new("P", (4, 4)), "GIF")[8:] + b"*/=1;alert(document.domain)"


def jpeg_with_a_page_behind() -> bytes:
    """A picture followed by what a browser might run."""
    return saved(drawn(), "JPEG") + b"<html><script>alert(1)</script></html>"


def jpeg_of_many_scans() -> bytes:
    """A progressive JPEG that repeats a scan without end."""
    honest = saved(drawn(), "JPEG", progressive=True)
    start = honest.rindex(b"\xff\xda")
    return honest[:start] + honest[start:-2] * 200 + honest[-2:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"

HOSTILE: dict[str, Callable[[], bytes]] = {
    "an SVG with a script": lambda: SVG,
    "a page called .jpg": lambda: PAGE,
    "a GIF that is a script": gif_that_is_a_script,
    "a GIF of many frames": lambda: moving("GIF", frames=400),
    "a WebP of many frames": lambda: moving("WEBP", frames=400),
    "a PNG that moves": lambda: moving("PNG"),
    "144 million pixels": bomb,
    "60 million pixels": lambda: bomb(6_000, 10_000),
    "a WebP of 12 million pixels": lambda: saved(Image.new("RGB", (4_000, 3_000)), "WEBP", method=0),
    "one pixel wide, without end": lambda: bomb(1, 30_000),
    "a JPEG cut off": lambda: saved(drawn(), "JPEG")[:2_000],
    "a PNG cut off": lambda: png()[:-60],
    "a JPEG of many scans": jpeg_of_many_scans,
    "a TIFF": lambda: saved(drawn(), "TIFF"),
    "nothing": lambda: b"",
    "the first letters of a PNG": lambda: png()[:20],
}
