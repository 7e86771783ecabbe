"""Which rows fill the house to ten times what the demonstration's first day leaves?"""

from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Sum
from django.http import HttpRequest
from django.test import Client
from django.test.utils import override_settings
from stdnum import iso6346

from accounts.confirming import note_confirmed, note_password
from accounts.models import IdempotencyRecord, Organisation, ThrottleCount, User
from accounts.operations.exporting import record_export
from accounts.operations.keying import create_key
from accounts.operations.looking import begin_look
from accounts.operations.organising import add_member, found_organisation
from accounts.operations.signing_in import issue_token
from catalog.filing import SIDES
from catalog.models import Lot, Product, Variant, Warehouse
from catalog.operations.certifying import submit_certificate, verify_certificate
from catalog.operations.describing import change_variant
from catalog.operations.picturing import add_image
from kit.actors import SYSTEM, Actor
from kit.clock import now
from kit.ids import uuid7
from kit.letters import Letter, post
from kit.money import Money
from kit.pictures import clean
from kit.transactions import owns_transaction
from news.operations.bouncing import note_undeliverable
from news.operations.claiming import claim
from news.operations.delivering import send_test
from news.operations.marking import Result, mark
from news.operations.preferring import choose
from news.operations.subscribing import create_endpoint, disable_endpoint
from orders.models import ImportIdentity, Order
from orders.operations import accepting, cancelling, claiming, dispatching
from orders.operations.couponing import create_coupon
from orders.operations.identifying import read_number
from orders.operations.noting import write_note
from orders.operations.recalling import recall_lot
from orders.operations.searching import record_search
from payments.operations.reconciling import take_in_statement
from shipping.models import (
    ContainerType,
    Departure,
    DepartureLeg,
    Package,
    Route,
    Shipment,
    Slot,
    TrainService,
)
from shipping.operations import grouping, marshalling, stuffing
from shipping.operations.allotting import allot
from shipping.operations.embargoing import declare_embargo
from shipping.operations.resting import close_days
from shipping.operations.rolling import roll_shipment
from shipping.queries.schedules import ClosureDraft
from shipping.segregation import goes_below
from shop.buying import Crowd
from storefront.models import Shelf
from storefront.operations.noticing import wait_for_price
from storefront.policy import MARKET_CURRENCY
from tests import desks
from tests.architecture.full_files import send_files
from tests.architecture.full_stock import count_and_send
from tests.architecture.full_treasury import pay_sellers, publish_rates, set_prices
from tests.architecture.rights import NOBODY, WHO
from tests.payments.statements import many
from tests.pictures import drawn, saved
from tests.shipping import plans
from tests.stages import lays

MANY = 12
ORDERS = 60
_numbers = count(1)
_cookies: dict[str, dict[str, str]] = {}


@lays("full_house")
def _lay_full_house() -> None:
    with TemporaryDirectory() as folder, override_settings(DEMO=True):
        fill(Path(folder))


def fill(folder: Path) -> None:
    """Load the demonstration, let a crowd buy, and use every verb that leaves rows of its own."""
    call_command("load_reference", verbosity=0)
    call_command("load_demo", credentials=folder / "credentials.json", verbosity=0)
    set_prices(MANY)
    crowd = Crowd(buyers=MANY, seed=7)
    crowd.buy(ORDERS)
    _cancel_and_hand_in()
    pay_sellers(MANY)
    publish_rates(MANY)
    _stow()
    _let_people_in()
    _restrict()
    _roll()
    _close_places()
    _plan()
    _wait_for_goods()
    _multiply_places()
    _change_goods()
    send_files(MANY)
    count_and_send(MANY)
    _show_goods()
    _write()
    _read_cards()
    _make_coupons()
    _recall()
    _call_endpoints()
    _sign_staff_in()
    _send_statement()


def _send_statement() -> None:
    """Lines of a bank statement, of which nobody knows whose they are."""
    owns_transaction(take_in_statement)(data=many(MANY), at=now(), by=SYSTEM)


def _cancel_and_hand_in() -> None:
    """Refunds due from some orders, packages and reports from others."""
    paid = list(Order.objects.order_by("id"))
    for order in paid[:MANY]:
        owns_transaction(cancelling.cancel_order)(order=order, reason="Too late.", at=now(), by=SYSTEM)
    for order in paid[MANY : 2 * MANY]:
        owns_transaction(write_note)(order_id=order.pk, text="The buyer rang.", at=now(), by=SYSTEM)
        owns_transaction(accepting.accept)(order=order, at=now(), by=SYSTEM)
        owns_transaction(dispatching.pack)(order=order, packages={}, at=now(), by=SYSTEM)
        owns_transaction(dispatching.hand_in)(order=order, at=now(), by=SYSTEM)
        _lose(order)


def _lose(order: Order) -> None:
    """A claim on goods that don't come."""
    order.refresh_from_db()
    owns_transaction(claiming.open_claim)(
        order=order,
        kind="claim",
        reason="lost",
        text="Nothing came.",
        units={line.pk: 1 for line in order.lines.all()},
        at=now(),
        by=SYSTEM,
    )


