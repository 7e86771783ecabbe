"""Of which parts is what a visitor sees made?"""

from typing import Any

from rest_framework import serializers

from kit.rest import AnyValueField, MoneyField

_ID = "019e0000-0000-7000-8000-000000000001"
PRICE = {"amount": "17.50", "currency": "CNY"}
CARD = {
    "id": _ID,
    "product_id": _ID,
    "sku": "KZ01-FLR-PRM-2KG",
    "name": "Wheat baking flour, premium grade, 2 kg",
    "market": "CN",
    "seller": {"id": _ID, "code": "KZ01", "name": "Aqdala Un Zauyty"},
    "category": {"code": "wheat-flour", "name": "Wheat flour"},
    "brand": None,
    "image": {
        "alt": "A white bag of flour",
        "width": 1200,
        "height": 1600,
        "urls": {"320": "https://shop.example/images/k7-320.webp"},
    },
    "price": PRICE,
    "price_steps": [{"from_quantity": 10, "price": {"amount": "16.90", "currency": "CNY"}}],
    "unit_price": {"price": {"amount": "8.75", "currency": "CNY"}, "per": "kg"},
    "min_quantity": 1,
    "multiple": 1,
    "available": 1550,
    "delivery": {
        "arrives_date": "2026-12-15",
        "at_place": "CN-LYG-BASE",
        "service": "ALA-LYG-KH",
        "departs_at": "2026-12-05T13:00:00Z",
        "order_by_at": "2026-12-02T13:00:00Z",
    },
    "origin_country": "KZ",
    "hs6": "110100",
    "net_g": 2000,
    "import": {"regime": "cn_retail_import", "listed": True, "label": "DEMO ASSUMPTION, NOT LAW"},
}
FACETS = {
    "counted": 79,
    "complete": True,
    "price": {"min": PRICE, "max": {"amount": "260.50", "currency": "CNY"}},
    "facets": [
        {
            "code": "category",
            "kind": "category",
            "name": "Category",
            "values": [{"code": "flour", "name": "Flour", "count": 20}],
            "range": None,
        },
        {
            "code": "grade",
            "kind": "attribute",
            "name": "Grade",
            "values": [{"code": "premium", "name": "Premium", "count": 9}],
            "range": None,
        },
    ],
}


class SoldByOut(serializers.Serializer[Any]):
    """Who sells."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class CalledOut(serializers.Serializer[Any]):
    """A category or brand, by its code and its name in the reader's language."""

    code = serializers.CharField()
    name = serializers.CharField()


