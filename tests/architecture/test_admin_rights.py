"""May each group of staff do what docs/staff.md says, and nothing else?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from accounts.entry import SIGNED_IN
from accounts.models import Organisation, User
from accounts.operations.keying import create_key
from accounts.policy import CONTACT_GROUPS, SCOPES, STAFF_GROUPS
from accounts.sites import staff_site
from catalog.models import Listing, PositiveListEntry, Seller, TariffCode, TaxRate
from kit.actors import Actor
from kit.clock import now
from kit.ids import uuid7
from orders.models import Claim, ImportIdentity, Order, OrderGroup
from payments.models import FxRate
from shipping.models import Container, Departure, DepartureLeg, PlanScenario, Shipment, Slot
from tests import desks
from tests.api import Api
from tests.architecture.full_house import desk_of
from tests.architecture.rights import NOBODY, WHO, written_rights
from tests.openapi.document import document
from tests.stages import undone

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

RIGHTS = written_rights()
REGISTERED = sorted(staff_site._registry, key=lambda model: model._meta.label)
VERBS = [(model, verb) for model in REGISTERED for verb in getattr(staff_site._registry[model], "verbs", {})]
PAGES = [str(page.name) for page in staff_site.extra_urls()]
_WRITES = ("INSERT", "UPDATE", "DELETE")
# What Django answers to the name of a verb that somebody may not use.
_IGNORED = "No action selected."
_NO_ROW = 0
# A visit itself is remembered.
_OF_THE_VISIT = (
    *('"django_session"', '"accounts_user"', '"accounts_throttlecount"'),
    'UPDATE "accounts_apikey" SET "last_used_at"',
)


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> str:
    """Each group, and staff without one."""
    return str(request.param)


@pytest.fixture
def desk(full_house: None, who: str) -> Client:
    """The browser of a member of staff of one group."""
    return desk_of(who)


def staff(who: str) -> User:
    user = User.objects.create_user(f"{who.replace(' ', '-')}@example.com", is_staff=True)
    if who != NOBODY:
        user.groups.add(Group.objects.get_or_create(name=who)[0])
    return user


def browser(user: User) -> Client:
    client = Client()
    desks.sign_in(client, user)
    return client


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def a_row(model: type[models.Model]) -> Any:
    """The first row; where there is none yet, one that is not kept, whose page nobody finds."""
    return model._default_manager.order_by("pk").first() or model(pk=_NO_ROW)


@dataclass
class Try:
    """What came of one request: the answer, and what was written besides the visit."""

    response: "TestResponse"
    written: list[str]

    @property
    def is_refused(self) -> bool:
        return self.response.status_code == 403 or self._sends_to_sign_in

    @property
    def _sends_to_sign_in(self) -> bool:
        return self.response.status_code == 302 and "/login/" in self.response.headers["Location"]


def tried(call: Callable[[], "TestResponse"]) -> Try:
    """One request, undone again."""
    with undone(), CaptureQueriesContext(connection) as queries:
        response = call()
    written = [
        each["sql"]
        for each in queries
        if any(
            f'{verb} INTO "' in each["sql"] or f'{verb} "' in each["sql"] or f'{verb} FROM "' in each["sql"]
            for verb in _WRITES
        )
        and not any(words in each["sql"] for words in _OF_THE_VISIT)
    ]
    return Try(response, written)


# ---- the page itself ------------------------------------------------------------------


def test_the_page_has_a_column_for_each_ready_made_group() -> None:
    assert RIGHTS.groups == STAFF_GROUPS


def test_migrating_makes_the_groups(db: None) -> None:
    migration = import_module("accounts.migrations.0003_ready_made_groups")
    Group.objects.all().delete()
    for _ in range(2):
        migration.make(apps, None)
        assert set(Group.objects.values_list("name", flat=True)) == set(STAFF_GROUPS)


def test_the_page_names_no_verb_page_or_table_that_is_not_there() -> None:
    labels = {model._meta.label_lower for model in REGISTERED}
    verbs = {(model._meta.label_lower, verb) for model, verb in VERBS}
    pages = {(kind, name) for kind in ("pages", "posts", "forms") for name in PAGES}
    tables = {(kind, label) for kind in ("read", "add", "change", "delete") for label in (*labels, "*")}
    called = {("REST", each.id) for each in operations()}
    tables.add(("export", "*"))
    assert RIGHTS.given.keys() - verbs - pages - tables - called == set()


# ---- lists and rows -------------------------------------------------------------------


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_lists_and_rows_are_read_by_whom_the_page_names(full_house: None, model: type[models.Model]) -> None:
    row = a_row(model)
    for who in WHO:
        desk = desk_of(who)
        # Of a row that is not there Django tells everybody the same, whoever might read its history.
        for page in ("changelist", "change", "history") if row.pk != _NO_ROW else ("changelist", "change"):
            asked = address(model, page, *(() if page == "changelist" else (row.pk,)))
            # A list is the same page when nothing is found on it, and much faster.
            found = tried(lambda desk=desk, asked=asked: desk.get(asked, {"q": "zz"}))  # type: ignore[misc]
            assert found.is_refused is (who not in RIGHTS.readers(model._meta.label_lower)), (who, page)
        leaving = tried(lambda desk=desk: desk.get(address(model, "export"), {"q": "zz"}))  # type: ignore[misc]
        may = RIGHTS.readers(model._meta.label_lower) & RIGHTS.of("export", "*")
        assert leaving.is_refused is (who not in may), (who, "export")


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_rows_are_typed_in_changed_and_deleted_by_nobody_else(
    full_house: None, model: type[models.Model]
) -> None:
    label, row = model._meta.label_lower, a_row(model)
    for who in WHO:
        desk = desk_of(who)
        adding = tried(lambda desk=desk: desk.post(address(model, "add"), {}))  # type: ignore[misc]
        changing = tried(lambda desk=desk: desk.post(address(model, "change", row.pk), {}))  # type: ignore[misc]
        deleting = tried(lambda desk=desk: desk.post(address(model, "delete", row.pk), {"post": "yes"}))  # type: ignore[misc]
        assert adding.is_refused is (who not in RIGHTS.of("add", label)), who
        assert changing.is_refused is (who not in RIGHTS.of("change", label)), who
        assert deleting.is_refused is (who not in RIGHTS.of("delete", label)), who
        assert not any(each.written for each in (adding, changing, deleting) if each.is_refused), who


# ---- verbs ----------------------------------------------------------------------------


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize(("model", "verb"), VERBS, ids=lambda each: getattr(each, "__name__", each))
def test_a_verb_is_offered_to_whom_the_page_names_and_does_nothing_for_others(
    full_house: None, model: type[models.Model], verb: str
) -> None:
    label, row = model._meta.label_lower, a_row(model)
    given = {"action": verb, "_selected_action": [str(row.pk)], "index": "0", "select_across": "0"}
    for who in WHO:
        desk = desk_of(who)
        used = tried(lambda desk=desk: desk.post(address(model, "changelist"), given))  # type: ignore[misc]
        answered = bool(used.written) or set(_said(used.response)) - {_IGNORED} != set()
        assert answered is (who in RIGHTS.of(label, verb)), who


@pytest.mark.usefixtures("unpainted")
def test_nobody_deletes_by_the_usual_action(desk: Client) -> None:
    for model in REGISTERED:
        given = {"action": "delete_selected", "_selected_action": [str(a_row(model).pk)], "post": "yes"}
        used = tried(lambda model=model, given=given: desk.post(address(model, "changelist"), given))  # type: ignore[misc]
        assert used.written == [], model


def _said(response: "TestResponse") -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# ---- added pages ----------------------------------------------------------------------


def captured(page: URLPattern) -> dict[str, object]:
    """Something real for each part of a page's address."""
    leg = DepartureLeg.objects.filter(gauge_mm__isnull=False).order_by("id")[0]
    known: dict[str, object] = {
        "departure_id": Departure.objects.order_by("-id")[0].pk,
        "leg_id": leg.pk,
        "scenario_id": PlanScenario.objects.order_by("id")[0].pk,
        "container_id": Container.objects.filter(slot__isnull=False)[0].pk,
        "slot_id": Slot.objects.order_by("id")[0].pk,
        "shipment_id": Shipment.objects.order_by("id")[0].pk,
        "closure_id": uuid7(),
        "order_id": Order.objects.order_by("id")[0].pk,
        "claim_id": Claim.objects.filter(order__group__sandbox=False).order_by("id")[0].pk,
        "attachment_id": uuid7(),
        "organisation_id": Organisation.objects.filter(kind="seller").order_by("id")[0].pk,
        "seller_id": Seller.objects.order_by("id")[0].pk,
        "rate_id": TaxRate.objects.order_by("id")[0].pk,
        "fx_rate_id": FxRate.objects.order_by("id")[0].pk,
        "entry_id": PositiveListEntry.objects.order_by("id")[0].pk,
        "code_id": TariffCode.objects.order_by("id")[0].pk,
        "file_id": uuid7(),
        "identity_id": ImportIdentity.objects.order_by("id")[0].pk,
        "document_id": uuid7(),
        "language": "kk",
        "code": "ALA-URC-DO" if "service" in str(page.name) else "KHORGOS",
        "name": "services",
        "form": "csv",
        "kind": "listing",
        "pk": Listing.objects.order_by("id")[0].pk,
    }
    return {name: known[name] for name in page.pattern.converters}


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("page", staff_site.extra_urls(), ids=lambda page: page.name)
def test_an_added_page_opens_and_takes_posts_as_the_page_says(full_house: None, page: URLPattern) -> None:
    name = str(page.name)
    asked = reverse(f"admin:{name}", kwargs=captured(page))
    readers = RIGHTS.of("pages", name) or RIGHTS.of("forms", name)
    writers = RIGHTS.of("posts", name) or RIGHTS.of("forms", name)
    assert readers, f"{name} doesn't stand in docs/staff.md"
    for who in WHO:
        desk = desk_of(who)
        looked = tried(lambda desk=desk: desk.get(asked))  # type: ignore[misc]
        posted = tried(lambda desk=desk: desk.post(asked, {}))  # type: ignore[misc]
        if looked.response.status_code != 405:
            assert looked.is_refused is (who not in readers), who
        if writers:
            assert posted.is_refused is (who not in writers), who
        assert who in writers or posted.written == []


