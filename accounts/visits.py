"""Who reads a page of the seller console, for which seller, and what may they do there?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.confirming import passed_factor
from accounts.entry import SAFE
from accounts.models import LookAsSeller, Membership, Organisation, User
from accounts.operations.throttling import count_try
from accounts.policy import LOOKERS, TREASURERS
from accounts.queries import actor_of, must_prove
from accounts.reassuring import asked_again
from accounts.rights import lets, rule_of
from kit import audit
from kit.actors import Actor
from kit.clock import now
from kit.errors import NotFound, Problem
from kit.http import Stale, Throttled
from kit.refusing import in_readers_words
from kit.rest import uuid_or_none
from kit.transactions import owns_transaction
from kit.words import Words, say

T = TypeVar("T")
# What a form says besides what is typed: for which seller it was shown, and of which version of its row.
FIRM, SEEN = "firm", "seen"
# Of a browser's session: for which seller somebody acts, and whose console a member of staff looks at.
_FIRM, _LOOK = "acts_for_seller", "looks_as_seller"


@dataclass(frozen=True, slots=True)
class Page:
    """
    A page of the console, and the operations of REST that do the same.

    Whoever REST lets read `reads` may open it; whoever it lets do what `verbs` names for the posted `verb`
    may post that. So there is one rule for both, and nothing here that a program could not do.
    """

    route: str
    view: "View"
    name: str
    reads: str
    verbs: Mapping[str, str] = field(default_factory=dict)
    # What the menu calls it; a page without stands in none.
    title: Words = ""
    # A page that takes a file says how many bytes its form may have.
    largest_body: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """
    One request of somebody who acts for one seller; every page gets it, and nothing else.

    `actor` is bound to that seller: questions that are asked with it know no other one. `look` is how a
    member of staff sees the same; they change nothing.
    """

    request: HttpRequest
    actor: Actor
    firm: str
    is_one_of_several: bool = False
    look: LookAsSeller | None = None
    # What the theme needs to show a page that belongs to no view.
    theme: "Theme" = lambda request: {}

    def may(self, operation: str) -> bool:
        """Whether REST would let them do what an operation names."""
        proved = self.look is not None or passed_factor(self.request)
        return lets(operation, self.actor, proved=proved)

    def does(self, operation: str) -> bool:
        """Whether they may do it here: who only looks does nothing."""
        return self.look is None and self.may(operation)

    @property
    def verb(self) -> str:
        """What was posted."""
        return self.request.POST.get("verb", "")

    def typed(self, name: str, *, longest: int) -> str:
        """What was typed into a field, as far as a row can hold it: none holds NUL."""
        return self.request.POST.get(name, "").replace("\0", "").strip()[:longest]

    @property
    def is_of_another_seller(self) -> bool:
        """Whether the posted form was shown for another seller than the one for whom they act now."""
        shown_for = self.request.POST.get(FIRM, "")
        return shown_for != str(self.actor.firm_id) and (bool(shown_for) or self.is_one_of_several)

    def check_seen(self, row: Any) -> None:
        """
        See that a row, which the caller has locked, is still as it was when the posted form was made.

        For verbs that take away or add: posted twice they would take effect twice.

        :raises Stale: if it has changed.
        """
        if self.request.POST.get(SEEN, "") != str(row.version):
            raise Stale(say("Somebody changed it meanwhile: look again."))

    def perform(self, verb: Callable[[], object], *, done: Words) -> bool:
        """
        Let an operation work in a transaction of its own; a refusal becomes a message, in words.

        :raises NotFound: if what it works on isn't the seller's.
        """
        try:
            owns_transaction(verb)()
        except NotFound:
            raise
        except Problem as problem:
            said = in_readers_words(problem)
            messages.error(self.request, said)
            for each in problem.fields:
                # Not what the refusal itself has said already.
                if each.message not in said:
                    messages.warning(self.request, each.message)
            return False
        messages.success(self.request, str(done))
        return True

    def outcome(self, verb: Callable[[], T], *, done: Words) -> T | None:
        """What an operation answers that works as `perform` lets it; None where it was refused."""
        kept: list[T] = []
        # Tried again after a deadlock it answers anew: the last answer is the one that holds.
        return kept[-1] if self.perform(lambda: kept.append(verb()), done=done) else None

    def ask_again(self) -> HttpResponse | None:
        """
        None for whoever proved lately who they are; else the page that asks them to.

        Where the door of a verb insists on it, that is done before its view is called; a view asks itself
        where it depends on what is posted. After the right code all goes on with what was posted.
        """
        user = cast("User", self.request.user)
        if must_prove(user) and not passed_factor(self.request):
            return _anew(self.request)
        return asked_again(self.request, self._question, by_password=True)

    def _question(self, request: HttpRequest, facts: Mapping[str, Any]) -> HttpResponse:
        context = {**self.theme(request), **facts, "firm": self.firm}
        return TemplateResponse(request, "accounts/seller/confirm.html", context, status=403)

    @staticmethod
    def go(name: str, *args: object) -> HttpResponse:
        """On to a page of the console."""
        return HttpResponseRedirect(reverse(f"seller:{name}", args=args))


View = Callable[..., HttpResponse]
Theme = Callable[[HttpRequest], Mapping[str, Any]]


def guarded(page: Page, theme: Theme) -> Callable[..., HttpResponseBase]:
    """
    The view of a page with everything before it that may be refused.

    This is the one way into the console: no view is reached but with a visit that is bound to one seller.

    To look for the form's token is to read its body, with a file in it: that comes after all that may be
    refused without it, so that nobody's file is read but that of somebody who may send one.
    """

    @csrf_protect
    def protected(request: HttpRequest, visit: Visit, captured: Mapping[str, Any]) -> HttpResponseBase:
        stopped = _stopped(visit, page) if request.method == "POST" else None
        if stopped is not None:
            return stopped
        audit.remember(
            user=str(visit.actor.user_id or request.user.pk), organisation=str(visit.actor.firm_id)
        )
        try:
            return page.view(visit, **captured)
        except NotFound:
            raise Http404 from None

    @csrf_exempt
    @never_cache
    @wraps(page.view)
    def entered(request: HttpRequest, **captured: Any) -> HttpResponseBase:
        visit = visit_of(request)
        if isinstance(visit, HttpResponseBase):
            return visit
        if request.method not in (*SAFE, "POST"):
            return HttpResponseNotAllowed([*SAFE, "POST"])
        if not visit.may(page.reads):
            raise PermissionDenied
        if request.method == "POST" and not _may_post(visit, page):
            raise PermissionDenied
        return protected(request, replace(visit, theme=theme), captured)

    entered.largest_body = page.largest_body  # type: ignore[attr-defined]
    return entered


def _may_post(visit: Visit, page: Page) -> bool:
    """Whether any form of a page is theirs to post; nobody posts to a page without one but in vain."""
    return visit.look is None and (not page.verbs or any(map(visit.may, page.verbs.values())))


def _check_verb(visit: Visit, page: Page) -> None:
    operation = page.verbs.get(visit.verb)
    if operation is None:
        raise Http404
    if not visit.may(operation):
        raise PermissionDenied


def _stopped(visit: Visit, page: Page) -> HttpResponse | None:
    """Where a post leads that is to do nothing, at least not yet."""
    _check_verb(visit, page)
    if visit.is_of_another_seller:
        messages.error(visit.request, gettext("You act for another seller by now: nothing was done."))
        return visit.go("today")
    door = rule_of(page.verbs[visit.verb]).door
    try:
        for limit in door.limits:
            count_try(limit, who=str(visit.actor.id), at=now(), fall_back=False)
    except Throttled as problem:
        messages.error(visit.request, in_readers_words(problem))
        return HttpResponseRedirect(visit.request.path)
    return visit.ask_again() if door.needs_confirmation else None


def visit_of(request: HttpRequest) -> Visit | HttpResponseBase:
    """
    Who reads a page for which seller, or where they have to go first: to sign in, or to choose a seller.

    :raises PermissionDenied: if they act for no seller, or are staff and look at none.
    """
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path(), reverse("seller:sign_in"))
    if user.is_staff:
        return _looking(request, user)
    roles = roles_of(user)
    if not roles:
        raise PermissionDenied
    firm_id = uuid_or_none(request.session.get(_FIRM, "")) if len(roles) > 1 else next(iter(roles))
    if firm_id not in roles:
        return HttpResponseRedirect(reverse("seller:choose"))
    if roles[firm_id] in TREASURERS and not passed_factor(request):
        # They have been given that role since they signed in.
        return _anew(request)
    actor = actor_of(user, organisation=firm_id)
    firm = Organisation.objects.get(pk=firm_id)
    return Visit(request, actor, firm.name, is_one_of_several=len(roles) > 1)


def _anew(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect_to_login(request.get_full_path(), reverse("seller:sign_in"))


def roles_of(user: User) -> dict[UUID, Membership.Role]:
    """For which sellers somebody acts, the oldest first, and in which role. No query for one of `people`."""
    known: list[dict[str, str]] = cast("Any", user).member_of
    sellers = [row for row in known if row["kind"] == Organisation.Kind.SELLER]
    return {UUID(row["organisation"]): Membership.Role(row["role"]) for row in sellers}


def choose_firm(request: HttpRequest, firm_id: UUID) -> None:
    """Act for that seller from now on, in this browser."""
    request.session[_FIRM] = str(firm_id)


def start_looking(request: HttpRequest, look: LookAsSeller) -> None:
    """Show a member of staff that seller's console from now on, in this browser."""
    request.session[_LOOK] = look.pk


def stop_looking(request: HttpRequest) -> None:
    """Show them none any more."""
    request.session.pop(_LOOK, None)


def may_look(user: User, groups: frozenset[str]) -> bool:
    """Whether a member of staff may look at a seller's console at all."""
    return user.is_superuser or not groups.isdisjoint(LOOKERS)


def look_of(request: HttpRequest, user: User, *, at: datetime) -> LookAsSeller | None:
    """At which seller's console a member of staff looks now, if at any. One query, none without a look."""
    pk = request.session.get(_LOOK)
    if pk is None or not passed_factor(request) or not may_look(user, actor_of(user).roles):
        return None
    looks = LookAsSeller.objects.select_related("organisation")
    return looks.filter(pk=pk, user=user, until_at__gt=at).first()


def _looking(request: HttpRequest, user: User) -> Visit:
    look = look_of(request, user, at=now())
    if look is None:
        raise PermissionDenied
    firm = look.organisation
    # As its owner sees it, with no person behind it: nobody's own keys are shown.
    actor = Actor(kind="seller", organisation_id=firm.pk, roles=frozenset({"owner"}), sandbox=firm.sandbox)
    return Visit(request, actor, firm.name, look=look)
