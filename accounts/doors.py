"""How does every REST door treat a request?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, Literal, TypeVar

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.callers import address_of
from accounts.entry import ANYONE, EVERYONE, SAFE, SIGNED_IN, STAFF, BearerAuthentication, HasProved, MayEnter
from accounts.errors import BadCredential, KeyInvalid, KeyMissing, KeyReused, ScopeMissing, StillRunning
from accounts.operations.repeating import Answer, Repeatable, body_digest, check_key, claim, remember
from accounts.operations.throttling import Standing, count_try
from accounts.policy import Limit
from kit import audit
from kit.actors import ANONYMOUS, Actor
from kit.clock import now
from kit.errors import FieldProblem, Problem
from kit.http import MatchRequired, MethodNotAllowed
from kit.openapi import MATCHED_METHODS, Operation
from kit.paging import Page, keyset_page
from kit.rest import In, body_tag, check_match, read_query, row_tag
from kit.transactions import with_retries
from kit.uploads import UploadParser, read_whole

__all__ = ["ANYONE", "EVERYONE", "SIGNED_IN", "STAFF", "Door"]

M = TypeVar("M", bound=models.Model)

UNMODIFIED_HEADERS = ("ETag", "Cache-Control", "Vary")
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Cache-Control", "Content-Language")


class Door(APIView):
    """
    The base of every REST door: strict about who enters, what is sent, and repeats.

    A door names its resource (for key scopes) and who may read and write, by
    kind of actor and role; nobody else enters. Its methods are described by
    `kit.openapi.operation`, parse with `self.body` or `self.query`, call one
    operation and answer with `self.answer`, `self.created` or `self.page`:

        class ListingDoor(Door):
            resource = "listings"
            readers = {"seller": ANYONE, "staff": {"onboarding", "viewer"}}
            writers = {"seller": {"owner", "catalogue"}}

            @operation(id="showListing", summary="One listing", response=ListingOut)
            def get(self, request: Request, listing_id: UUID) -> Response:
                listing = found(queries.listings_of(self.actor), pk=listing_id)
                return self.answer(ListingOut(listing), row=listing)

            @operation(id="changeListing", summary="Change a listing",
                       request=ListingIn, response=ListingOut, problems=[NotEditable])
            def patch(self, request: Request, listing_id: UUID) -> Response:
                given = self.body(ListingIn, partial=True)
                rows = queries.listings_of(self.actor).select_for_update(of=("self",))
                listing = self.matched(found(rows, pk=listing_id))
                listing = change_listing(listing=listing, given=given, at=now(), by=self.actor)
                return self.answer(ListingOut(listing), row=listing)

    Every POST, PATCH, PUT and DELETE runs in one transaction, again after a
    deadlock; a POST's Idempotency-Key is honoured in that same transaction.
    Refusals are raised, so that nothing of a refused request stays. GET answers
    get an ETag of the row's version and the body.
    """

    authentication_classes = (BearerAuthentication,)
    permission_classes = (MayEnter, HasProved)
    http_method_names = ("get", "head", "post", "put", "patch", "delete")

    resource: ClassVar[str] = ""
    readers: ClassVar[Mapping[str, frozenset[str] | set[str]]] = {}
    writers: ClassVar[Mapping[str, frozenset[str] | set[str]]] = {}
    idempotency: ClassVar[Literal["accepted", "required", "exempt"]] = "accepted"
    # The stored answer of a repeated request is sealed when it shows a secret.
    answers_secret: ClassVar[bool] = False
    # The caller acts for another organisation afterwards, yet a repeat is theirs.
    founds_organisation: ClassVar[bool] = False
    # Header that tells anonymous callers apart besides their body, such as a cart's token.
    caller_header: ClassVar[str] = ""
    # A door whose POST takes a form with a file says how many bytes it may have; the others read JSON.
    largest_body: ClassVar[int] = 0
    # The steps of half a sign-in that its token takes here; everywhere else such a token is refused.
    half_signed_in: ClassVar[Collection[str]] = ()
    # A person comes in with a token for which a second factor was given.
    needs_factor: ClassVar[bool] = False
    # A person who writes here proved lately who they are: it moves money, or lets somebody in.
    needs_confirmation: ClassVar[bool] = False
    # Machines may read here at most, save in the test world, where nothing is real.
    needs_person: ClassVar[bool] = False
    # Counted per caller before anything else; `by_address` limits are counted per client address.
    limits: ClassVar[Sequence[Limit]] = ()
    cache_control: ClassVar[str] = "private, no-store"
    vary: ClassVar[Sequence[str]] = ("Authorization", "X-Organisation")

    _matched = False
    _standing: Standing | None = None

    # ---- what the document says of every door ---------------------------------------

    @property
    def entry_problems(self) -> list[type[Problem]]:
        """For which reasons the way in itself may be refused."""
        return [BadCredential, *HasProved.problems_of(self)] if list(self.authentication_classes) else []

    @property
    def scope_problems(self) -> list[type[Problem]]:
        """For which reasons a key may be refused that came in; not where strangers may read."""
        return [ScopeMissing] if self.resource else []

    @property
    def idempotency_problems(self) -> list[type[Problem]]:
        """For which reasons an Idempotency-Key, or its absence, may be refused."""
        missing: list[type[Problem]] = [KeyMissing] if self.idempotency == "required" else []
        return [KeyInvalid, KeyReused, StillRunning, *missing]

    # ---- what methods of a door use -------------------------------------------------

    @property
    def actor(self) -> Actor:
        """Who is calling."""
        actor: Actor = getattr(self.request, "actor", ANONYMOUS)
        return actor

    def body(self, shape: type[In], *, partial: bool = False, **context: object) -> dict[str, Any]:
        """The body as `shape` validates it; unknown names are refused by name."""
        given = shape(data=self.request.data, partial=partial, context=context)
        given.is_valid(raise_exception=True)
        validated: dict[str, Any] = given.validated_data
        return validated

    @property
    def query(self) -> dict[str, Any]:
        """The query parameters as the method's `query` serializer validated them."""
        return self._query

    def matched(self, row: M, shown: Response | None = None) -> M:
        """
        The row, locked by the caller, if If-Match names its present version.

        With `shown`, the answer that a reader would get now, it must name all of that.

        :raises Stale: if it doesn't.
        """
        body = None if shown is None else JSONRenderer().render(shown.data)
        check_match(self.request.headers.get("If-Match", ""), row, body)
        self._matched = True
        return row

    def answer(
        self,
        shown: "Serializer[Any] | dict[str, Any] | None" = None,
        *,
        row: Any = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Answer with a serializer or plain JSON; `row` gives its version to the ETag."""
        data = shown.data if isinstance(shown, Serializer) else shown
        response = Response(data, status=status, headers=headers)
        response.row_version = getattr(row, "version", None)  # type: ignore[attr-defined]
        return response

    def ready(self, content: bytes) -> HttpResponseBase:
        """Answer with JSON that is ready to be sent, or 304 where the reader has it already."""
        tag = body_tag(content)
        asked = {each.strip() for each in self.request.headers.get("If-None-Match", "").split(",")}
        if asked & {tag, "*"}:
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(content, content_type="application/json")
        answer.headers["ETag"] = tag
        return answer

    def created(
        self, shown: "Serializer[Any] | dict[str, Any]", *, row: Any = None, location: str = ""
    ) -> Response:
        """Answer 201, with the new thing's address where it has one."""
        headers = {"Location": location} if location else None
        return self.answer(shown, row=row, status=201, headers=headers)

    def page(
        self,
        rows: "models.QuerySet[M]",
        out: "type[Serializer[Any]] | Callable[[M], Any]",
        *,
        order: Sequence[str],
        **context: object,
    ) -> Response:
        """Answer with one keyset page; the method's `query` must be a `PageQuery`."""
        page: Page[M] = keyset_page(
            self.request,
            rows,
            order=order,
            limit=self.query["limit"],
            cursor=self.query.get("cursor", ""),
        )
        if isinstance(out, type):
            # One shape for all rows: making its fields anew for each takes longer than filling them.
            out = out(context=context).to_representation
        return self.answer(page.as_json(out))

    def form(self, shape: type[In]) -> dict[str, Any]:
        """The form as `shape` validates it; numbers and words by language come as text there."""
        return self.body(shape, written=True)

    def get_parsers(self) -> list[BaseParser]:
        """A form where a file may come, JSON everywhere else."""
        takes_form = self.largest_body and getattr(self.request, "method", "") == "POST"
        return [UploadParser()] if takes_form else super().get_parsers()

    def count(self, limit: Limit, who: str) -> None:
        """
        Count one try of `who` under a limit that guards a secret, with or without Redis.

        Call it from `before`, outside the transaction, so that refusals count too.

        :raises Throttled: when the limit is used up.
        """
        self._standing = count_try(limit, who=who, at=now(), fall_back=True)

    def before(self) -> None:
        """Hook of a door: runs before the transaction opens."""

    def parameters(self, shape: type[In] | None) -> dict[str, Any]:
        """Hook of a door that reads its query parameters in another way, to the same values."""
        return read_query(self.request, shape)

    # ---- how a request goes through -------------------------------------------------

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """DRF's dispatch, with the method called inside its transaction."""
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            handler = self._handler()
            self.initial(self.request, *args, **kwargs)
            response = self._perform(handler)
        except Exception as error:  # noqa: BLE001 as DRF does: the handler tells them apart
            response = self.handle_exception(error)
        finished = self._finished(response)
        self.response = finished  # type: ignore[assignment]
        return finished

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Everything that can be refused before the method is called."""
        # Read at once: Django refuses what is too large, and hashing needs the bytes later.
        if not self.largest_body:
            _ = request.body
        super().initial(request, *args, **kwargs)
        # A large one only from whom the door admits.
        if self.largest_body:
            read_whole(request, most=self.largest_body)
        audit.remember(
            user=_text(self.actor.user_id),
            key=_text(self.actor.key_id),
            organisation=_text(self.actor.organisation_id),
        )
        for limit in self.limits:
            who = _text(self.actor.id) or self.client_address()
            self._standing = count_try(limit, who=who, at=now(), fall_back=False)
        self._query = self._read_query()
        if request.method in MATCHED_METHODS and "If-Match" not in request.headers:
            raise MatchRequired
        self.before()

    def client_address(self) -> str:
        """The caller's address, believed from as many proxies as are ours."""
        return address_of(self.request)

    def _perform(self, handler: Callable[..., HttpResponseBase]) -> HttpResponseBase:
        if self.request.method in SAFE:
            return handler(self.request, *self.args, **self.kwargs)
        if self.request.method == "POST" and self.idempotency != "exempt":
            return self._perform_once(handler)
        return with_retries(lambda: self._perform_inside(handler))

    def _handler(self) -> Callable[..., HttpResponseBase]:
        name = (self.request.method or "").lower()
        handler: Callable[..., HttpResponseBase] | None = getattr(self, name, None)
        if handler is None or name not in self.http_method_names:
            raise MethodNotAllowed
        return handler

    def _perform_inside(self, handler: Callable[..., HttpResponseBase]) -> HttpResponseBase:
        with transaction.atomic():
            response = handler(self.request, *self.args, **self.kwargs)
            if self.request.method in MATCHED_METHODS and not self._matched:
                raise RuntimeError(f"{type(self).__name__} changed a row without matching its version")
            return response

    def _perform_once(self, handler: Callable[..., HttpResponseBase]) -> HttpResponseBase:
        key = self.request.headers.get("Idempotency-Key")
        if key is None:
            if self.idempotency == "required":
                raise KeyMissing(
                    fields=[FieldProblem("/Idempotency-Key", "field.required", KeyMissing.title)]
                )
            return with_retries(lambda: self._perform_inside(handler))
        check_key(key)
        repeatable = self._repeatable(key)

        def once() -> HttpResponseBase:
            with transaction.atomic():
                first = claim(repeatable)
                if first is not None:
                    return _replayed(first)
                response = self._finished(handler(self.request, *self.args, **self.kwargs))
                if 200 <= response.status_code < 300:
                    remember(repeatable, _kept(response), secret=self.answers_secret, at=now())
                return response

        return with_retries(once)

    def _repeatable(self, key: str) -> Repeatable:
        body = self.request.body
        hashed = body_digest(body, key=key)
        firm = None if self.founds_organisation else self.actor.organisation_id
        caller = f"{self.actor.key_id or self.actor.user_id}:{firm}"
        if self.actor.kind == "anonymous":
            secret = self.request.headers.get(self.caller_header, "") if self.caller_header else ""
            caller = "anonymous:" + body_digest(secret.encode() + b"\n" + body, key=key)
        route = f"{self.request.method} {self.request.path}"[:300]
        return Repeatable(caller=caller, route=route, key=key, body_digest=hashed)

    def _read_query(self) -> dict[str, Any]:
        handler = getattr(self, (self.request.method or "").lower(), None)
        told: Operation = getattr(handler, "operation", Operation())
        return self.parameters(told.query)

    def _finished(self, answered: HttpResponseBase) -> HttpResponseBase:
        if getattr(answered, "door_finished", False):
            return answered
        response: HttpResponseBase = self.finalize_response(
            self.request,
            answered,  # type: ignore[arg-type]
            *self.args,
            **self.kwargs,
        )
        if self.actor.sandbox:
            # What caches may keep of the live world is not what a test key is told.
            response.headers["Cache-Control"] = "private, no-store"
        response.headers.setdefault("Cache-Control", self.cache_control)
        patch_vary_headers(response, self.vary)
        if self._standing is not None:
            response.headers["RateLimit-Limit"] = str(self._standing.limit)
            response.headers["RateLimit-Remaining"] = str(self._standing.remaining)
            response.headers["RateLimit-Reset"] = str(self._standing.reset_s)
        if isinstance(response, Response):
            response.render()
            response = self._tagged(response)
        response.door_finished = True  # type: ignore[attr-defined]
        return response

    def _tagged(self, response: Response) -> HttpResponseBase:
        version = getattr(response, "row_version", None)
        if not 200 <= response.status_code < 300 or "ETag" in response.headers:
            return response
        if version is not None:
            response.headers["ETag"] = row_tag(version, response.content)
        elif self.request.method in SAFE:
            response.headers["ETag"] = body_tag(response.content)
        asked = {tag.strip() for tag in self.request.headers.get("If-None-Match", "").split(",")}
        if self.request.method in ("GET", "HEAD") and asked & {response.headers.get("ETag"), "*"}:
            return HttpResponseNotModified(headers=_picked(response, UNMODIFIED_HEADERS))
        return response


def _replayed(first: Answer) -> HttpResponse:
    response = HttpResponse(first.body, status=first.status, headers=first.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _kept(response: HttpResponseBase) -> Answer:
    headers = _picked(response, KEPT_HEADERS)
    return Answer(response.status_code, headers, bytes(getattr(response, "content", b"")))


def _picked(response: HttpResponseBase, names: Sequence[str]) -> dict[str, str]:
    return {name: response.headers[name] for name in names if name in response.headers}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