@pytest.mark.usefixtures("unpainted")
def test_whoever_is_no_member_of_staff_is_sent_to_sign_in_from_everywhere(full_house: None) -> None:
    guest = Client()
    guest.force_login(User.objects.create_user("guest@example.com"))
    lists = [address(model, page) for model in REGISTERED for page in ("changelist", "add")]
    rows = [
        address(model, page, a_row(model).pk)
        for model in REGISTERED
        for page in ("change", "history", "delete")
    ]
    pages = [reverse(f"admin:{each.name}", kwargs=captured(each)) for each in staff_site.extra_urls()]
    for asked in (reverse("admin:index"), *lists, *rows, *pages):
        for call in (guest.get, guest.post):
            found = tried(lambda call=call, asked=asked: call(asked))  # type: ignore[misc]
            assert found.is_refused, asked
            assert found.written == []


def test_the_day_is_shown_to_the_groups_alone(desk: Client, who: str) -> None:
    page = desk.get(reverse("admin:index"))
    assert page.status_code == 200
    assert ("cards" in page.context) is (who in RIGHTS.of("read", "*"))
    assert bool(page.context["available_apps"]) is (who != NOBODY)


# ---- REST -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Called:
    """One operation of the document; its path has an id that nobody has."""

    id: str
    method: str
    path: str
    is_open: bool


