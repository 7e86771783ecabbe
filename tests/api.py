"""How does a test speak to the REST API?"""

import json
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse


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
