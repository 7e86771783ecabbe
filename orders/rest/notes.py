"""What do our own people write down about orders?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.policy import STAFF_GROUPS
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, found
from orders.models import Attachment, Note, Order
from orders.operations import noting
from orders.policy import LONGEST_NOTE, NOTE_WRITERS
from orders.queries.noting import notes_of


class NoteIn(In):
    """What is to be remembered of the order."""

    text = TextField(max_length=LONGEST_NOTE, help_text="For staff alone.")


class AttachmentOut(serializers.Serializer[Any]):
    """A file that came with a note; staff open it in the admin."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Attachment.Kind.choices)
    name = serializers.CharField()
    size_b = serializers.IntegerField(help_text="Bytes.")


class NoteOut(serializers.Serializer[Any]):
    """One note; it is never changed."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    order_id = serializers.UUIDField()
    text = serializers.CharField()
    written_at = serializers.DateTimeField()
    by_kind = serializers.CharField()
    attachments = AttachmentOut(many=True, source="attachments.all")


class NotesDoor(Door):
    """The notes on one order."""

    resource = "orders"
    readers = {"staff": frozenset(STAFF_GROUPS)}
    writers = {"staff": frozenset(NOTE_WRITERS)}

    @operation(
        id="listOrderNotes",
        summary="Notes of staff on an order, newest first",
        query=PageQuery,
        response=page_of(NoteOut),
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        page = self.page(notes_of(order_id).filter(order__group__sandbox=False), NoteOut, order=("-id",))
        if not page.data["items"]:
            # Nothing was written about it, unless it isn't there at all.
            found(Order.objects.filter(group__sandbox=False), pk=order_id)
        return page

    @operation(
        id="writeOrderNote",
        summary="Write a note on an order; it stays for good",
        request=NoteIn,
        response=NoteOut,
        status=201,
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        given = self.body(NoteIn)
        order = found(Order.objects.filter(group__sandbox=False), pk=order_id)
        note: Note = noting.write_note(order_id=order.pk, text=given["text"], at=now(), by=self.actor)
        return self.created(NoteOut(note), row=note)
