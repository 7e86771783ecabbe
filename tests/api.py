"""How does a test speak to the REST API?"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse


BOUNDARY = "steel-camel"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def form(parts: Mapping[str, Any], *, file_name: str = "photo.jpg") -> bytes:
    """A form as it travels: bytes are files, words by language JSON."""
    body = b""
    for name, value in parts.items():
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, bytes):
            head += f'; filename="{file_name}"\r\nContent-Type: image/jpeg'
        text = value if isinstance(value, str) else json.dumps(value) if not isinstance(value, bytes) else ""
        body += head.encode() + b"\r\n\r\n" + (value if isinstance(value, bytes) else text.encode()) + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


class Api:
    """
    A thin JSON client: `api.post("/carts", {...}, key="abc", if_match=etag)`.

    Paths are below /api/v1. Answers are Django's test responses, so `.json()`,
    `.status_code` and `.headers` are there.
    """

    def __init__(self, credential: str = "", **headers: str) -> None:
        self.credential = credential
        self.headers = headers
        self.client = Client(raise_request_exception=False)

    def with_credential(self, credential: str) -> "Api":
        """The same client with a token or an API key."""
        return Api(credential, **self.headers)

    def with_headers(self, **headers: str) -> "Api":
        """The same client with more headers on every request; underscores become hyphens."""
        return Api(self.credential, **{**self.headers, **headers})

    def get(self, path: str, **headers: str) -> "TestResponse":
        """GET."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> "TestResponse":
        """POST JSON, with an Idempotency-Key when one is given."""
        if key:
            headers["idempotency_key"] = key
        return self.send("POST", path, {} if body is None else body, **headers)

    def post_form(
        self, path: str, parts: Mapping[str, Any], *, key: str = "", **headers: str
    ) -> "TestResponse":
        """POST a form: bytes are files, all else as a client generated from the document writes it."""
        if key:
            headers["idempotency_key"] = key
        return self.send("POST", path, form(parts), content_type=FORM, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> "TestResponse":
        """PATCH JSON; give `if_match`."""
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> "TestResponse":
        """DELETE; give `if_match`."""
        return self.send("DELETE", path, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> "TestResponse":
        """Any method; a `bytes` body goes as it is."""
        named = {**self.headers, **headers}
        if self.credential:
            named["authorization"] = f"Bearer {self.credential}"
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method,
            f"/api/v1{path}",
            raw,
            content_type=named.pop("content_type", "application/json"),
            headers={name.replace("_", "-"): value for name, value in named.items()},
        )
