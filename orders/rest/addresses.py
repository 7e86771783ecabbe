"""Where does a buyer want the goods?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found
from orders.errors import AddressNotFound, NoDeliveryZone
from orders.models import Address
from orders.operations import addressing

EXAMPLE = {
    "recipient": "王芳",
    "phone": "+8613800000000",
    "country": "CN",
    "province": "CN-JS",
    "city": "连云港",
    "street": "海棠北路 1 号",
    "postcode": "222000",
}


class AddressIn(In):
    """An address in a country that we deliver to."""

    recipient = TextField(max_length=100)
    phone = serializers.RegexField(r"^\+?[0-9 -]{6,20}$", max_length=20)
    country = serializers.ChoiceField(choices=["CN", "KZ"])
    province = TextField(max_length=16, help_text="ISO 3166-2 code, such as CN-JS.")
    city = TextField(max_length=100)
    street = TextField(max_length=200)
    postcode = TextField(max_length=10, required=False, allow_blank=True)


class AddressOut(serializers.Serializer[Any]):
    """An address of the buyer."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    recipient = serializers.CharField()
    phone = serializers.CharField()
    country = serializers.CharField()
    province = serializers.CharField()
    city = serializers.CharField()
    street = serializers.CharField()
    postcode = serializers.CharField()


class AddressesDoor(Door):
    """The addresses of the buyer who calls."""

    resource = "me"
    readers = {"buyer": ANYONE}
    writers = {"buyer": ANYONE}

    @operation(id="listAddresses", summary="Your addresses", query=PageQuery, response=page_of(AddressOut))
    def get(self, request: Request) -> Response:
        return self.page(addressing.addresses_of(self.actor), AddressOut, order=("-id",))

    @operation(
        id="addAddress",
        summary="Add an address",
        request=AddressIn,
        response=AddressOut,
        status=201,
        problems=[NoDeliveryZone],
        request_example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        address = addressing.add_address(given=self.body(AddressIn), at=now(), by=self.actor)
        return self.created(AddressOut(address), row=address, location=f"/api/v1/me/addresses/{address.pk}")


class AddressDoor(Door):
    """One address of the buyer who calls."""

    resource = "me"
    readers = {"buyer": ANYONE}
    writers = {"buyer": ANYONE}

    @operation(id="showAddress", summary="One address", response=AddressOut)
    def get(self, request: Request, address_id: UUID) -> Response:
        address = found(addressing.addresses_of(self.actor), pk=address_id)
        return self.answer(AddressOut(address), row=address)

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
        return self.answer(AddressOut(address), row=address)

    @operation(id="removeAddress", summary="Remove an address", status=204, problems=[AddressNotFound])
    def delete(self, request: Request, address_id: UUID) -> Response:
        addressing.remove_address(address=self._locked(address_id), at=now())
        return self.answer(status=204)

    def _locked(self, address_id: UUID) -> Address:
        rows = addressing.addresses_of(self.actor).select_for_update()
        return self.matched(found(rows, pk=address_id))