@cache
def operations() -> list[Called]:
    """All of them, from the document that integrators read."""
    return list(_called(document()["paths"]))


def _called(paths: dict[str, Any]) -> Iterator[Called]:
    nobody = str(UUID(int=0))
    for path, methods in paths.items():
        asked = path
        for name in [part.strip("{}") for part in path.split("/") if part.startswith("{")]:
            asked = asked.replace(f"{{{name}}}", nobody if name.endswith("_id") else "none")
        view: Any = getattr(get_resolver().resolve(asked).func, "view_class", None)
        for method, told in methods.items():
            admitted = getattr(view, "readers" if method == "get" else "writers", {})
            is_open = SIGNED_IN.items() <= dict(admitted).items() or "anonymous" in admitted
            yield Called(told["operationId"], method.upper(), asked.removeprefix("/api/v1"), is_open)


def test_every_operation_lets_in_whom_the_page_names(full_house: None, who: str) -> None:
    user = staff(who)
    with transaction.atomic():
        by = Actor(kind="staff", user_id=user.pk)
        key = create_key(name="all", scopes=sorted(SCOPES), at=now(), by=by, user=user).secret
    caller = Api(key)
    known = operations()
    assert len(known) > 100
    for each in known:
        if each.is_open:
            continue
        found = tried(
            lambda each=each: caller.send(each.method, each.path, {}, if_match='"1"', idempotency_key=each.id)  # type: ignore[misc]
        )
        assert found.is_refused is (who not in RIGHTS.of("REST", each.id)), (each.id, found.response.content)
        assert not (found.is_refused and found.written), each.id


