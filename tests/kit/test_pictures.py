"""Does a picture that somebody sends come out as its pixels and nothing else?"""

import tracemalloc
from io import BytesIO
from threading import Lock

import pytest
from PIL import Image, ImageCms

from kit import pictures
from kit.pictures import MOST_PIXELS, BadPicture, clean
from tests.pictures import BLUE, HOSTILE, PLACE, RED, drawn, jpeg_from_a_phone, jpeg_with_a_page_behind, saved

SIDES = (320, 800, 1600)


def shown(data: bytes, side: int = 320) -> Image.Image:
    """What a buyer's program makes of the cleaned file."""
    return Image.open(BytesIO(clean(data, sides=SIDES).files[side]))


def near(picture: Image.Image, place: tuple[int, int], colour: tuple[int, ...], within: int = 12) -> bool:
    """Whether a pixel has a colour, as far as a lossy file keeps it."""
    pixel = picture.getpixel(place)
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= within for a, b in zip(pixel, colour, strict=False))


def test_a_large_picture_becomes_three_and_keeps_its_shape() -> None:
    made = clean(saved(drawn(3200, 2400)), sides=SIDES)
    sizes = {side: Image.open(BytesIO(data)).size for side, data in made.files.items()}
    assert sizes == {320: (320, 240), 800: (800, 600), 1600: (1600, 1200)}
    assert (made.width, made.height) == (1600, 1200)
    assert {Image.open(BytesIO(data)).format for data in made.files.values()} == {"WEBP"}


def test_a_small_picture_is_not_enlarged() -> None:
    made = clean(saved(drawn(500, 20)), sides=SIDES)
    sizes = [Image.open(BytesIO(data)).size for data in made.files.values()]
    assert sizes == [(320, 12), (500, 20), (500, 20)]
    assert (made.width, made.height) == (500, 20)


def test_a_picture_thinner_than_a_pixel_would_be_keeps_one() -> None:
    made = clean(saved(drawn(5_000, 2)), sides=SIDES)
    assert [Image.open(BytesIO(data)).size for data in made.files.values()] == [(320, 1), (800, 1), (1600, 1)]


def test_of_a_phones_several_pictures_the_first_is_taken() -> None:
    several = saved(drawn(), "MPO", save_all=True, append_images=[Image.new("RGB", (640, 480), BLUE)])
    assert near(shown(several), (310, 230), RED)


