"""How is a file read that comes with a form?"""

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.urls import Resolver404, resolve
from django.utils.http import parse_header_parameters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from kit.errors import FieldProblem, Invalid, step
from kit.http import TooLarge

# What a form may need besides its file: boundaries, names, some words.
FORM_BYTES = 64 * 1024


def largest_body(request: HttpRequest) -> int:
    """How many bytes the door or page behind the request's path takes: more than usual if it says so."""
    usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return usual
    return max(usual, getattr(getattr(view, "cls", view), "largest_body", 0))


def read_whole(request: Any, *, most: int) -> None:
    """
    Read a body that may be larger than Django's limit, for all who ask for it later.

    :raises TooLarge: if it says, or turns out, to have more than `most` bytes.
    :raises Invalid: if it ends before its Content-Length.
    """
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    body = b"" if length > most else request.read(most + 1)
    if max(length, len(body)) > most:
        raise TooLarge(limit_bytes=most)
    if len(body) < length:
        raise Invalid("the body ended before its Content-Length")
    # Where Django itself keeps what it has read; DRF's request wraps Django's.
    getattr(request, "_request", request)._body = body  # noqa: SLF001


class Upload:
    """The bytes of a file that came with a form; what it was called and said to be is not believed."""

    def __init__(self, data: bytes) -> None:
        self.data = data


class UploadParser(BaseParser):
    """A form in which every name comes once: texts, and files as `Upload`, all in memory."""

    media_type = "multipart/form-data"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, str | Upload]:
        """
        Read the whole form.

        :raises ParseError: if it isn't one, or lacks its end.
        :raises Invalid: naming the field that came twice or isn't UTF-8.
        """
        data, content_type = stream.read(), media_type or ""
        meta = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": len(data)}
        try:
            fields, files = MultiPartParser(meta, BytesIO(data), [_InMemory()], "utf-8").parse()
        except MultiPartParserError as error:
            raise ParseError(f"not a form that we read: {error}") from None
        boundary = str(parse_header_parameters(content_type)[1].get("boundary", ""))
        if not data.rstrip().endswith(f"--{boundary}--".encode()):
            raise ParseError("the form lacks its end")
        given: dict[str, str | Upload] = {}
        for name, values in [*fields.lists(), *files.lists()]:
            if name in given or len(values) > 1:
                raise _guilty(name, "doubled", "sent more than once")
            given[name] = _checked(name, values[0])
        return given


@extend_schema_field(OpenApiTypes.BINARY)
class UploadField(serializers.Field[Upload, Any, Any, Any]):
    """A file of at most `most_bytes` bytes, as `Upload`."""

    default_error_messages = {
        "no_file": "send it as a file, with a file name",
        "too_large": "larger than {most} bytes",
    }

    def __init__(self, *, most_bytes: int, **kwargs: Any) -> None:
        self.most_bytes = most_bytes
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Upload:
        """The file, unless a text came in its place."""
        if not isinstance(data, Upload):
            self.fail("no_file")
        if len(data.data) > self.most_bytes:
            self.fail("too_large", most=self.most_bytes)
        return data


class _InMemory(FileUploadHandler):
    """Keeps a file's bytes: the whole body was bounded before."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.parts.append(raw_data)

    def file_complete(self, file_size: int) -> Any:
        return Upload(b"".join(self.parts))


def _checked(name: str, value: Any) -> str | Upload:
    if isinstance(value, Upload):
        return value
    # Django reads what isn't UTF-8 as this letter.
    if "\ufffd" in value or "\x00" in value:
        raise _guilty(name, "invalid", "not a text in UTF-8")
    return str(value)


def _guilty(name: str, code: str, message: str) -> Invalid:
    return Invalid(message, fields=[FieldProblem(step(name), f"field.{code}", message)])