def test_a_method_in_a_header_or_an_unusual_method_opens_nothing(full_house: None) -> None:
    user = staff("viewer")
    with transaction.atomic():
        by = Actor(kind="staff", user_id=user.pk)
        key = create_key(name="all", scopes=sorted(SCOPES), at=now(), by=by, user=user).secret
    caller = Api(key)
    row = Order.objects.order_by("id")[0]
    for each in operations():
        if each.is_open or "viewer" in RIGHTS.of("REST", each.id) or each.method == "GET":
            continue
        for method in ("OPTIONS", "TRACE", each.method):
            found = tried(
                lambda each=each, method=method: caller.send(  # type: ignore[misc]
                    method, each.path, {}, x_http_method_override="GET", x_method_override="GET"
                )
            )
            assert found.response.status_code in (403, 404, 405), (method, each.id)
            assert found.written == []
    assert Order.objects.get(pk=row.pk).version == row.version


# ---- buyers ---------------------------------------------------------------------------


def test_who_a_buyer_is_is_told_to_those_who_need_it_alone(desk: Client, who: str) -> None:
    if who == NOBODY:
        return
    group = OrderGroup.objects.select_related("buyer__user").order_by("-id")[0]
    told = {group.buyer.user.email, group.address["recipient"], group.address["phone"]}
    pages = (
        address(OrderGroup, "change", group.pk),
        address(Order, "change", group.orders.all()[0].pk),
        *(address(model, "changelist") for model in REGISTERED if "orders." in model._meta.label_lower),
    )
    shown = {page: desk.get(page).content.decode() for page in pages}
    telling = {page for page, content in shown.items() if any(word in content for word in told)}
    assert bool(telling) is (who in CONTACT_GROUPS), telling


def test_nobody_finds_out_by_searching_who_a_buyer_is(desk: Client, who: str) -> None:
    if who == NOBODY:
        return
    group = OrderGroup.objects.select_related("buyer__user").order_by("-id")[0]
    for model in (OrderGroup, Order):
        found = desk.get(address(model, "changelist"), {"q": group.buyer.user.email})
        assert bool(found.context["cl"].result_count) is (who in CONTACT_GROUPS)
    people = desk.get(address(User, "changelist"), {"q": group.buyer.user.email})
    assert bool(people.context["cl"].result_count) is (who in CONTACT_GROUPS)
