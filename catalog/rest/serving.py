"""Where does a browser get the pictures?"""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalog.filing import path_of

# A file never changes under its name.
_CACHING = "public, max-age=31536000, immutable"


@require_safe
def serve(request: HttpRequest, folder: str, key: str, side: str) -> HttpResponse:
    """
    One size of a picture, as nothing but a picture.

    :raises Http404: if there is none.
    """
    if not key.startswith(folder):
        raise Http404
    try:
        with default_storage.open(path_of(key, int(side))) as file:
            data = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        data,
        content_type="image/webp",
        headers={
            "Cache-Control": _CACHING,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
