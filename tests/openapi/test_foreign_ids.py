"""Is what belongs to one buyer, seller or partner nowhere to be found for another?"""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest

from accounts.models import AccessToken
from kit.clock import now
from news.models import Delivery
from tests.api import Api
from tests.openapi.document import Op, by_id, document, operations, resolved
from tests.openapi.sample import Sample
from tests.openapi.samples import SAMPLES, shown
from tests.openapi.samples_proving import first_code
from tests.openapi.samples_selling import level_of
from tests.openapi.samples_webhooks import delivery, endpoint
from tests.openapi.test_walk import FOR_PEOPLE, FOR_TEST_KEYS, PAGES, refused
from tests.openapi.world import Side, World, good

# Anybody may know these: what is on sale, which trains run, what a holder of a random name may see.
PUBLIC = {
    "showProduct",
    "showDeparture",
    "trackShipment",
    "showDemoCharge",
    "payDemoCharge",
    "receivePaymentNotification",
    "showSeller",
    "showCategory",
    "showBrand",
    "showAttribute",
    "showTariffCode",
    # A month is nobody's: each seller's own lines of it are shown.
    "showSellerStatement",
}
PUBLIC_IDS = {
    ("createNotice", "listing_id"),
    ("listProducts", "product"),
    ("addCartLine", "listing_id"),
    ("listShipments", "departure"),
    ("listContainers", "departure"),
    ("listLoadUnits", "departure"),
    ("moveShipment", "departure_id"),
    # Staff name whom they keep places for.
    ("createAllotment", "organisation_id"),
    ("holdPlaces", "organisation_id"),
}
# One report is about a shipment or about a train; the sample's is about a shipment.
TOLD_APART = {("reportTransportEvents", "departure")}
# A shipment is named by id or number, so its shape in the document is plain text.
NAMED_BY_TEXT = {("reportTransportEvents", "shipment")}
# What these show belongs to nobody.
PUBLIC_LISTS = {
    "listProducts",
    "listAttributes",
    "listBrands",
    "listUnits",
    "listDepartures",
    "listFxRates",
    "listMarkets",
    "listSellers",
    "listTariffCodes",
    "listWarehouses",
}
# Whose row a filter names.
FILTERED: Mapping[str, Callable[[Side], object]] = {
    "order_group_id": lambda side: side.unpaid_group["id"],
    "seller_id": lambda side: side.seller_row.pk,
    "product_id": lambda side: side.flour.variant.product_id,
    "variant_id": lambda side: side.flour.variant_id,
    "listing_id": lambda side: side.flour.pk,
    "lot_id": lambda side: side.flour.variant.lots.get().pk,
    "level_id": level_of,
    "endpoint": lambda side: endpoint(side).path.rpartition("/")[2],
    "event": lambda side: Delivery.objects.get(pk=delivery(side).path.rpartition("/")[2]).event_id,
}
Owned = tuple[Op, str]


def owned_addresses() -> list[Owned]:
    """Every operation on a row that belongs to somebody, with each kind of owner."""
    return [
        (op, kind)
        for op in operations()
        if op.parameters("path") and op.id not in PUBLIC
        for kind in sorted(op.admitted & {"buyer", "seller", "partner"})
        if kind != "partner" or op.id not in FOR_PEOPLE
    ]


def owned_fields() -> list[Owned]:
    """Every field of a body that names a row that belongs to somebody."""
    told = {(op.id, name) for op in operations() if op.body for name in _ids_in(op.body)}
    return sorted(
        (
            (by_id()[name_of_op], name)
            for name_of_op, name in (told | NAMED_BY_TEXT) - PUBLIC_IDS - TOLD_APART
        ),
        key=lambda each: (each[0].id, each[1]),
    )


def owned_filters() -> list[Owned]:
    """Every filter that names a row that belongs to somebody."""
    return [
        (op, name)
        for op in operations()
        for name, parameter in op.parameters("query").items()
        if parameter["schema"].get("format") == "uuid" and (op.id, name) not in PUBLIC_IDS
    ]


def _ids_in(schema: dict[str, Any]) -> Iterator[str]:
    shape = resolved(schema)
    for option in shape.get("oneOf", []):
        yield from _ids_in(option)
    for name, member in shape.get("properties", {}).items():
        if member.get("format") == "uuid":
            yield name
        if "items" in member:
            yield from _ids_in(member["items"])


def _named(owned: Owned) -> str:
    return f"{owned[0].id}-{owned[1]}"


@pytest.mark.parametrize("owned", owned_addresses(), ids=_named)
def test_another_ones_row_is_not_there(world: World, owned: Owned) -> None:
    op, kind = owned
    sample = as_kind(op, kind, world.east)
    answer = sample.send(op, api=world.west.kinds()[kind])
    assert shown_nothing(op, answer, world.east)
    assert sample.send(op, api=world.east.kinds()[kind]).status_code == op.success()[0]


@pytest.mark.parametrize(
    "op", [op for op, kind in owned_addresses() if kind == "buyer" and op.is_public], ids=str
)
def test_a_buyers_row_is_not_there_for_strangers_with_or_without_a_token(world: World, op: Op) -> None:
    sample = SAMPLES[op.id](world.east)
    for guess in ("", "guess", "x" * 43):
        stranger = Api().with_headers(x_cart_token=guess)
        assert shown_nothing(op, sample.send(op, api=stranger), world.east)