def _make_coupons() -> None:
    """Codes of the shop's own."""
    for number in range(MANY):
        owns_transaction(create_coupon)(
            seller_id=None, sandbox=False, code=f"SHOP-{number}", market="CN", amount_minor=500, at=now()
        )


def _recall() -> None:
    """Lots of which most was bought, called back."""
    bought = Lot.objects.annotate(held=Sum("levels__reserved")).order_by("-held", "id")
    for lot in bought[:MANY]:
        owns_transaction(recall_lot)(lot=lot, reason="Moisture of 16 %.", at=now(), by=SYSTEM)


def _read_cards() -> None:
    """Numbers of cards that somebody had to know."""
    for identity in ImportIdentity.objects.order_by("id")[:MANY]:
        owns_transaction(read_number)(identity=identity, reason="Customs ask.", at=now(), by=SYSTEM)


def _write() -> None:
    """Letters that wait, and addresses that nothing is sent to."""
    people = User.objects.order_by("pk")[:MANY]
    letters = [
        Letter("account.reset_password", uuid7().hex, {"user": str(user.pk)}, user.pk) for user in people
    ]
    owns_transaction(post)(letters, at=now())
    for person in people:
        owns_transaction(choose)(user_id=person.pk, modes={"notices": "digest"}, at=now())
    for number in range(MANY):
        owns_transaction(note_undeliverable)(address=f"gone{number}@example.com", why="550", at=now())


def _stow() -> None:
    """Cartons in containers, in which much is missing, on trains with load lists."""
    found = (
        Package.objects.filter(shipment__status="handed_in").select_related("shipment").order_by("id")[:MANY]
    )
    # Liquids stand on the floor, and come first.
    packages = sorted(found, key=lambda each: not goes_below(each.shipment.segregation_class))
    cartons: dict[UUID, list[str]] = {}
    for package in packages:
        slot = Slot.objects.get(
            assignments__shipment=package.shipment_id, assignments__released_at__isnull=True
        )
        carton = owns_transaction(grouping.group)(
            kind="carton", sscc=[package.sscc], tare_g=500, at=now(), by=SYSTEM
        )
        cartons.setdefault(slot.container_id, []).append(carton.sscc)
    for number, (container_id, sscc) in enumerate(cartons.items()):
        body = f"SCLU{number:06}"
        owns_transaction(stuffing.stuff)(
            container_id=container_id,
            number=body + iso6346.calc_check_digit(body),
            sscc=sscc,
            weighed_gross_g=6_000_000,
            at=now(),
            by=SYSTEM,
        )
    for leg in DepartureLeg.objects.filter(gauge_mm__isnull=False).order_by("id")[:MANY]:
        owns_transaction(marshalling.draw)(departure_leg_id=leg.pk, at=now(), by=SYSTEM)


def _call_endpoints() -> None:
    """Endpoints, one of them off, with calls that succeeded and failed."""
    firms = Organisation.objects.order_by("id")[:MANY]
    for number, firm in enumerate(firms):
        url = f"https://erp-{number}.example.com/"
        endpoint = owns_transaction(create_endpoint)(reader_id=firm.pk, url=url, at=now()).row
        for status in (204, 500):
            owns_transaction(send_test)(endpoint=endpoint, at=now())
            work = owns_transaction(claim)(at=now(), most=MANY)
            results = [
                Result(each, at=now(), duration_ms=9, request_headers={"webhook-id": "x"}, status=status)
                for each in work
            ]
            owns_transaction(mark)(results, at=now())
        if number == 0:
            owns_transaction(disable_endpoint)(endpoint=endpoint, at=now(), by=SYSTEM)


def _let_people_in() -> None:
    """Credentials, memberships and remembered requests."""
    for user in User.objects.order_by("id")[:MANY]:
        owns_transaction(issue_token)(user=user, user_agent="pytest", at=now())
        actor = Actor(kind="staff", user_id=user.pk)
        owns_transaction(create_key)(
            name=f"key {next(_numbers)}", scopes=["orders:read"], at=now(), by=actor, user=user
        )
        firm = owns_transaction(found_organisation)(kind="carrier", name=f"Line {next(_numbers)}", at=now())
        owns_transaction(add_member)(user=user, organisation=firm, role="owner", at=now())
    shown = Organisation.objects.filter(kind="seller")[0]
    for number in range(MANY):
        owns_transaction(begin_look)(user=user, organisation=shown, at=now())
        owns_transaction(record_export)(
            user=user, table="orders.order", asked="", format="csv", rows=number, personal=True, at=now()
        )
        IdempotencyRecord.objects.create(
            caller=f"caller {number}",
            route="POST /",
            key_digest="0" * 64,
            request_digest="0" * 64,
            status=201,
            body=b"{}",
            created_at=now(),
        )
        owns_transaction(record_search)(asked_by="email", buyers=[], at=now(), by=SYSTEM)
        ThrottleCount.objects.create(bucket=f"bucket {number}", count=1, expires_at=now())


