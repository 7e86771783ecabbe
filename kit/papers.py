"""How does a door answer with a paper, in the language that its reader asks for?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from kit.languages import language_of
from kit.renderers import FileRenderer
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


class PdfRenderer(FileRenderer):
    """A paper, which the view has drawn by then, as its `drawn`, and names by `file_name`."""

    media_type = "application/pdf"
    format = PDF
    render_style = "binary"

    def file(self, data: Any, view: Any) -> tuple[str, bytes]:
        """As it was drawn."""
        return f"{view.file_name}.pdf", view.drawn


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