def test_a_large_photo_is_never_held_at_its_full_size(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[int, int]] = []
    reduced = pictures._reduced

    def looked_at(picture: Image.Image, factor: int) -> Image.Image:
        held.append(picture.size)
        return reduced(picture, factor)

    monkeypatch.setattr(pictures, "_reduced", looked_at)
    assert shown(saved(drawn(6_400, 4_800), "JPEG"), side=1600).size == (1600, 1200)
    assert held == [(3200, 2400)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_cameras_pictures_are_taken(kind: str) -> None:
    picture = shown(saved(drawn(), kind))
    assert near(picture, (10, 10), BLUE)
    assert near(picture, (310, 230), RED)


def test_nothing_tells_where_or_by_what_it_was_made() -> None:
    sent = jpeg_from_a_phone()
    assert PLACE in sent
    assert b"Steel Phone" in sent
    for data in clean(sent, sides=SIDES).files.values():
        assert not any(trace in data for trace in (b"EXIF", b"Exif", b"Steel Phone", PLACE, b"ICCP", b"XMP"))
        assert dict(Image.open(BytesIO(data)).getexif()) == {}


def test_a_picture_stands_as_the_camera_was_held() -> None:
    picture = shown(jpeg_from_a_phone())
    assert picture.size == (240, 320)
    # A quarter turn to the right brings the top left corner to the top right.
    assert near(picture, (230, 10), BLUE)
    assert near(picture, (10, 10), RED)


def _turned(number: int) -> bytes:
    picture = drawn(64, 32)
    exif = picture.getexif()
    exif[0x0112] = number
    return saved(picture, "PNG", exif=exif)


@pytest.mark.parametrize(
    ("number", "blue"),
    [
        (1, (2, 2)),
        (2, (61, 2)),
        (3, (61, 29)),
        (4, (2, 29)),
        (5, (2, 2)),
        (6, (29, 2)),
        (7, (29, 61)),
        (8, (2, 61)),
        (9, (2, 2)),
    ],
)
def test_each_way_to_hold_a_camera_is_known(number: int, blue: tuple[int, int]) -> None:
    assert near(shown(_turned(number)), blue, BLUE, within=40)


def test_what_stands_behind_the_pixels_is_gone() -> None:
    data = clean(jpeg_with_a_page_behind(), sides=(320,)).files[320]
    assert b"script" not in data


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_still_picture_of_our_size_is_refused(name: str) -> None:
    with pytest.raises(BadPicture) as refusal:
        clean(HOSTILE[name](), sides=SIDES, pointer="/scan")
    assert [field.pointer for field in refusal.value.fields] == ["/scan"]


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    data = HOSTILE["144 million pixels"]()
    assert len(data) < 100_000
    tracemalloc.start()
    with pytest.raises(BadPicture, match="pixels"):
        clean(data, sides=SIDES)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_picture_may_be_as_large_as_is_said() -> None:
    made = clean(saved(Image.new("1", (8_000, MOST_PIXELS // 8_000))), sides=SIDES)
    assert (made.width, made.height) == (1600, 1000)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_a_large_picture_is_made_smaller_without_a_seam(number: int) -> None:
    wide = shown(saved(drawn(6_401 + number, 3_001)), side=1600)
    assert wide.size == (1600, 750)
    assert all(near(wide, (x, y), BLUE) for x in range(0, 780, 7) for y in range(365))


def test_what_is_transparent_stays_so() -> None:
    glass = Image.new("RGBA", (64, 64), (*RED, 0))
    glass.paste((*BLUE, 255), (0, 0, 32, 64))
    picture = shown(saved(glass))
    assert picture.mode == "RGBA"
    assert [picture.getpixel(place)[3] for place in ((5, 5), (60, 5))] == [255, 0]  # type: ignore[index]
    indexed = Image.new("P", (64, 64))
    indexed.putpalette([*RED, *BLUE])
    assert shown(saved(indexed, transparency=0)).getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_printers_colours_become_the_screens() -> None:
    inks = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    assert near(shown(saved(inks, "JPEG")), (5, 5), (255, 0, 0), within=20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
def test_every_depth_of_a_png_is_read(mode: str) -> None:
    assert shown(saved(Image.new(mode, (64, 64)))).size == (64, 64)


def test_sixteen_bits_are_scaled_not_cut_off() -> None:
    assert near(shown(saved(Image.new("I;16", (64, 64), 32_768))), (5, 5), (128, 128, 128))


def profile_with_red_for_blue() -> bytes:
    """A colour space whose first number is blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_colours_of_another_space_become_srgb(mode: str) -> None:
    picture = shown(saved(drawn(mode=mode), icc_profile=profile_with_red_for_blue()))
    assert near(picture, (310, 230), BLUE, within=60)
    assert not near(picture, (310, 230), RED, within=100)
    assert "icc_profile" not in picture.info, "every screen takes it for sRGB without being told"


def test_a_profile_larger_than_any_is_not_even_read() -> None:
    endless = profile_with_red_for_blue() + b"\0" * 4_000_000
    assert near(shown(saved(drawn(), "JPEG", icc_profile=endless)), (310, 230), RED)


def contradicting() -> bytes:
    """A profile of a kind of colours that no picture here has."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@pytest.mark.parametrize("profile", [b"no profile at all", b"\0" * 5_000, contradicting()])
def test_a_broken_colour_profile_is_passed_over(profile: bytes) -> None:
    assert near(shown(saved(drawn(), icc_profile=profile)), (310, 230), RED)


def test_only_one_picture_at_a_time_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []
    lock, check = Lock(), pictures._check_header

    def checked(picture: Image.Image) -> None:
        held.append(lock.locked())
        check(picture)

    monkeypatch.setattr(pictures, "_one_at_a_time", lock)
    monkeypatch.setattr(pictures, "_check_header", checked)
    clean(saved(drawn()), sides=SIDES)
    assert held == [True]
    assert not lock.locked()
