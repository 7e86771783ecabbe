"""What is printed over REST for those who pick and pack?"""

from typing import Any

from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from kit.clock import now
from kit.openapi import operation
from kit.papers import PaperQuery, PdfRenderer, paper_language, wants_pdf
from kit.rest import TextField
from kit.typesetting import TypesetterBusy
from orders.errors import NotPacked, NotToPack, TooManyLabels
from orders.policy import MAX_ORDERS_PRINTED
from orders.queries.packing import Parcel, Pick, ToPack, orders_to_pack, summed
from orders.queries.printing import PARTS, packing_papers
from orders.rest.selling import PACKERS, LabelledPackageOut

_PICK = {
    "warehouse": "KZ-KOSTANAY-WH",
    "shelf": "A-12",
    "lot_code": "2026-11-A",
    "best_before_date": "2027-11-02",
    "sku": "FLR-PRM-2KG",
    "names": {"en": "Wheat flour"},
    "quantity": 5,
}
_EXAMPLE = {
    "picks": [_PICK],
    "orders": [
        {
            "number": "SC-26-00000123-5",
            "picks": [_PICK],
            "parcels": [
                {
                    "shipment_number": "SH-26-00000042-1",
                    "place": 1,
                    "of": 1,
                    "package": {"sscc": "395210000000123459", "gross_g": 10_220, "volume_cm3": 16_375},
                }
            ],
        }
    ],
}


class PackingQuery(PaperQuery):
    """Which orders, which of their papers."""

    orders = TextField(
        max_length=25 * MAX_ORDERS_PRINTED,
        help_text=f"Numbers of accepted orders, separated by commas; at most {MAX_ORDERS_PRINTED}.",
    )
    parts = TextField(
        max_length=50,
        required=False,
        help_text=f"Of the PDF, separated by commas: {', '.join(PARTS)}. Without it, all of them.",
    )

    def validate_orders(self, given: str) -> list[str]:
        """The numbers, each once."""
        numbers = list(dict.fromkeys(each.strip().upper() for each in given.split(",") if each.strip()))
        if not numbers:
            raise serializers.ValidationError("name an order")
        if len(numbers) > MAX_ORDERS_PRINTED:
            raise serializers.ValidationError(f"at most {MAX_ORDERS_PRINTED} orders at once")
        return numbers

    def validate_parts(self, given: str) -> list[str]:
        """The parts, as they are printed."""
        told = {each.strip() for each in given.split(",")} - {""}
        if strange := sorted(told.difference(PARTS)):
            raise serializers.ValidationError(f"knows no {strange[0]!r}")
        return [each for each in PARTS if each in told]


class PickOut(serializers.Serializer[Any]):
    """Units of one lot, and where they lie."""

    warehouse = serializers.CharField()
    shelf = serializers.CharField(allow_blank=True)
    lot_code = serializers.CharField()
    best_before_date = serializers.DateField(allow_null=True)
    sku = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    quantity = serializers.IntegerField()


class ParcelOut(serializers.Serializer[Any]):
    """One package, the `place`th of `of`."""

    shipment_number = serializers.CharField()
    place = serializers.IntegerField()
    of = serializers.IntegerField()
    package = LabelledPackageOut()


class OrderToPackOut(serializers.Serializer[Any]):
    """One order with its lots and its parcels; none before it is packed."""

    number = serializers.CharField()
    picks = PickOut(many=True)
    parcels = ParcelOut(many=True)


class PackingOut(serializers.Serializer[Any]):
    """All orders together by warehouse, shelf and lot, then each of them."""

    picks = PickOut(many=True)
    orders = OrderToPackOut(many=True)


class PackingPapersDoor(Door):
    """What is printed for packing names whom the goods go to: it is for those who pack."""

    resource = "orders"
    readers = {"seller": PACKERS}
    renderer_classes = (JSONRenderer, PdfRenderer)
    vary = (*Door.vary, "Accept-Language")
    drawn: bytes
    file_name = "packing"

    @operation(
        id="printPackingPapers",
        summary="Pick list, packing slips and labels of up to 100 orders, as JSON or as one PDF",
        query=PackingQuery,
        response=PackingOut,
        problems=[NotToPack, NotPacked, TooManyLabels, TypesetterBusy],
        response_example=_EXAMPLE,
    )
    def get(self, request: Request) -> Response:
        """The SSCC of a parcel is that of its packing, however often it is printed."""
        packed = orders_to_pack(self.actor, self.query["orders"])
        if wants_pdf(request):
            language = paper_language(request, self.query.get("lang"))
            parts = self.query.get("parts") or PARTS
            self.drawn = packing_papers(packed, parts=parts, language=language, at=now())
            return self.answer({})
        picks = [_pick_view(pick, names) for pick, names in summed(packed)]
        return self.answer(PackingOut({"picks": picks, "orders": [_order_view(each) for each in packed]}))


def _order_view(packed: ToPack) -> dict[str, Any]:
    return {
        "number": packed.order.number,
        "picks": [_pick_view(pick, packed.names_of(pick)) for pick in packed.picks],
        "parcels": [_parcel_view(each) for each in packed.parcels],
    }


def _pick_view(pick: Pick, names: Any) -> dict[str, Any]:
    return {
        "warehouse": pick.warehouse_code,
        "shelf": pick.shelf,
        "lot_code": pick.lot_code,
        "best_before_date": pick.best_before_date,
        "sku": pick.sku,
        "names": names,
        "quantity": pick.quantity,
    }


def _parcel_view(parcel: Parcel) -> dict[str, Any]:
    return {
        "shipment_number": parcel.shipment_number,
        "place": parcel.place,
        "of": parcel.of,
        "package": parcel.label,
    }
