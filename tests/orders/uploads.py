"""Which files do tests upload?"""

from io import BytesIO

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
# Where the picture was taken, as a telephone writes it.
_GPS = {1: "N", 2: (43.0, 14.0, 20.0), 3: "E", 4: (76.0, 53.0, 14.0)}
_ORIENTATION, _MAKER, _GPS_FOLDER = 0x0112, 0x010F, 0x8825


def photo(
    form: str = "JPEG", size: tuple[int, int] = (40, 20), *, turned: bool = False, mode: str = "RGB"
) -> bytes:
    """A photo with what cameras write beside it; `turned`: it was taken with the camera on its side."""
    picture = Image.new(mode, size, "red")
    exif = Image.Exif()
    exif[_MAKER] = "Secret Camera"
    exif.get_ifd(_GPS_FOLDER).update(_GPS)
    if turned:
        exif[_ORIENTATION] = 6
    written = BytesIO()
    picture.save(written, form, exif=exif)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    """A photo as a program sees it."""
    return Image.open(BytesIO(data))
