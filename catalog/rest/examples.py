"""What do goods of a seller look like, for a reader of the document?"""

from catalog.rest.pending import PENDING_EXAMPLE

_ID = "019e0000-0000-7000-8000-000000000001"
PRODUCT_BODY = {
    "code": "FLR-PRM",
    "category": "wheat-flour",
    "brand": "aqdala",
    "names": {"en": "Wheat flour, premium grade", "ru": "Мука пшеничная, высший сорт"},
    "descriptions": {"en": "White flour for bread, of hard spring wheat of the Kostanay steppe."},
    "attributes": {"grade": "premium", "moisture": "14.5"},
    "standard": "ГОСТ 26574-2017",
    "origin_country": "KZ",
    "hs6": "110100",
    "cn10": "1101000090",
    "eaeu10": "",
    "temperature_class": "AMBIENT_DRY",
    "segregation_class": "DRY_FOOD",
    "shelf_life_days": 365,
    "gacc_registration_no": "CKAZ00000000000001",
}
PRODUCT_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "seller_id": _ID,
    **PRODUCT_BODY,
    "completeness": {"en": 100, "ru": 50, "kk": 0, "zh-Hans": 0},
    "lacking": ["/names/kk", "/names/zh-Hans", "/descriptions/ru"],
    "images": [],
    "created_at": "2026-12-05T09:00:00Z",
    "pending_change": None,
}
VARIANT_BODY = {
    "product_id": _ID,
    "sku": "FLR-PRM-2KG",
    "names": {"en": "2 kg", "ru": "2 кг"},
    "attributes": {},
    "unit": "kg",
    "content": "2.000",
    "gtin13": "9521000000018",
    "net_g": 2000,
    "gross_g": 2044,
    "length_mm": 295,
    "width_mm": 185,
    "height_mm": 60,
    "volume_cm3": 3275,
    "package_kind": "bag",
}
VARIANT_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "seller_id": _ID,
    **VARIANT_BODY,
    "created_at": "2026-12-05T09:00:00Z",
    "pending_change": PENDING_EXAMPLE,
}
