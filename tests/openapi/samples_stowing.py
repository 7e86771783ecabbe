"""With which request does each operation on containers succeed, on behalf of one side's partner?"""

from typing import Any

from shipping.models import Container, Package
from tests.openapi.sample import REASON, Recipe, Sample
from tests.openapi.world import Side, good

_UNKNOWN = "395210000000123459"
_ON_THE_WAY = ("loaded", "departed", "at_border", "transshipped", "arrived")


def _container(side: Side) -> Container:
    shipment = side.paid_order["shipments"][0]["id"]
    slots = {"slot__assignments__shipment": shipment, "slot__assignments__released_at__isnull": True}
    return Container.objects.select_related("container_type").get(**slots)


def _found(side: Side, **more: Any) -> dict[str, Any]:
    """What was packed of the side's order, and what the box weighs with it."""
    packages = Package.objects.filter(shipment=side.paid_order["shipments"][0]["id"])
    goods_g = sum(each.gross_g for each in packages)
    weighed_g = _container(side).container_type.tare_g + goods_g
    return {"sscc": [each.sscc for each in packages], "weighed_gross_g": weighed_g, **more}


def handling(verb: str, *before: str, body: Any = None) -> Recipe:
    """A verb on the container of a packed order after those before it."""

    def recipe(side: Side) -> Sample:
        side.sold("accept", "pack", "hand-in")
        for step in before:
            sample = _sample(side, step)
            good(sample.api.post(sample.path, sample.body))
        return _sample(side, verb, body)

    return recipe


def _sample(side: Side, verb: str, body: Any = None) -> Sample:
    if verb == "/seal":
        _settle_all(side)
    bodies = {
        "/stuff": _found(side, number="CSQU3054383", iso_code="42G1"),
        "/seal": {"seal_no": "KTZ-004711"},
    }
    path = f"/containers/{_container(side).pk}{verb}"
    return Sample(side.partner, path, bodies.get(verb) if body is None else body)


def strip(side: Side) -> Sample:
    handling("", "/stuff", "/seal")(side)
    for stage in _ON_THE_WAY:
        good(side.partner.post("/transport-events", side.report(side.paid_order, stage)))
    return _sample(side, "/strip", _found(side))


def _settle_all(side: Side) -> None:
    """The other side's goods have their place in the box too, and stay outside."""
    path = f"/containers/{_container(side).pk}"
    # Only staff settle them; in the test world there are none yet.
    while differences := good(side.handler.get(path))["differences"]:
        row = differences[0]
        body = {**REASON, **({"outcome": row["outcomes"][0]} if row["outcomes"] else {})}
        good(side.world.staff.post(f"{path}/differences/{row['id']}/settle", body))


def settle_difference(side: Side) -> Sample:
    stuffed = handling("/stuff")(side)
    body = {**_found(side, number="CSQU3054383"), "sscc": [*_found(side)["sscc"], _UNKNOWN]}
    found = good(stuffed.api.post(stuffed.path, body))["differences"]
    [difference] = (each for each in found if each["kind"] == "extra")
    path = f"/containers/{_container(side).pk}/differences/{difference['id']}/settle"
    return Sample(side.world.staff, path, REASON)


def load_list(side: Side) -> Sample:
    return Sample(side.partner, f"{_load_list(side)}?leg=3")


def listing(verb: str, *before: str) -> Recipe:
    """A verb on the load list of a train of which the one container is ready, after those before it."""

    def recipe(side: Side) -> Sample:
        handling("", "/stuff", "/seal")(side)
        path, body = _load_list(side), {"leg": 1}
        for step in before:
            good(side.world.staff.post(f"{path}{step}", body))
        return Sample(side.world.staff, f"{path}{verb}", body)

    return recipe


def _load_list(side: Side) -> str:
    return f"/departures/{side.paid_order['shipments'][0]['departure']['id']}/load-list"


def change_box(side: Side) -> Sample:
    return Sample(
        side.partner, f"/containers/{_container(side).pk}/change-box", {"iso_code": "45G1", **REASON}
    )


def create_unit(side: Side) -> Sample:
    side.sold("accept", "pack")
    body = {"kind": "carton", "tare_g": 400, "sscc": _found(side)["sscc"]}
    return Sample(side.partner, "/load-units", body)


def unit(verb: str = "") -> Recipe:
    """A carton of the side's goods, and what is done with it."""

    def recipe(side: Side) -> Sample:
        made = good(side.handler.post("/load-units", create_unit(side).body))
        return Sample(side.partner, f"/load-units/{made['id']}{verb}")

    return recipe


def list_units(side: Side) -> Sample:
    unit()(side)
    return Sample(side.partner, "/load-units?kind=carton")


STOWING: dict[str, Recipe] = {
    "listContainers": lambda side: Sample(side.partner, "/containers"),
    "showContainer": handling(""),
    "stuffContainer": handling("/stuff"),
    "sealContainer": handling("/seal", "/stuff"),
    "breakContainerSeal": handling(
        "/break-seal", "/stuff", "/seal", body={"reason": "Looked into by customs."}
    ),
    "stripContainer": strip,
    "settleContainerDifference": settle_difference,
    "changeContainerBox": change_box,
    "listLoadUnits": list_units,
    "createLoadUnit": create_unit,
    "showLoadUnit": unit(),
    "dissolveLoadUnit": unit("/dissolve"),
    "showLoadList": load_list,
    "drawLoadList": listing("/draw"),
    "confirmLoadList": listing("/confirm", "/draw"),
    "reopenLoadList": listing("/reopen", "/draw", "/confirm"),
}
