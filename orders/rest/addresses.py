"""Where does a buyer want the goods?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.languages import language_of
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found
from orders.divisions import COUNTRIES, LONGEST_CODE
from orders.errors import AddressNotFound, NoDeliveryZone, TooManyAddresses
from orders.models import Address
from orders.operations import addressing
from orders.postal import divisions_of, latin_lines
from orders.rest.regions import RegionOut, region_view

EXAMPLE = {
    "recipient": "王芳",
    "phone": "138 0000 0000",
    "country": "CN",
    "district_code": "320706",
    "street": "海棠北路 1 号",
    "postcode": "222000",
}


class AddressIn(In):
    """
    An address in a country that we deliver to.

    Send a `district_code` of `/regions`, which implies province, city and district; or, for villages and
    older clients, `province` and `city`. In China these must be names (or the code) of such places, and
    with a `district` that is clear they tell the code. Both scripts are kept as they are written.
    """

    recipient = TextField(max_length=100, help_text="In China in Chinese characters, or add real_name.")
    real_name = TextField(
        max_length=100,
        required=False,
        allow_blank=True,
        help_text="As in the identity document, where customs asks for it and the recipient differs.",
    )
    phone = serializers.RegexField(
        r"^\+?[0-9 ()-]{6,24}$", max_length=24, help_text="A mobile number of the country; kept as E.164."
    )
    country = serializers.ChoiceField(choices=COUNTRIES)
    province = TextField(
        max_length=100,
        required=False,
        allow_blank=True,
        help_text="ISO 3166-2 code, such as CN-JS, or its name.",
    )
    city = TextField(max_length=100, required=False, allow_blank=True)
    district = TextField(max_length=100, required=False, allow_blank=True)
    district_code = TextField(
        max_length=LONGEST_CODE,
        required=False,
        allow_blank=True,
        help_text="GB/T 2260 in China, KATO in Kazakhstan: a division of /regions without children.",
    )
    street = TextField(max_length=200)
    postcode = TextField(max_length=10, required=False, allow_blank=True)


class LatinOut(serializers.Serializer[Any]):
    """Lines of an address in Latin letters, for a label that is read abroad; Chinese text stays."""

    recipient = serializers.CharField()
    city = serializers.CharField()
    district = serializers.CharField()
    street = serializers.CharField()


class AddressOut(serializers.Serializer[Any]):
    """An address of the buyer."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    recipient = serializers.CharField()
    real_name = serializers.CharField()
    phone = serializers.CharField()
    country = serializers.CharField()
    province = serializers.CharField()
    city = serializers.CharField()
    district = serializers.CharField()
    district_code = serializers.CharField()
    street = serializers.CharField()
    postcode = serializers.CharField()
    divisions = RegionOut(many=True, help_text="From the province down to the district of the code.")
    latin = LatinOut()


class AddressDoorBase(Door):
    """What both doors of addresses share."""

    resource = "me"
    readers = {"buyer": ANYONE}
    writers = {"buyer": ANYONE}
    vary = (*Door.vary, "Accept-Language")

    def view(self, address: Address) -> dict[str, Any]:
        """What `AddressOut` shows of an address to this reader."""
        language = language_of(self.request.headers.get("Accept-Language", ""))
        texts = address.as_snapshot()
        return {
            "id": address.pk,
            "version": address.version,
            **texts,
            "divisions": [region_view(each, language) for each in divisions_of(texts)],
            "latin": latin_lines(texts),
        }


class AddressesDoor(AddressDoorBase):
    """The addresses of the buyer who calls."""

    @operation(id="listAddresses", summary="Your addresses", query=PageQuery, response=page_of(AddressOut))
    def get(self, request: Request) -> Response:
        return self.page(addressing.addresses_of(self.actor), self.view, order=("-id",))

    @operation(
        id="addAddress",
        summary="Add an address",
        request=AddressIn,
        response=AddressOut,
        status=201,
        problems=[NoDeliveryZone, TooManyAddresses],
        request_example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        address = addressing.add_address(given=self.body(AddressIn), at=now(), by=self.actor)
        return self.created(self.view(address), row=address, location=f"/api/v1/me/addresses/{address.pk}")


class AddressDoor(AddressDoorBase):
    """One address of the buyer who calls."""

    @operation(id="showAddress", summary="One address", response=AddressOut)
    def get(self, request: Request, address_id: UUID) -> Response:
        address = found(addressing.addresses_of(self.actor), pk=address_id)
        return self.answer(self.view(address), row=address)

    @operation(
        id="changeAddress",
        summary="Change an address",
        request=AddressIn,
        response=AddressOut,
        problems=[NoDeliveryZone],
    )
    def patch(self, request: Request, address_id: UUID) -> Response:
        address = self._locked(address_id)
        given = self.body(AddressIn, partial=True)
        address = addressing.change_address(address=address, given=given)
        return self.answer(self.view(address), row=address)

    @operation(id="removeAddress", summary="Remove an address", status=204, problems=[AddressNotFound])
    def delete(self, request: Request, address_id: UUID) -> Response:
        addressing.remove_address(address=self._locked(address_id), at=now())
        return self.answer(status=204)

    def _locked(self, address_id: UUID) -> Address:
        rows = addressing.addresses_of(self.actor).select_for_update()
        return self.matched(found(rows, pk=address_id))
