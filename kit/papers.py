"""How does a door answer with a paper, in the language that its reader asks for?"""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from kit.languages import language_of
from kit.rest import In

LANGUAGES = ("en", "ru", "kk", "zh-Hans")
PDF = "pdf"


class PaperQuery(In):
    """In which form, in which language."""

    format = serializers.ChoiceField(
        required=False, choices=("json", PDF), help_text="Or by the Accept header; PDF is the paper itself."
    )
    lang = serializers.ChoiceField(
        required=False,
        choices=LANGUAGES,
        help_text="Of the paper; without it that of Accept-Language, else the one its reader has chosen.",
    )


class PdfRenderer(BaseRenderer):
    """
    A paper as a file; a refusal is JSON all the same.

    The view has drawn it by then, as its `drawn`, and names the file by `file_name`.
    """

    media_type = "application/pdf"
    format = PDF
    charset = None
    render_style = "binary"

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
        view = context["view"]
        context["response"]["Content-Disposition"] = f'attachment; filename="{view.file_name}.pdf"'
        drawn: bytes = view.drawn
        return drawn


def wants_pdf(request: Request) -> bool:
    """Whether the paper itself is asked for."""
    renderer = getattr(request, "accepted_renderer", None)
    return renderer is not None and renderer.format == PDF


def paper_language(request: Request, asked: str | None) -> str:
    """The language asked for, else that of the request, else that of the person behind it."""
    if asked:
        return asked
    accepted = request.headers.get("Accept-Language", "")
    return language_of(accepted or getattr(request.user, "language", None) or "")
