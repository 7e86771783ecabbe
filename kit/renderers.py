"""How does a door answer with a file?"""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer


class FileRenderer(BaseRenderer):
    """An answer as a file to keep; a refusal is JSON all the same."""

    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes of the file, or of the problem document."""
        context = renderer_context or {}
        if context["response"].status_code >= 400:
            problem: bytes = JSONRenderer().render(data, accepted_media_type, renderer_context)
            return problem
        name, content = self.file(data, context["view"])
        context["response"]["Content-Disposition"] = f'attachment; filename="{name}"'
        return content

    def file(self, data: Any, view: Any) -> tuple[str, bytes]:
        """Under which name the answer of a view is kept, with its bytes."""
        raise NotImplementedError
