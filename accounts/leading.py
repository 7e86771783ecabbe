"""To which further pages does the page of a row lead somebody who may do what is done there?"""

from typing import Any

from django.http import HttpRequest

from kit.words import Words


class Leading:
    """A table whose rows' pages lead on, ahead of their verbs."""

    def leads(self, request: HttpRequest, row: Any) -> list[tuple[Words, str]]:
        """Pairs of words and address; none of a page that the reader may not open."""
        raise NotImplementedError

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Its template shows them."""
        row = kwargs.get("obj") or context.get("original")
        context["leads"] = self.leads(request, row) if row else []
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