class PictureOut(serializers.Serializer[Any]):
    """A picture in three sizes, by the longest side in pixels."""

    alt = serializers.CharField(allow_blank=True, help_text="What it shows, in the reader's language.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    urls = serializers.DictField(child=serializers.URLField())


class ImportOut(serializers.Serializer[Any]):
    """What retail import says of the goods; `label` names the edition that says so."""

    regime = serializers.CharField()
    listed = serializers.BooleanField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class PriceStepOut(serializers.Serializer[Any]):
    """What one unit costs from a number of units on."""

    from_quantity = serializers.IntegerField()
    price = MoneyField()


class UnitPriceOut(serializers.Serializer[Any]):
    """What a kilogram, litre or piece costs, to compare sizes by."""

    price = MoneyField()
    per = serializers.CharField(help_text="A code of listUnits: kg, l, pcs, m, m2.")


class DeliveryOut(serializers.Serializer[Any]):
    """When it would arrive if it were ordered now, by the earliest train with room; a moment old."""

    arrives_date = serializers.DateField(help_text="A day at the place of arrival.")
    at_place = serializers.CharField(help_text="Location code; from there it goes on to the buyer.")
    service = serializers.CharField()
    departs_at = serializers.DateTimeField()
    order_by_at = serializers.DateTimeField(help_text="When the seller must have handed in.")


class ProductOut(serializers.Serializer[Any]):
    """One listing on sale."""

    id = serializers.UUIDField()
    product_id = serializers.UUIDField(help_text="Its other sizes: ?product=")
    sku = serializers.CharField()
    name = serializers.CharField(help_text="In the reader's language.")
    names = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="With ?translations=all."
    )
    market = serializers.CharField()
    seller = SoldByOut()
    category = CalledOut(allow_null=True)
    brand = CalledOut(allow_null=True)
    image = PictureOut(allow_null=True)
    price = MoneyField()
    price_steps = PriceStepOut(many=True)
    unit_price = UnitPriceOut()
    min_quantity = serializers.IntegerField()
    multiple = serializers.IntegerField(help_text="Units are sold in multiples of this.")
    available = serializers.IntegerField(
        help_text="The most that one order may take: free units that arrive fresh enough, in multiples of"
        " `multiple`; 0 where `min_quantity` is more than are there."
    )
    delivery = DeliveryOut(allow_null=True)
    origin_country = serializers.CharField()
    hs6 = serializers.CharField()
    net_g = serializers.IntegerField()
    import_ = ImportOut(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`import` is a word of Python's own."""
        fields = dict(super().get_fields())
        return {name.rstrip("_"): field for name, field in fields.items()}


class ShownPaperOut(serializers.Serializer[Any]):
    """A paper that staff have checked and that is valid today."""

    kind = serializers.CharField()
    number = serializers.CharField()
    issuer = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    scan = serializers.DictField(child=serializers.URLField(), allow_null=True)


class AttributeOut(serializers.Serializer[Any]):
    """A typed fact: its value as kept, and how it is told."""

    code = serializers.CharField()
    name = serializers.CharField()
    value = AnyValueField()
    text = serializers.CharField()


class ProductDetailOut(ProductOut):
    """One listing with what a buyer and customs must know."""

    images = PictureOut(many=True)
    description = serializers.CharField(allow_blank=True)
    breadcrumbs = CalledOut(many=True)
    attributes = AttributeOut(many=True)
    standard = serializers.CharField(allow_blank=True)
    gtin13 = serializers.CharField(allow_blank=True)
    gross_g = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()
    length_mm = serializers.IntegerField()
    width_mm = serializers.IntegerField()
    height_mm = serializers.IntegerField()
    package_kind = serializers.CharField()
    certificates = ShownPaperOut(many=True)
    shelf_life_days = serializers.IntegerField(allow_null=True)
    temperature_class = serializers.CharField()
    segregation_class = serializers.CharField()


class FacetValueOut(serializers.Serializer[Any]):
    """One value, with how many of the hits have it."""

    code = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class RangeOut(serializers.Serializer[Any]):
    """The least and the greatest number among the hits, as decimal text."""

    min = serializers.CharField()
    max = serializers.CharField()


class FacetOut(serializers.Serializer[Any]):
    """By what the hits could be narrowed; `kind` is the parameter's name, `attribute` for `attributes=`."""

    code = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField(allow_blank=True, help_text="A title in the reader's language.")
    values = FacetValueOut(many=True, help_text="None where the facet is a number: that has a range.")
    range = RangeOut(allow_null=True)


class PriceRangeOut(serializers.Serializer[Any]):
    """The lowest and the highest price."""

    min = MoneyField()
    max = MoneyField()


class FacetsOut(serializers.Serializer[Any]):
    """Counts over `counted` hits; `complete` says whether those were all of them."""

    counted = serializers.IntegerField()
    complete = serializers.BooleanField()
    price = PriceRangeOut(allow_null=True)
    facets = FacetOut(many=True)


class SegmentOut(serializers.Serializer[Any]):
    """A piece of a name, plain text that must be escaped; `hit` if it was looked for."""

    text = serializers.CharField(trim_whitespace=False)
    hit = serializers.BooleanField()


class FoundOut(ProductOut):
    """One listing; with `q` its name also in pieces, which joined are the name."""

    highlight = SegmentOut(many=True, required=False)


class SearchOut(serializers.Serializer[Any]):
    """
    How `q` was read: what it was corrected to (`exact=true` insists), words that were ignored because nobody
    knows them; none where hits have all words.

    `complete` is false if more was found than was ranked: then there are further hits than the pages show. By
    price, name or age pages go on through all hits, however many; false says that some may be missing here.
    It is false, too, for what says only part of `q` in a catalogue of more than 200,000 listings, a sixteenth
    of which is looked through for it.
    """

    corrected_to = serializers.CharField(allow_null=True)
    ignored = serializers.ListField(child=serializers.CharField())
    complete = serializers.BooleanField()


class SuggestionOut(serializers.Serializer[Any]):
    """Something to search for: a word finished, or the name of a product."""

    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=["term", "product"])
    language = serializers.CharField(help_text="Of the text: en, ru, kk or zh-Hans.")
    product_id = serializers.UUIDField(allow_null=True)
    highlight = SegmentOut(many=True)


class SuggestionsOut(serializers.Serializer[Any]):
    """At most ten, the likeliest first."""

    items = SuggestionOut(many=True)
    corrected_to = serializers.CharField(allow_null=True)


class ProductPageOut(serializers.Serializer[Any]):
    """One page; follow `next` until it is null."""

    items = FoundOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    search = SearchOut(required=False, help_text="With ?q=.")
    facets = FacetsOut(required=False, help_text="With ?facets=true.")
