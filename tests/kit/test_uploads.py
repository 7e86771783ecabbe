"""Is a form with a file read as strictly as JSON is, and never beyond its bounds?"""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from rest_framework.exceptions import ParseError, ValidationError

from kit.errors import Invalid
from kit.http import TooLarge
from kit.middleware import RequestGuard
from kit.uploads import Upload, UploadField, UploadParser, read_whole
from tests.api import BOUNDARY, FORM, form

IMAGES = "/api/v1/seller/products/00000000-0000-0000-0000-000000000007/images"


def parsed(body: bytes, content_type: str = FORM) -> dict[str, str | Upload]:
    return UploadParser().parse(BytesIO(body), content_type)


def part(head: str, body: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def test_texts_and_files_come_out_as_they_went_in() -> None:
    data = bytes(range(256)) * 40_000
    given = parsed(form({"file": data, "alt": "Ә Ғ Қ 简体", "position": 3}))
    upload = given.pop("file")
    assert isinstance(upload, Upload)
    assert upload.data == data
    assert given == {"alt": "Ә Ғ Қ 简体", "position": "3"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not a form",
        form({"file": b"x" * 5_000})[:2_000],
        form({"file": b"x"}).removesuffix(b"--\r\n"),
        part('name="file"; filename="a"\r\nContent-Transfer-Encoding: base64', b"eHh4e") + END,
        part('name="file"; filename="a"\r\nContent-Transfer-Encoding: base64', b"AAAA" * 2_000)[:4_000],
    ],
)
def test_a_form_without_its_end_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        parsed(body)


def test_a_file_larger_than_its_field_takes_is_refused_though_the_form_is_not() -> None:
    field = UploadField(most_bytes=3)
    assert field.run_validation(Upload(b"abc")).data == b"abc"
    with pytest.raises(ValidationError, match="larger than 3 bytes"):
        field.run_validation(Upload(b"abcd"))


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=", "x"])
def test_a_form_without_its_boundary_is_refused(content_type: str) -> None:
    with pytest.raises(ParseError):
        parsed(form({"a": "b"}), content_type)


@pytest.mark.parametrize(
    "body",
    [
        part('name="a"', b"1") + part('name="a"', b"2") + END,
        part('name="a"', b"1") + part('name="a"; filename="f"', b"2") + END,
        part('name="a"; filename="f"', b"1") + part('name="a"; filename="g"', b"2") + END,
        part('name="a"', b"\xff\xfe") + END,
        part('name="a"', b"half\0") + END,
    ],
)
def test_a_name_that_comes_twice_or_no_text_is_named(body: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        parsed(body)
    assert [field.pointer for field in refusal.value.fields] == ["/a"]


def request(body: bytes, *, length: int | None = None, path: str = IMAGES) -> WSGIRequest:
    made = RequestFactory().generic("POST", path, body, content_type=FORM)
    if length is not None:
        made.META["CONTENT_LENGTH"] = str(length)
    return made


def test_a_large_body_is_read_where_it_may_be_large() -> None:
    body = b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    asked = request(body)
    read_whole(asked, most=len(body))
    assert asked.body == body


def test_a_body_beyond_the_bound_is_refused_before_it_is_read() -> None:
    asked = request(b"x" * 11)
    with pytest.raises(TooLarge):
        read_whole(asked, most=10)
    assert asked.read(1) == b"x"


def test_a_body_beyond_the_bound_that_does_not_say_so_is_read_no_further() -> None:
    asked = request(b"x" * 20)
    del asked.META["CONTENT_LENGTH"]
    with pytest.raises(TooLarge):
        read_whole(asked, most=10)


def test_a_body_that_ends_early_is_refused() -> None:
    asked = request(b"x" * 10)
    asked.META["CONTENT_LENGTH"] = "20"
    with pytest.raises(Invalid, match="ended"):
        read_whole(asked, most=100)


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        (IMAGES, 9_000_000, 200),
        (IMAGES, 11_000_000, 413),
        (IMAGES, 10**30, 413),
        ("/api/v1/seller/products", 1_100_000, 413),
        ("/admin/login/", 1_100_000, 413),
        ("/nowhere", 1_100_000, 413),
        ("/nowhere", 1_000_000, 200),
    ],
)
def test_only_doors_for_files_take_large_bodies(path: str, length: int, status: int) -> None:
    def reached(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert RequestGuard(reached)(request(b"", length=length, path=path)).status_code == status