def _restrict() -> None:
    """Embargoes that are long over, and places kept for sellers."""
    by = Actor(kind="staff", roles=frozenset({"dispatch"}))
    past = now() - timedelta(days=30)
    for number in range(MANY):
        owns_transaction(declare_embargo)(
            crossing_code="KHORGOS",
            starts_at=past,
            ends_at=past + timedelta(days=1),
            reason=f"Snow {number}",
            at=now(),
            by=by,
        )
        seller = owns_transaction(found_organisation)(kind="seller", name=f"Mill {number}", at=now())
        owns_transaction(allot)(
            organisation_id=seller.pk,
            service_code="ALA-URC-DO",
            places=1,
            release_h=24,
            valid_from=now().date(),
            at=now(),
            by=by,
        )


def _roll() -> None:
    """Shipments that had to change trains."""
    riding = Shipment.objects.filter(status="assigned").order_by("id")[:MANY]
    for shipment in riding:
        owns_transaction(roll_shipment)(shipment_id=shipment.pk, reason="Snow.", at=now(), by=SYSTEM)


def _close_places() -> None:
    """Closures that are long over."""
    day = (now() - timedelta(days=90)).date()
    for _ in range(MANY):
        draft = ClosureDraft("CN-URUMQI-LP", "", day, day, "shifts", "Track works")
        owns_transaction(close_days)(draft, at=now())


def _plan() -> None:
    """Runs of the planner, what they did, what places are worth since, by which costs."""
    at = now()
    trains = list(Departure.objects.order_by("id")[:MANY])
    goods = Shipment.objects.order_by("id")[:MANY]
    boxes = list(ContainerType.objects.filter(rail_max_gross_g__gt=0).order_by("iso_code"))
    lines = TrainService.objects.order_by("id")[:MANY]
    for number, (train, shipment, line) in enumerate(zip(trains, goods, lines, strict=True)):
        run = plans.an_applied_run(at - timedelta(hours=number))
        plans.a_planned_train(run, train)
        plans.a_planned_move(run, shipment, train)
        plans.a_price(run, train)
        plans.a_scenario(train, at)
        plans.a_haul_cost(line, boxes[number % len(boxes)], 300_000, at)
    plans.planning_costs(at)


def _change_goods() -> None:
    """New masses of goods on sale, which wait for staff."""
    for variant in Variant.objects.filter(listings__status="live").order_by("id")[:MANY]:
        owns_transaction(change_variant)(
            variant=variant, facts={"gross_g": variant.gross_g + 10}, at=now(), by=SYSTEM
        )


def _wait_for_goods() -> None:
    """Buyers who want some goods cheaper."""
    for number, shelf in enumerate(Shelf.objects.order_by("listing_id")[:MANY]):
        buyer = User.objects.order_by("id")[number % MANY]
        owns_transaction(wait_for_price)(
            listing_id=shelf.listing_id,
            price=Money(1, MARKET_CURRENCY[shelf.market]),
            at=now(),
            by=Actor(kind="buyer", user_id=buyer.pk),
        )


def _multiply_places() -> None:
    """Copies of what the demonstration has only a few of."""
    for number in range(MANY):
        for model in (Warehouse, Route):
            row: Warehouse | Route | None = model._default_manager.order_by("pk").first()
            assert row is not None
            row.pk, row.code, row._state.adding = uuid7(), f"copy-{number}", True
            row.save()


def _show_goods() -> None:
    """Pictures of one product, papers of one seller, of which some were checked."""
    product = Product.objects.order_by("pk")[0]
    for number in range(MANY):
        digest = f"{number:064}"
        made = clean(saved(drawn(40 + number, 30)), sides=SIDES)
        owns_transaction(add_image)(
            product=product, clean=made, digest=digest, facts={"alt": {"en": "Flour"}}, at=now(), by=SYSTEM
        )
        facts = {"kind": "halal", "number": f"H{number}", "issuer": "Damu", "valid_from": now().date()}
        paper = owns_transaction(submit_certificate)(
            seller=product.seller, product=product, facts=facts, scan=made, at=now(), by=SYSTEM
        )
        if number % 2:
            owns_transaction(verify_certificate)(certificate=paper, at=now(), by=SYSTEM)


def _sign_staff_in() -> None:
    """One of each group, and one of none, in a browser of their own."""
    for who in WHO:
        user = User.objects.create_user(f"{who.replace(' ', '-')}@house.example", is_staff=True)
        if who != NOBODY:
            user.groups.add(Group.objects.get_or_create(name=who)[0])
        client = Client()
        desks.sign_in(client, user)
        _cookies[who] = {name: cookie.value for name, cookie in client.cookies.items()}


def desk_of(who: str) -> Client:
    """
    The browser of the one whom the house has of a group: signed in once for all tests, not by each.

    However long ago that was, they have just proved again who they are.
    """
    client = Client()
    client.cookies.load(_cookies[who])
    request = HttpRequest()
    request.session = client.session
    note_confirmed(request, at=now())
    note_password(request, at=now())
    request.session.save()
    return client
