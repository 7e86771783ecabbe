"""How does somebody of staff begin to sign in?"""

import unicodedata
from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from accounts.callers import address_of
from accounts.confirming import begin_half
from accounts.operations.throttling import count_try
from accounts.policy import SIGN_IN_BY_ADDRESS, SIGN_IN_BY_EMAIL
from kit.clock import now
from kit.http import Throttled

_LONGEST_ADDRESS = 254


class FirstStep(LoginView):
    """Address and password; each try is counted by both before the password is looked at."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's own, unless that was too often."""
        # As the form reads it, else an address has as many counts as it has spellings.
        typed = unicodedata.normalize("NFKC", request.POST.get("username", "")[:_LONGEST_ADDRESS])
        at, email = now(), typed.strip().lower()
        try:
            count_try(SIGN_IN_BY_ADDRESS, who=address_of(request), at=at, fall_back=True)
            count_try(SIGN_IN_BY_EMAIL, who=email, at=at, fall_back=True)
        except Throttled as problem:
            form = self.get_form_class()(request)
            answer = self.render_to_response(
                self.get_context_data(form=form, too_often=gettext("That was too often: try again later.")),
                status=429,
            )
            answer.headers["Retry-After"] = str(problem.facts["retry_after"])
            return answer
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """The password was right: on to the second step."""
        begin_half(self.request, form.get_user(), leads_to=self.get_success_url(), at=now())
        return HttpResponseRedirect(reverse("admin:second_step"))
