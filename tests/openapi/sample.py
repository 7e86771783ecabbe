"""What is a request that succeeds?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.api import FORM as FORM_TYPE
from tests.api import Api, form
from tests.openapi.document import FORM, Op
from tests.openapi.world import Side, new_key

REASON = {"reason": "The papers are not complete."}


@dataclass(frozen=True)
class Sample:
    """A request that succeeds when `api` sends it."""

    api: Api
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(
        self, op: Op, *, api: Api | None = None, body: Any = ..., query: str = "", **headers: str
    ) -> Any:
        """Send it, by somebody else or with another body if so told."""
        told = dict(self.headers)
        if op.method in ("patch", "put", "delete"):
            told["if_match"] = "*"
        if op.takes_key and op.door.idempotency == "required":
            told["idempotency_key"] = new_key()
        given = self.body if body is ... else body
        if op.media == FORM:
            told.setdefault("content_type", headers.get("content_type", FORM_TYPE))
            given = form(given) if isinstance(given, dict) else given
        path = self.path + ("&" if "?" in self.path else "?") * bool(query) + query
        return (api or self.api).send(op.method.upper(), path, given, **{**told, **headers})


Recipe = Callable[[Side], Sample]