@pytest.mark.parametrize("owned", owned_fields(), ids=_named)
def test_another_ones_id_in_a_body_is_not_there(world: World, owned: Owned) -> None:
    op, name = owned
    foreign, own = SAMPLES[op.id](world.east), SAMPLES[op.id](world.west)
    api = strangers_api(op, own, world)
    body = copy.deepcopy(own.body)
    assert put(body, name, value_of(foreign.body, name))
    assert shown_nothing(op, own.send(op, api=api, body=body), world.east)


def test_a_partner_reports_nothing_about_trains_far_from_its_places(world: World) -> None:
    op = by_id()["reportTransportEvents"]
    train = world.east.paid_order["shipments"][0]["departure"]["id"]
    body = {"external_id": "far-away", "kind": "departed", "departure": train}
    assert shown_nothing(op, world.west.partner.post("/transport-events", body), world.east)


@pytest.mark.parametrize("owned", owned_filters(), ids=_named)
def test_another_ones_id_in_a_filter_is_not_there(world: World, owned: Owned) -> None:
    op, name = owned
    kind = next(iter(sorted(op.admitted & {"buyer", "seller"})))
    path, query = op.path.removeprefix("/api/v1"), f"?{name}={FILTERED[name](world.east)}"
    assert shown_nothing(op, world.west.kinds()[kind].get(path + query), world.east)
    assert world.east.kinds()[kind].get(path + query).status_code == op.success()[0]


@pytest.mark.parametrize("op", [op for op in PAGES if op.id not in PUBLIC_LISTS], ids=str)
def test_lists_show_nothing_of_others(world: World, op: Op) -> None:
    for kind in sorted(op.admitted & {"buyer", "seller", "partner"}):
        seen = [listed(op, kind, side) for side in (world.east, world.west)]
        assert seen[0] or kind not in owners_of(op)
        assert seen[0].isdisjoint(seen[1])


def test_the_exceptions_are_operations_of_the_document() -> None:
    known = set(by_id())
    named = PUBLIC | PUBLIC_LISTS | {each for each, _ in PUBLIC_IDS | NAMED_BY_TEXT | TOLD_APART}
    assert named <= known
    assert "components" in document()


# ---- how strangers try ------------------------------------------------------------------


def as_kind(op: Op, kind: str, side: Side) -> Sample:
    """The operation's sample, on a row that belongs to the side's caller of a kind."""
    sample = SAMPLES[op.id](side)
    if op.id in {"revokeApiKey", "rotateApiKey"}:
        made = good(side.kinds()[kind].post("/api-keys", {"name": "robot", "scopes": ["orders:read"]}))
        return Sample(side.kinds()[kind], f"/api-keys/{made['id']}/{sample.path.rpartition('/')[2]}")
    if op.id == "revokeToken" and kind == "seller":
        token = good(side.seller.get("/auth/tokens"))["items"][0]["id"]
        return Sample(side.seller, f"/auth/tokens/{token}/revoke")
    if op.id in {"confirmFactor", "removeFactor"}:
        AccessToken.objects.update(confirmed_at=now())
        first = first_code(side.kinds()[kind])
        if op.id == "confirmFactor":
            return first
        made = good(first.api.post(first.path, first.body))["factor"]
        return Sample(first.api, f"/auth/factors/{made['id']}/remove")
    if op.id == "refundClaim" and kind == "seller":
        # Sums are for staff to say.
        return Sample(side.seller, sample.path, {"liability": "seller"})
    if sample.path.startswith("/webhook-"):
        return owned_by(kind, op, sample, side)
    return sample


def owned_by(kind: str, op: Op, sample: Sample, side: Side) -> Sample:
    """The sample of webhooks, on an endpoint or delivery of a kind of caller."""
    api = side.kinds()[kind]
    if kind == "buyer":
        return sample
    make = delivery if "{delivery_id}" in op.path else endpoint
    made = make(side, api=api)
    if op.id == "enableWebhookEndpoint":
        good(api.post(f"{made.path}/disable"))
    return Sample(api, made.path + "/".join(["", *sample.path.split("/")[3:]]).rstrip("/"), sample.body)


def strangers_api(op: Op, own: Sample, world: World) -> Api:
    """Who sends the west's sample with the east's id in it."""
    has_partner = "partner" in op.admitted and op.id not in FOR_TEST_KEYS
    return world.west.partner if has_partner else own.api


def shown_nothing(op: Op, answer: Any, owner: Side) -> bool:
    """Whether it was a plain 404 that tells nothing of the owner."""
    refused(op, answer, 404)
    secrets = (owner.buyer_user.email, owner.seller_row.legal_name, owner.paid_order["number"])
    return not any(secret in answer.content.decode() for secret in secrets)


def owners_of(op: Op) -> set[str]:
    """Whose rows a list's sample makes."""
    return {{"/shipments": "partner", "/seller": "seller"}.get(op.path.removeprefix("/api/v1")[:9], "buyer")}


def listed(op: Op, kind: str, side: Side) -> set[str]:
    """The ids of a list, as one caller of a side sees it."""
    answer = side.kinds()[kind].get(SAMPLES[op.id](side).path)
    items = shown(answer)["items"] if answer.status_code == 200 else []
    return {str(each.get("id") or each["serial"]) for each in items}


def value_of(body: Any, name: str) -> str:
    """The first value of a name anywhere in a body."""
    members = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in members:
        if key == name:
            return str(value)
        if isinstance(value, dict | list) and (found := value_of(value, name)):
            return found
    return ""


def put(body: Any, name: str, value: str) -> bool:
    """Replace the first value of a name anywhere in a body; whether there was one."""
    UUID(value)
    members = list(body.items() if isinstance(body, dict) else enumerate(body))
    for key, member in members:
        if key == name:
            body[key] = value
            return True
        if isinstance(member, dict | list) and put(member, name, value):
            return True
    return False
