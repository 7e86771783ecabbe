"""Who is handed a file of a return or claim, outside of the API?"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from kit.clock import now
from orders.operations.attaching import opened
from orders.queries.claim_files import photo_of

_TYPES = {"photo": "image/webp", "pdf": "application/pdf"}
# Whatever it holds does nothing: no script, no form, nothing from elsewhere.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'none'"


@require_safe
def claim_file(request: HttpRequest, key: str) -> HttpResponse:
    """
    A photo to look at or a PDF to keep, for whoever has its signed address, which lives for an hour or two.

    :raises Http404: if the address isn't ours, is too old, or the file is lost.
    """
    photo = photo_of(key, at=now())
    if photo is None:
        raise Http404
    try:
        file = opened(photo)
    except FileNotFoundError:
        raise Http404 from None
    with file:
        answer = HttpResponse(file.read(), content_type=_TYPES[photo.kind])
    kept = "inline" if photo.kind == "photo" else "attachment"
    answer.headers["Content-Disposition"] = kept
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


urlpatterns = [path("claim-files/<str:key>", claim_file, name="claim_file")]
