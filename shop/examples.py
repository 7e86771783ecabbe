"""What might a field of the API hold, for a reader who has not called it yet?"""

from collections.abc import Iterator, Mapping
from typing import Any

ID = "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001"

OF_FORMAT: Mapping[str, object] = {
    "uuid": ID,
    "date": "2026-12-05",
    "date-time": "2026-12-05T09:00:00Z",
    "uri": "https://shop.example/api/v1/orders?limit=24&cursor=WzAsIjAxOWEiXQ",
    "email": "buyer@example.com",
    "decimal": "1.50",
}

# By name, or by component and name where one name means several things.
OF_FIELD: Mapping[str, object] = {
    "address": {"recipient": "王芳", "country": "CN", "province": "CN-JS", "city": "连云港"},
    "allowed_actions": ["cancel"],
    "amount": "12.30",
    "assigned": 14,
    "available": 120,
    "base": "USD",
    "behaviour": "prompt",
    "chargeable_g": 4088,
    "city": "连云港",
    "code": "KZ01",
    "container_number": "SCLU0000019",
    "container_type": "42G1",
    "country": "KZ",
    "currency": "CNY",
    "detail": "If this address can be used, a mail is on its way to it.",
    "end_reason": "",
    "eta_local_time": "2026-12-14T08:00:00+08:00",
    "external_id": "YARD-2026-000123",
    "free_cm3": 41_500_000,
    "free_g": 18_200_000,
    "free_gross_g": 950_000_000,
    "free_length_mm": 640_000,
    "free_mteu": 84_000,
    "free_plugs": 10,
    "fulfilment_status": "none",
    "gauge_mm": 1520,
    "gross_g": 4088,
    "gtin13": "4870000000012",
    "group_number": "SCG-26-00000123-5",
    "height_mm": 60,
    "hs6": "110100",
    "key": "MTI:1vKqXw:Zk3",
    "kind": "departed",
    "label": "DEMO ASSUMPTION, NOT LAW",
    "length_mm": 300,
    "local_time": "2026-12-05T14:00:00+05:00",
    "location": "KZ-KHORGOS-GW",
    "market": "CN",
    "message": "This field is required.",
    "mteu": 110_000,
    "name": "Li Wei",
    "names": {"en": "Wheat flour, 2 kg", "ru": "Мука пшеничная, 2 кг", "zh-Hans": "小麦粉 2 公斤"},
    "net_g": 2000,
    "next_action": {"kind": "transfer", "reference": "SCG26000001235"},
    "note": "Seal checked.",
    "number": "SC-26-00000123-5",
    "opened": 3,
    "order_group_number": "SCG-26-00000123-5",
    "order_number": "SC-26-00000123-5",
    "origin_country": "KZ",
    "password": "corn-flour-by-rail-7",
    "payment_status": "paid",
    "phone": "+8613800000000",
    "plugs": 12,
    "pointer": "/quantity",
    "postcode": "222000",
    "provider": "bank_transfer",
    "provider_ref": "SCG26000001235",
    "province": "CN-JS",
    "public_id": "4fJ8sQ2mZx0B",
    "quantity": 2,
    "quote": "CNY",
    "rate": "7.12500000",
    "reason": "The papers are not complete.",
    "recipient": "王芳",
    "reference": "SC-26-00000123-5",
    "regime": "cn_retail_import",
    "regime_label": "",
    "regime_labels": ["DEMO ASSUMPTION, NOT LAW"],
    "regime_reasons": ["within_limits"],
    "role": "owner",
    "roles": ["owner"],
    "scopes": ["orders:read", "orders:write"],
    "secret": "sck_4fJ8sQ2mZx0B_0Gm3…",
    "segregation_class": "DRY_FOOD",
    "segregation_group": "FOOD",
    "seller_code": "KZ01",
    "service": "ALA-LYG-KH",
    "service_code": "ALA-LYG-KH",
    "service_name": "Almaty-Lianyungang over Khorgos",
    "shelf_life_days": 365,
    "shipment": "SCS-26-00000123-5",
    "sku": "FLR-2KG",
    "slot_number": 17,
    "source": "demo",
    "sscc": "348000000000000012",
    "standard": "ГОСТ 26574-2017",
    "status": "placed",
    "street": "海棠北路 1 号",
    "temperature_class": "AMBIENT_DRY",
    "timezone": "Asia/Almaty",
    "title": "The request is not valid",
    "token": "sct_4fJ8sQ2mZx0B…",
    "tracking_code": "7K3M9QX2WB4D",
    "train_number": "1401",
    "type": "/problems/request.invalid",
    "user_agent": "Mozilla/5.0",
    "version": 1,
    "volume_cm3": 6550,
    "waiting_reason": "",
    "width_mm": 200,
    "Carried.number": "SCS-26-00000123-5",
    "Carried.status": "assigned",
    "Cart.status": "open",
    "Departure.status": "open",
    "DepartureDetail.status": "open",
    "DepartureLeg.kind": "train",
    "FieldProblem.code": "field.required",
    "Group.number": "SCG-26-00000123-5",
    "Me.kind": "seller",
    "Membership.kind": "seller",
    "Membership.name": "Kostanay Mills",
    "ApiKey.name": "stock robot",
    "ApiKeyRequest.name": "stock robot",
    "NewApiKey.name": "stock robot",
    "Payment.status": "pending",
    "Place.code": "KZ-ALMATY1",
    "Place.name": "Almaty-1",
    "PlannedLeg.kind": "train",
    "Problem.code": "request.invalid",
    "Problem.detail": "This field is required.",
    "Problem.status": 400,
    "Product.name": "Wheat baking flour, premium grade, 2 kg",
    "ProductDetail.name": "Wheat baking flour, premium grade, 2 kg",
    "Refund.status": "requested",
    "Room.length_mm": 798_000,
    "Shipment.number": "SCS-26-00000123-5",
    "Shipment.status": "assigned",
    "ShipmentSlot.status": "confirmed",
    "SoldBy.name": "Aqdala Un Zauyty",
    "Tracking.number": "SCS-26-00000123-5",
    "Tracking.status": "departed",
}


def add_examples(result: dict[str, Any], generator: object, request: object, public: bool) -> dict[str, Any]:
    """Give every field of every shape in the document an example; drf-spectacular calls this last."""
    for component, name, schema in _fields(result):
        if "examples" not in schema and (example := example_of(component, name, schema)) is not None:
            schema["examples"] = [example]
    return result


def example_of(component: str, name: str, schema: Mapping[str, Any]) -> object:
    """What a field might hold; None for one that refers to another shape, or that nobody thought of."""
    if schema.keys() & {"$ref", "allOf", "oneOf", "anyOf", "enum"}:
        return None
    if schema.get("type") == "boolean":
        return False
    if schema.get("format") in OF_FORMAT:
        return OF_FORMAT[schema["format"]]
    return OF_FIELD.get(f"{component.removeprefix('Patched')}.{name}", OF_FIELD.get(name))


def _fields(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for component, shape in document["components"]["schemas"].items():
        for name, schema in shape.get("properties", {}).items():
            items = schema.get("items", {})
            if "$ref" not in items:
                yield component, name, schema
